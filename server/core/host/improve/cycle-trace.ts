import {
  cyclePlanText,
  cycleText,
  plural,
  type StepCase,
  type StepCost,
  type StepEdit,
  type TraceDetail,
  type TrailStep,
  type TriedStep,
} from "../../review/index.ts";
import type { Message, Span, SpanKind, Store } from "../../store/index.ts";
import type { CycleReport } from "./cycle-report.ts";
import type { CycleStep } from "./cycle-steps.ts";
import { keptCycles, keptTrail } from "./kept-cycles.ts";

/** Ids of traces that are cycles begin with it. */
const prefix = "homeostat-cycle:";

export const cycleTraceId = (cycle: string): string => `${prefix}${cycle}`;

/** The id of the cycle that a trace's id names; undefined of a conversation's. */
export const cycleOfTrace = (id: string): string | undefined =>
  id.startsWith(prefix) ? id.slice(prefix.length) : undefined;

/**
 * A cycle as a trace: what was asked for and what came of it as its two messages, and as spans each move of the search with the reflections,
 * the runs of cases and the comparisons in it, then the gate. Without a trail, as when somebody was forgotten, the spans are empty.
 */
export function cycleTrace(report: CycleReport, trail: readonly TrailStep[]): TraceDetail {
  const { plan, end, says, spent, atMs, dataset } = report;
  const id = cycleTraceId(report.id);
  const spans = new CycleSpans(id, report, trail).all();
  const endMs = Math.max(atMs, ...spans.map((one) => one.endMs ?? 0));
  const label = end === "suggestion" ? "pass" : end === "failed" || end === "nothing" ? "fail" : "unknown";
  return {
    isCycle: true,
    conversation: {
      ...{ id, contentHash: report.id, messageCount: 2, tags: [], model: plan.proposer },
      ...{ startMs: atMs, endMs, durationMs: endMs - atMs },
      source: { file: plan.prompt.file, format: "cycle of improvement" },
      outcome: { label, explanation: says },
      attributes: { dataset, promptVersion: plan.prompt.version, calls: spent.calls },
      ...(spent.usd !== undefined && { costUsd: spent.usd }),
      ...(spent.inputTokens !== undefined && { usage: usageOf(spent) }),
    },
    messages: [
      { role: "user", text: `Mend ${plan.target.name}`, atMs },
      { role: "assistant", text: [...cyclePlanText(plan), "", cycleText(report)].join("\n"), atMs: endMs },
    ],
    ...{ spans, evaluations: [], prompts: [], isLinked: true, behaviors: [] },
    ...{ signals: [], tags: [], systemTexts: [], tools: [] },
  };
}

/** By the cycle's id; undefined where there is none. */
export async function keptCycleTrace(store: Store, cycle: string): Promise<TraceDetail | undefined> {
  const report = (await keptCycles(store)).find(({ id }) => id === cycle);
  return report && cycleTrace(report, await keptTrail(store, cycle));
}

type Part = Partial<Span> & Pick<Span, "kind" | "name">;

/** Lays the spans of a cycle out in the order in which things were done. */
class CycleSpans {
  private readonly spans: Span[] = [];
  private readonly tried: TrailStep[];
  private readonly asked: TrailStep[];
  private readonly gate: TrailStep[];
  /** Of the move that is being done. */
  private open: Part[] = [];

  constructor(
    private readonly id: string,
    private readonly report: CycleReport,
    trail: readonly TrailStep[],
  ) {
    this.tried = trail.filter((one) => one.kind === "tried" && one.stage === "search");
    this.asked = trail.filter(({ kind }) => kind === "reflection");
    this.gate = trail.filter((one) => one.kind === "gate" || (one.kind === "tried" && one.stage === "gate"));
  }

