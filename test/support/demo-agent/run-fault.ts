/**
 * One planted fault through the whole loop, by the product's own doors: traffic is imported, evaluated, sorted into behaviors, evaluators are
 * tested, the failures diagnosed, an edit is looked for and put through the gate. A suggestion is approved, the agent goes on with the prompt
 * as it is then, and what still fails is looked into by the next cycle.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Diagnosis } from "../../../server/core/attribution/index.ts";
import type { Host } from "../../../server/core/host/host.ts";
import type { CycleReport } from "../../../server/core/host/improve/cycle-report.ts";
import { openHost } from "../../../server/core/host/open-host.ts";
import { startScriptedModel } from "../scripted-model.ts";
import type { ReadReflection, ScriptedEdit } from "../scripted-reflection.ts";
import { type TempFolder, tempFolder } from "../temp-folder.ts";
import { demoAgent } from "./demo-agent.ts";
import { faultyPrompt, type PlantedFault } from "./faults.ts";
import { type Rates, rateOf, ratesOf } from "./judged-traffic.ts";
import { drawFromPool } from "./pool.ts";
import { mendedFrom } from "./pool-truth.ts";
import { supportDesk } from "./support-desk.ts";
import { openingsOf, trafficOf, understoodIn } from "./traffic.ts";
import { chatLines, promptFile, workspaceFiles } from "./workspace.ts";

export interface LoopOptions {
  readonly seed?: number;
  readonly conversations?: number;
  /** Cycles at most. */
  readonly cycles?: number;
  /** An edit that is put beside each that is proposed. */
  readonly along?: (read: ReadReflection) => ScriptedEdit;
  /** Told as things happen. */
  readonly say?: (text: string) => void;
}

/** One cycle, with the prompt as it was before and after it. */
export interface LoopCycle {
  readonly report: CycleReport;
  readonly before: string;
  /** The same where nothing was approved. */
  readonly after: string;
  /** On traffic that nobody has seen, with the prompt after it. */
  readonly rates: Rates;
}

export interface LoopRun {
  readonly fault: PlantedFault;
  readonly diagnosis: Diagnosis;
  /** With the faulty prompt, on traffic that nobody has seen. */
  readonly rates: Rates;
  readonly cycles: readonly LoopCycle[];
  /** Evaluators that no mutation test proved. */
  readonly untrusted: readonly string[];
  readonly behaviors: number;
  readonly drawn: readonly (readonly ScriptedEdit[])[];
  /** Questions to the scripted model, as agent and as who proposes. */
  readonly calls: number;
  readonly seconds: number;
}

const usualConversations = 600;
const unseen = (seed: number) => ({ count: usualConversations, seed: seed + 5_000 });

export async function runFault(fault: PlantedFault, options: LoopOptions = {}): Promise<LoopRun> {
  const { world = supportDesk } = fault;
  const { seed = 1, conversations = usualConversations, cycles: most = 4, along } = options;
  const from = performance.now();
  const pool = drawFromPool(seed, along);
  const trafficSeeds = Array.from({ length: most + 1 }, (_, i) => seed + 100 * i);
  const openings = trafficSeeds.flatMap((one) => openingsOf(world, conversations, one));
  const plays = demoAgent({ understood: understoodIn(world, openings) });
  const model = await startScriptedModel({ plays, reflects: pool.reflects });
  const chats = (prompt: string, round: number) =>
    trafficOf(world, prompt, conversations, trafficSeeds[round]!);
  const base = faultyPrompt(fault);
  const files = workspaceFiles(world, { prompt: base, chats: chats(base, 0), url: model.url });
  const folder = tempFolder("demo-loop", files);
  const git = gitIn(folder);
  const host = await openHost({ root: folder.path, trusted: true });
  try {
    await host.importConversations(["chats.jsonl"], undefined);
    await host.evaluate();
    await host.findBehaviors();
    await host.testEvaluators({});
    const { evaluators, behaviors } = await host.snapshot();
    const diagnosis = await host.diagnose({ kind: "evaluator", name: fault.target });
    const rates = await ratesOf(world, base, unseen(seed));
    const cycles: LoopCycle[] = [];
    while (cycles.length < most && rateOf((cycles.at(-1)?.rates ?? rates)[fault.target]!) < mendedFrom) {
      const before = cycles.at(-1)?.after ?? base;
      const report = await host.improve({ target: fault.target, seed: seed + cycles.length });
      options.say?.(`${fault.name}: ${report.end}, ${report.says}`);
      if (report.suggestion) await approve(host, report.suggestion);
      const after = readFileSync(folder.file(promptFile), "utf8");
      const isChanged = after !== before;
      const now = isChanged ? await ratesOf(world, after, unseen(seed)) : (cycles.at(-1)?.rates ?? rates);
      cycles.push({ report, before, after, rates: now });
      if (report.end === "escalated") break;
      if (!isChanged) continue;
      pool.renew();
      folder.write("later.jsonl", chatLines(chats(after, cycles.length)));
      await host.importConversations(["later.jsonl"], undefined);
      await host.evaluate();
    }
    return {
      ...{ fault, diagnosis, rates, cycles, drawn: pool.drawn, behaviors: behaviors.length },
      untrusted: evaluators.flatMap(({ name, trust }) => (trust === "trusted" ? [] : name)),
      calls: model.exchanges.length,
      seconds: (performance.now() - from) / 1000,
    };
  } finally {
    await host.close();
    await model.close();
    folder.remove();
  }

  async function approve(own: Host, suggestion: NonNullable<CycleReport["suggestion"]>): Promise<void> {
    const confirmed = suggestion.flags.map(({ rule }) => rule);
    await own.decideSuggestion({ kind: "approve", suggestion: suggestion.id, onto: "current", confirmed });
    // What is approved is committed; the work tree is the user's own.
    git("checkout", "-q", "HEAD", "--", promptFile);
  }
}

/** A repository with the prompt in it, as approving needs one. */
function gitIn(folder: TempFolder): (...args: string[]) => void {
  const git = (...args: string[]): void =>
    void execFileSync("git", args, { cwd: folder.path, stdio: "pipe" });
  git("init", "-q", "-b", "main");
  for (const [key, value] of Object.entries({
    ...{ "user.name": "Demo", "user.email": "demo@localhost", "commit.gpgsign": "false" },
  }))
    git("config", key, value);
  git("add", promptFile);
  git("commit", "-qm", "The prompt as it is");
  return git;
}
