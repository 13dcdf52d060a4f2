/**
 * The whole loop on the demo: each planted fault is diagnosed, an edit is looked for, put through the gate and approved, and what became of it
 * is held against traffic that nobody has seen. The agent is the scripted demo agent, which obeys what it finds in its prompt; edits come from
 * a pool that knows no fault, of which at most one move in five is right. test/support/demo-agent/README.md says how to add a fault.
 *
 * usage: npm run bench -- improve-loop [--fault PART-OF-A-NAME] [--seeds 1..3] [--cycles 4] [--no-useless]
 *
 * `--no-useless`: leaves out the second run of each fault, in which every edit of the pool comes with one that does nothing.
 */
import { parseArgs } from "node:util";
import { faults } from "../support/demo-agent/faults.ts";
import { type PoolTruth, poolTruth } from "../support/demo-agent/pool-truth.ts";
import { runFault } from "../support/demo-agent/run-fault.ts";
import { figuresOf, type LoopFigures, totalsOf, uselessLine } from "./support/improve-loop/figures.ts";
import { printCycles, printFaults, printPool, printTotals } from "./support/improve-loop/tables.ts";

const { values } = parseArgs({
  options: {
    ...{ fault: { type: "string", default: "" }, seeds: { type: "string", default: "1" } },
    ...{ cycles: { type: "string", default: "4" }, "no-useless": { type: "boolean" } },
  },
});
const [first = 1, last = first] = values.seeds.split("..").map(Number);
const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i);
const chosen = faults.filter(({ name }) => name.includes(values.fault));
const say = (text: string): void => console.error(text);

const pools = new Map<string, PoolTruth>();
for (const fault of chosen) if (!fault.cause) pools.set(fault.name, await poolTruth(fault));
printPool(pools);

const figures: LoopFigures[] = [];
for (const seed of seeds)
  for (const fault of chosen) {
    const options = { seed, cycles: Number(values.cycles), say };
    const plain = figuresOf(await runFault(fault, options));
    const carries = !fault.cause && !values["no-useless"];
    const along = ({ lines }: { lines: readonly { number: number }[] }) => ({
      ...{ action: "add", line: lines[0]!.number, text: uselessLine },
    });
    const beside = carries ? figuresOf(await runFault(fault, { ...options, along })) : undefined;
    figures.push({ ...plain, ...(beside && { beside }) });
  }
printFaults(figures);
printCycles(figures);
const totals = totalsOf(figures, [...pools.values()]);
printTotals(totals);
console.log(JSON.stringify({ ...totals, faults: figures }));