  all(): Span[] {
    const { plan, atMs, events } = this.report;
    const { train, validation, heldOut } = plan.cases;
    const root = this.add(undefined, { kind: "agent", name: `Cycle for ${plan.target.name}`, status: "ok" });
    this.add(root, {
      ...{ kind: "retrieval", name: `Cases: ${train + validation + heldOut}`, startMs: atMs, endMs: atMs },
      attributes: { train, validation, "held out": heldOut, deciding: plan.deciding.join(", ") },
    });
    for (const event of events) this.take(root, event);
    // What a cycle was at when it was stopped.
    this.open.push(...[...this.asked, ...this.tried].map(partOfStep));
    this.close(root, { kind: "other", name: "What was not finished" });
    this.closeGate(root, undefined);
    return this.spans;
  }

  private take(root: string, event: CycleStep): void {
    switch (event.kind) {
      case "ran": {
        const step = this.tried.shift();
        this.open.push(
          step ? partOfStep(step) : untold(event, `Runs of ${plural(event.cases.length, "case")}`),
        );
        return;
      }
      case "reflected": {
        const step = this.asked.shift();
        this.open.push(step ? partOfStep(step) : untold(event, `Reflection ${event.n + 1}`));
        return;
      }
      case "gated":
        this.closeGate(root, event);
        return;
      case "iteration":
        this.close(root, {
          ...{ kind: "other", name: moveWords[event.move] ?? event.move },
          attributes: { changed: event.changed, "case runs so far": event.metricCalls },
        });
        return;
      case "stopped":
        this.close(root, { kind: "other", name: `Last comparisons: ${event.why}` });
        return;
      default:
        this.open.push(partOfEvent(event));
    }
  }

  /** What was done since the last move becomes one. */
  private close(root: string, move: Part): void {
    const own = this.open;
    this.open = [];
    if (own.length === 0) return;
    const parent = this.add(root, { ...move, ...hull(own) });
    for (const part of own) this.add(parent, part);
  }

  private closeGate(root: string, event: Extract<CycleStep, { kind: "gated" }> | undefined): void {
    const parts = this.gate.splice(0).map(partOfStep);
    if (parts.length === 0 && !event) return;
    const name = event ? `Gate: ${event.verdict}` : "Gate: not finished";
    const times = event ? { startMs: event.sinceMs, endMs: event.atMs } : hull(parts);
    const parent = this.add(root, {
      ...{ kind: "other", name, ...times, status: event?.verdict === "failed" ? "error" : "ok" },
    });
    for (const part of parts) this.add(parent, part);
  }

  private add(parentId: string | undefined, part: Part): string {
    const seq = this.spans.length;
    const id = `${this.id}:${seq}`;
    this.spans.push({
      ...{ id, traceId: this.id, conversationId: this.id, seq, status: "unset", input: [], attributes: {} },
      ...(parentId !== undefined && { parentId }),
      ...part,
    });
    return id;
  }
}

/** From the first beginning to the last end. */
function hull(parts: readonly Part[]): Pick<Part, "startMs" | "endMs"> {
  const starts = parts.flatMap(({ startMs }) => startMs ?? []);
  const ends = parts.flatMap(({ endMs }) => endMs ?? []);
  return starts.length === 0 ? {} : { startMs: Math.min(...starts), endMs: Math.max(...ends) };
}

/** Moves of the search, in words. */
const moveWords: Readonly<Record<string, string>> = {
  reflect: "Reflect on failures",
  "look-through": "Look through the edits",
  exchange: "Exchange one edit for another",
  "settle-unproved": "Try what is not proved",
  borrow: "Learn from validation cases",
};

