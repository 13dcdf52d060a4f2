// `npm run bench -- improve-faults [--kills 6] [--every 12] [--faults 500,401] [--seed 1]`: cycles of improvement whose endpoint misbehaves in every way, as the
// agent, the judge and who proposes; with a budget of every so many calls; and killed (kill -9) at random moments. Each is then run to its end.
import { spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { seededRandom } from "../../server/core/index.ts";
import { dist, ensureBuilt } from "../support/built.ts";
import {
  type FaultName,
  type FaultyShop,
  faults,
  faultyShop,
  type PreparedShop,
  preparedShop,
  promptOf,
  type Role,
  spentOf,
  type Tried,
  tryCycle,
  usdAt,
} from "../support/faulty-endpoint.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "6" },
    every: { type: "string", default: "12" },
    faults: { type: "string", default: Object.keys(faults).join(",") },
    seed: { type: "string", default: "1" },
  },
});
const random = seededRandom(Number(values.seed));
await ensureBuilt();
const prepared = await preparedShop(true);

const editOf = ({ report }: Tried): string =>
  report?.suggestion?.hunks.map(({ text }) => text.trim()).join("\n") ?? `none (${report?.end})`;

/** What holds of every trial, whatever went wrong in it: at most one sentence for each that does not. */
async function faultsIn(one: FaultyShop, base: string, exact = true): Promise<string[]> {
  const { calls, usd } = await spentOf(one.shop);
  return [
    ...(promptOf(one.shop) === base ? [] : ["the prompt changed"]),
    ...(exact && calls !== one.model.arrived
      ? [`${one.model.arrived} calls arrived, ${calls} are told`]
      : []),
    ...(exact && usdAt(one.model) > usd + 1e-9 ? ["more dollars than are told"] : []),
  ];
}

async function trial<T>(shop: PreparedShop, act: (one: FaultyShop) => Promise<T>): Promise<T> {
  const one = await faultyShop(shop);
  try {
    return await act(one);
  } finally {
    await one.close();
  }
}

const whole = await trial(prepared, async (one) => {
  const tried = await tryCycle(one.shop);
  return { edit: editOf(tried), calls: one.model.arrived, base: promptOf(one.shop) };
});
console.log(`unharmed: ${whole.calls} calls, finds ${whole.edit}\n`);

let [trials, wrong] = [0, 0];
const told = (what: string, then: string, problems: readonly string[]): void => {
  trials++;
  if (problems.length > 0) wrong++;
  console.log(
    `${what.padEnd(44)} ${then.padEnd(28)} ${problems.length > 0 ? problems.join("; ") : "goes on"}`,
  );
};

/** Run to its end: the same edit, and no more calls than one that nothing happened to, beside those that failed. */
async function goesOn(one: FaultyShop, spare: number): Promise<string[]> {
  one.misbehave();
  const edit = editOf(await tryCycle(one.shop));
  const more = one.model.exchanges.length - whole.calls;
  return [
    ...(edit === whole.edit ? [] : [`ends with ${edit}`]),
    ...(more > spare ? [`${more} answers more than one that nothing happened to`] : []),
  ];
}

for (const role of ["agent", "judge", "proposer"] as const satisfies readonly Role[])
  for (const name of values.faults.split(",") as FaultName[])
    for (const from of role === "proposer" ? [1] : [1, 30])
      await trial(prepared, async (one) => {
        one.misbehave((asked, n) => (asked === role && n >= from ? faults[name] : undefined));
        const { report, error } = await tryCycle(one.shop);
        const failed = one.model.exchanges.length;
        const problems = [
          ...(error && !error.hint ? ["an error without a next step"] : []),
          ...(await faultsIn(one, whole.base)),
        ];
        // What was cut off was answered, and is asked again.
        const spare = name === "cut" ? failed : 0;
        told(`${name} from ${role} call ${from} on`, error?.code ?? report!.end, [
          ...problems,
          ...(await goesOn(one, spare)),
        ]);
      });

for (let calls = 1; calls < whole.calls; calls += Number(values.every))
  await trial(prepared, async (one) => {
    const { report, error } = await tryCycle(one.shop, { budget: { calls } });
    told(`a budget of ${calls} calls`, error?.code ?? report!.end, [
      ...(one.model.arrived > calls ? [`${one.model.arrived} calls`] : []),
      ...(await faultsIn(one, whole.base)),
      ...(await goesOn(one, 0)),
    ]);
  });

for (let kill = 0; kill < Number(values.kills); kill++)
  await trial(prepared, async (one) => {
    const args = [dist.cli, "improve", "--target", "polite"];
    const child = spawn(process.execPath, args, { cwd: one.shop.path, stdio: "ignore" });
    const ended = new Promise<void>((done) => child.once("exit", () => done()));
    const at = 1 + Math.floor(random() * (whole.calls - 2));
    while (one.model.arrived < at && child.exitCode === null) await setTimeout(2);
    child.kill("SIGKILL");
    await ended;
    // Four conversations at a time, each with a call to the agent and one to the judge; or a reflection.
    told(`killed at call ${at}`, "killed", [
      ...(await faultsIn(one, whole.base, false)),
      ...(await goesOn(one, 8)),
    ]);
  });

prepared.folder.remove();
console.log(`\n${trials} trials, ${wrong} with something wrong`);
console.log(JSON.stringify({ trials, wrong, calls: whole.calls }));
