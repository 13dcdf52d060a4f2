/**
 * How long the runner takes to judge what nobody has judged, into a store on disk: conversations of four turns, ten checks of turns, of
 * which three share a condition. Then once more, with nothing to do, and with one check more. Each in a process of its own, whose peak of
 * memory is measured.
 *
 * usage: npm run bench -- runner [--conversations 25000]
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openServices, parseEvaluators } from "../../server/core/evaluators/index.ts";
import { evaluateConversations } from "../../server/core/host/evaluate-conversations.ts";
import { Store } from "../../server/core/store/index.ts";
import { unjudgedStore } from "./support/judged-store.ts";
import { round } from "./support/numbers.ts";

const turns = 4;
const when = [{ type: "contains", value: "refund", on: "input" }];
const checks: readonly Record<string, unknown>[] = [
  { name: "names-refund", assert: [{ type: "icontains", value: "refund" }] },
  { name: "no-voucher", assert: [{ type: "not-contains", value: "voucher" }] },
  { name: "any-subject", assert: [{ type: "contains-any", value: ["seat", "meal", "delay"] }] },
  { name: "pattern", assert: [{ type: "regex", value: "\\b(book|seat)\\w*\\s+\\w+" }] },
  { name: "length", assert: [{ type: "word-count", value: { max: 40 } }] },
  { name: "not-json", assert: [{ type: "not-is-json" }] },
  {
    name: "two-things",
    assert: [
      { type: "contains", value: "the" },
      { type: "not-icontains", value: "sorry" },
    ],
  },
  { name: "refund-named", when, assert: [{ type: "contains", value: "refund" }] },
  { name: "refund-short", when, assert: [{ type: "word-count", value: { max: 50 } }] },
  { name: "refund-no-upgrade", when, assert: [{ type: "not-contains", value: "upgrade" }] },
];
const oneMore = { name: "one-more", assert: [{ type: "icontains", value: "baggage" }] };

interface Measured {
  readonly seconds: number;
  readonly evaluations: number;
  readonly peakMb: number;
  readonly cpuSeconds: number;
}

const isChild = process.send !== undefined;
if (isChild) await child();
else await main();

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { conversations: { type: "string", default: "25000" } } });
  const conversations = Number(values.conversations);
  const folder = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
  try {
    const uri = join(folder, "store");
    await unjudgedStore(uri, conversations, turns);
    const samples = conversations * turns;
    const runs: Record<string, Measured> = {};
    for (const [name, definitions] of [
      ["first", checks],
      ["again", checks],
      ["oneMore", [...checks, oneMore]],
    ] as const) {
      const one = await inChild(uri, definitions);
      runs[name] = one;
      console.log(
        `${name.padEnd(8)} ${one.evaluations} evaluations of ${samples} samples in ${one.seconds} s (${one.cpuSeconds} s of processors), peak ${one.peakMb} MB`,
      );
    }
    const { first } = runs;
    console.log(
      JSON.stringify({
        ...{ samples, checks: checks.length, seconds: first!.seconds, peakMb: first!.peakMb, runs },
        samplesPerS: round(samples / first!.seconds, 0),
        evaluationsPerS: round(first!.evaluations / first!.seconds, 0),
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function inChild(uri: string, definitions: readonly object[]): Promise<Measured> {
  return new Promise((done, failed) => {
    const started = fork(process.argv[1]!, [], { execArgv: process.execArgv });
    started.on("message", (measured) => done(measured as Measured));
    started.on("exit", (code) => code && failed(new Error(`The run ended with code ${code}.`)));
    started.send({ uri, definitions });
  });
}

async function child(): Promise<void> {
  const { uri, definitions } = await new Promise<{ uri: string; definitions: object[] }>((done) =>
    process.once("message", (message) => done(message as { uri: string; definitions: object[] })),
  );
  const { evaluators, problems } = parseEvaluators(definitions);
  if (problems.length > 0) throw new Error(problems[0]!.message);
  const store = await Store.open(uri);
  const from = performance.now();
  const { evaluations } = await evaluateConversations(
    store,
    evaluators,
    [],
    openServices({ trusted: false }),
  );
  const seconds = round((performance.now() - from) / 1000);
  store.close();
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const measured: Measured = {
    ...{ seconds, evaluations },
    peakMb: round(maxRSS / 1000, 0),
    cpuSeconds: round((userCPUTime + systemCPUTime) / 1e6),
  };
  process.send!(measured, () => process.exit(0));
}
