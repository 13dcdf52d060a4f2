// `npm run bench -- diagnosis [--conversations 20000] [--keep FOLDER]`: what a full diagnosis of a prompt of 150 instructions takes, by 14 evaluators
// over planted conversations in a store on disk, and what it takes once one more conversation came. Import, evaluation and behaviors are done by
// another process, so that memory is of the diagnosis alone. Beside it what cannot be saved: reading what it rests on, and one pass of a
// textbook formula (Ochiai) over lines and verdicts.
import { fork } from "node:child_process";
import { once } from "node:events";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openHost } from "../../server/core/index.ts";
import { Store } from "../../server/core/store/index.ts";
import { round } from "./support/numbers.ts";
import { Draw } from "./support/planted-faults/draw.ts";
import { conversationsOf, exportLine } from "./support/planted-faults/made-seed.ts";
import type { Plan } from "./support/planted-faults/plan.ts";
import { planOf } from "./support/planted-faults/plan-seed.ts";
import { configOf } from "./support/planted-faults/write-seed.ts";

const evaluatorCount = 14;
const longPrompt = 140;
/** Parts of a file, so that no import holds all of it. */
const perFile = 4_000;

interface Built {
  readonly instructions: number;
  readonly seconds: Readonly<Record<string, number>>;
}
interface Measured {
  readonly snapshotMs: number;
  readonly firstMs: number;
  readonly againMs: number;
  readonly oneMore: Readonly<
    Record<"importMs" | "evaluateMs" | "snapshotMs" | "diagnoseMs" | "conversationMs", number>
  >;
  readonly failures: number;
  readonly suspects: number;
  readonly baseMb: number;
  readonly peakMb: number;
}
interface Floor {
  readonly readMs: number;
  readonly ochiaiMs: number;
  readonly verdicts: number;
}

const roles = { build, measure, floor } as const;
type Order = { readonly role: keyof typeof roles; readonly folder: string; readonly count: number };

if (process.send)
  process.once("message", async ({ role, folder, count }: Order) => {
    process.send!(await roles[role](folder, count), () => process.exit(0));
  });
else await main();

function inChild<T>(order: Order): Promise<T> {
  return new Promise((done, failed) => {
    const child = fork(process.argv[1]!, [], { execArgv: process.execArgv });
    child.once("message", (result) => done(result as T));
    child.once("exit", (code) => code && failed(new Error(`"${order.role}" ended with code ${code}.`)));
    child.send(order);
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { conversations: { type: "string", default: "20000" }, keep: { type: "string" } },
  });
  const count = Number(values.conversations);
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), "homeostat-diagnosis-"));
  mkdirSync(folder, { recursive: true });
  try {
    const built = await inChild<Built>({ role: "build", folder, count });
    console.log(
      `${count} conversations x ${built.instructions} instructions x ${evaluatorCount} evaluators; ${Object.entries(
        built.seconds,
      )
        .map(([name, s]) => `${name} ${s} s`)
        .join(", ")}`,
    );
    const floorOf = await inChild<Floor>({ role: "floor", folder, count });
    const measured = await inChild<Measured>({ role: "measure", folder, count });
    report(floorOf, measured);
    console.log(
      JSON.stringify({
        ...{ conversations: count, instructions: built.instructions, evaluators: evaluatorCount },
        ...measured,
        floorMs: floorOf,
        ratio: {
          firstToRead: round((measured.snapshotMs + measured.firstMs) / floorOf.readMs),
          oneMoreToOchiai: round(measured.oneMore.diagnoseMs / floorOf.ochiaiMs),
        },
      }),
    );
  } finally {
    if (!values.keep) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function report({ readMs, ochiaiMs, verdicts }: Floor, measured: Measured): void {
  const { snapshotMs, firstMs, againMs, oneMore } = measured;
  const rows: [string, number][] = [
    ["floor: reading verdicts, words and requests", readMs],
    [`floor: Ochiai of every line, ${verdicts} verdicts in memory`, ochiaiMs],
    ["figures of the prompt (snapshot)", snapshotMs],
    ["full diagnosis, figures being there", firstMs],
    ["the same once more", againMs],
    ["one more conversation: import", oneMore.importMs],
    ["one more conversation: evaluate", oneMore.evaluateMs],
    ["one more conversation: figures", oneMore.snapshotMs],
    ["one more conversation: diagnosis of it alone", oneMore.conversationMs],
    ["one more conversation: full diagnosis after that", oneMore.diagnoseMs],
  ];
  for (const [name, ms] of rows) console.log(`${name.padEnd(60)} ${ms.toFixed(0).padStart(8)} ms`);
  console.log(
    `${measured.failures} failures, ${measured.suspects} suspects; memory ${measured.baseMb} MB before, ${measured.peakMb} MB at most\n`,
  );
}

/** The longest prompt of the first seeds, with as many evaluators as were asked for: some see the same and err for themselves. */
function largePlan(): Plan {
  const plan = Array.from({ length: 400 }, (_, seed) => planOf(seed)).find(
    ({ lines, faults }) => lines.length >= longPrompt && faults.length >= 4,
  )!;
  const { evaluators } = plan;
  return {
    ...plan,
    evaluators: Array.from({ length: evaluatorCount }, (_, i) => {
      const one = evaluators[i % evaluators.length]!;
      return i < evaluators.length ? one : { ...one, name: `${one.name}-${i}` };
    }),
  };
}

async function build(folder: string, count: number): Promise<Built> {
  const plan = largePlan();
  const seconds: Record<string, number> = {};
  const timed = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const from = performance.now();
    await work();
    seconds[name] = round((performance.now() - from) / 1000, 1);
  };
  if (existsSync(join(folder, ".homeostat"))) return { instructions: plan.lines.length, seconds };
  writeFileSync(join(folder, "prompt.md"), plan.promptText);
  writeFileSync(join(folder, "homeostat.yaml"), configOf(plan));
  const files: string[] = [];
  await timed("generate", () => write(folder, plan, count, files));
  const host = await openHost({ root: folder, trusted: false });
  await timed("import", () => host.importConversations(files, undefined));
  await timed("evaluate", () => host.evaluate());
  await timed("behaviors", () => host.findBehaviors());
  await host.close();
  return { instructions: plan.lines.length, seconds };
}