function partOfStep(step: TrailStep): Part {
  const cost = costOf(step);
  switch (step.kind) {
    case "reflection": {
      const { n, model, question, answer, problem, proposals } = step;
      const input = question.map(({ role, content }): Message => ({ role, text: content }));
      return {
        ...{
          kind: "model",
          name: `Reflection ${n}: ${plural(proposals, "proposal")}`,
          model,
          input,
          ...cost,
        },
        status: problem === undefined ? "ok" : "error",
        ...(answer !== undefined && { output: { role: "assistant", text: answer } }),
        ...(problem !== undefined && { error: `It ${problem}.` }),
      };
    }
    case "gate": {
      const { done, wanted, verdict } = step;
      const attributes = { runs: done, wanted, verdict };
      return { kind: "other", name: `After ${plural(done, "run")}: ${verdict}`, attributes, ...cost };
    }
    case "tried":
      return { ...triedPart(step), ...cost };
  }
}

function triedPart({ edits, cases }: TriedStep): Part {
  const passed = cases.filter(({ result }) => result === "pass").length;
  const missing = cases.filter(({ result }) => result === "missing").length;
  const name = `${editsWords(edits)}: ${passed} of ${cases.length} pass`;
  return {
    ...{ kind: "tool", name, status: missing > 0 ? "error" : "ok" },
    tool: {
      ...{ callId: "", name: "run cases" },
      args: edits.length === 0 ? "the prompt as it is" : editsText(edits),
      result: cases.map(caseLine).join("\n"),
    },
    ...(missing > 0 && { error: `${plural(missing, "case")} without a result.` }),
  };
}

function caseLine({ case: id, conversation, result, why }: StepCase): string {
  const whose = conversation === undefined || conversation === id ? "" : ` (${conversation})`;
  return `${result.padEnd(8)}${id}${whose}${why.length > 0 ? `: ${why.join(" ")}` : ""}`;
}

const editsWords = (edits: readonly StepEdit[]): string => {
  const [first] = edits;
  if (!first) return "As it is";
  const words = (first.added.trim() || `without ${first.removed.trim()}`).replace(/\s+/g, " ").slice(0, 60);
  return edits.length === 1 ? `“${words}”` : `“${words}” and ${plural(edits.length - 1, "edit")} more`;
};

const editsText = (edits: readonly StepEdit[]): string =>
  edits.flatMap(({ removed, added }) => [...signed("- ", removed), ...signed("+ ", added)]).join("\n");

const signed = (sign: string, text: string): string[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => `${sign}${line}`);

type Shown = Exclude<CycleStep, { kind: "ran" | "reflected" | "gated" | "iteration" | "stopped" }>;

function partOfEvent(event: Shown): Part {
  const at = { kind: "other" as SpanKind, startMs: event.atMs, endMs: event.atMs };
  const { kind: _, atMs: __, ...facts } = event;
  const attributes = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
  switch (event.kind) {
    case "compared":
      return { ...at, name: `Compared (${event.made}): ${event.verdict}`, attributes };
    case "refused":
      return { ...at, name: "Refused by a guard", attributes, status: "error", error: event.why };
    case "proposed":
      return { ...at, name: "What was proposed", attributes };
    case "borrowed":
      return { ...at, name: `Learns from ${plural(event.cases.length, "validation case")} too`, attributes };
    case "kept":
      return { ...at, name: `${plural(event.hunks.length, "edit")} that would be missed`, attributes };
  }
}

/** Of a step whose contents are not kept: that it was, and when. */
const untold = ({ sinceMs, atMs }: { sinceMs: number; atMs: number }, name: string): Part => ({
  ...{ kind: "other", name, startMs: sinceMs, endMs: atMs },
});

function costOf({ fromMs, toMs, calls, usd, ...tokens }: StepCost): Partial<Span> {
  return {
    ...{ startMs: fromMs, endMs: toMs },
    ...(usd !== undefined && { costUsd: usd }),
    ...(tokens.inputTokens !== undefined && { usage: usageOf(tokens) }),
    attributes: { calls },
  };
}

const usageOf = ({ inputTokens, outputTokens }: Pick<StepCost, "inputTokens" | "outputTokens">) => ({
  ...(inputTokens !== undefined && { inputTokens }),
  ...(outputTokens !== undefined && { outputTokens }),
});