/** All but the last, which lies in a file of its own. */
async function write(folder: string, plan: Plan, count: number, files: string[]): Promise<void> {
  const draw = new Draw(plan.seed);
  let [out, written] = [undefined as ReturnType<typeof createWriteStream> | undefined, 0];
  for (const made of conversationsOf(plan, count + 1)) {
    const line = `${exportLine(made, "0".repeat(64), plan.promptText, draw)}\n`;
    if (written === count) {
      writeFileSync(join(folder, "one-more.jsonl"), line);
      break;
    }
    if (written++ % perFile === 0) {
      if (out) await closed(out);
      files.push(`conversations-${files.length}.jsonl`);
      out = createWriteStream(join(folder, files.at(-1)!));
    }
    if (!out!.write(line)) await once(out!, "drain");
  }
  if (out) await closed(out);
}

const closed = async (out: ReturnType<typeof createWriteStream>): Promise<void> => {
  out.end();
  await once(out, "close");
};

async function measure(folder: string): Promise<Measured> {
  const host = await openHost({ root: folder, trusted: false });
  const baseMb = round(process.resourceUsage().maxRSS / 1000, 0);
  const timed = async <T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> => {
    const from = performance.now();
    const result = await work();
    return { ms: round(performance.now() - from, 1), result };
  };
  const subject = { kind: "prompt", file: "prompt.md" } as const;
  const snapshot = await timed(() => host.snapshot());
  const first = await timed(() => host.diagnose(subject));
  const peakMb = round(process.resourceUsage().maxRSS / 1000, 0);
  const again = await timed(() => host.diagnose(subject));
  const imported = await timed(() => host.importConversations(["one-more.jsonl"], undefined));
  const evaluated = await timed(() => host.evaluate());
  const figures = await timed(() => host.snapshot());
  const alone = await timed(() =>
    host.diagnose({ kind: "conversation", id: idOf(folder, "one-more.jsonl") }),
  );
  const diagnosed = await timed(() => host.diagnose(subject));
  await host.close();
  const [prompt] = first.result.prompts;
  return {
    ...{ snapshotMs: snapshot.ms, firstMs: first.ms, againMs: again.ms, baseMb, peakMb },
    ...{ failures: prompt?.failures ?? 0, suspects: prompt?.suspects.length ?? 0 },
    oneMore: {
      ...{ importMs: imported.ms, evaluateMs: evaluated.ms, snapshotMs: figures.ms },
      ...{ diagnoseMs: diagnosed.ms, conversationMs: alone.ms },
    },
  };
}

const idOf = (folder: string, file: string): string =>
  (JSON.parse(readFileSync(join(folder, file), "utf8")) as { conversation: { id: string } }).conversation.id;

/** Reading alone, and a formula over bits that are in memory already. */
async function floor(folder: string): Promise<Floor> {
  const from = performance.now();
  const store = await Store.open(join(folder, ".homeostat"));
  const [evaluations] = await Promise.all([
    store.tables.evaluations.read({
      columns: ["evaluator", "evaluatorKey", "conversationId", "label", "sampleId"],
    }),
    store.tables.samples.read({
      where: "`scope` = 'turn'",
      columns: ["conversationId", "index", "terms", "said"],
    }),
    store.tables.requests.read({ columns: ["conversationId", "behaviorId"] }),
  ]);
  const readMs = round(performance.now() - from, 1);
  store.close();
  const verdicts = evaluations.filter(({ evaluatorKey }) => evaluatorKey !== "recorded");
  const names = [...new Set(verdicts.map(({ evaluator = "" }) => evaluator))];
  const conversations = new Map(
    [...new Set(verdicts.map(({ conversationId = "" }) => conversationId))].map((id, i) => [id, i]),
  );
  const places = verdicts.map(({ conversationId = "", evaluator = "", label }) => ({
    ...{
      at: conversations.get(conversationId)!,
      by: names.indexOf(evaluator),
      fails: label === "fail" ? 1 : 0,
    },
  }));
  const lines = largePlan().lines.length;
  const draw = new Draw(1);
  const atWork = Array.from({ length: lines }, () =>
    Uint8Array.from(conversations, () => (draw.chance(0.1) ? 1 : 0)),
  );
  const started = performance.now();
  let sum = 0;
  for (const bits of atWork) {
    const both = new Float64Array(names.length);
    const all = new Float64Array(names.length);
    const failing = new Float64Array(names.length);
    for (const { at, by, fails } of places) {
      all[by]! += bits[at]!;
      failing[by]! += fails;
      both[by]! += bits[at]! * fails;
    }
    for (let by = 0; by < names.length; by++) sum += both[by]! / Math.sqrt(failing[by]! * all[by]! || 1);
  }
  if (Number.isNaN(sum)) throw new Error("Ochiai gave no number.");
  return { readMs, ochiaiMs: round(performance.now() - started, 1), verdicts: verdicts.length };
}
