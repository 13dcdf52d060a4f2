import { Draw } from "./draw.ts";
import { praise, reasonFor, reasonForNothing } from "./judge.ts";
import { drawLatent, expectedRates, fired as fires, isAtWork, isSeenBy, type Latent } from "./latent.ts";
import type { Plan, PlannedEvaluator } from "./plan.ts";
import { movesOf } from "./render.ts";
import { type Move, spansOf } from "./talk.ts";
import { type Truth, truthVersion } from "./truth.ts";

export interface MadeConversation {
  readonly id: string;
  readonly taskId?: string;
  readonly trial?: number;
  readonly startMs: number;
  readonly moves: readonly Move[];
  readonly verdicts: readonly Verdict[];
  readonly latent: Latent;
  readonly fired: ReadonlySet<string>;
}

export interface Verdict {
  readonly evaluator: string;
  readonly label: "pass" | "fail";
  readonly reason: string;
  /** Of a failure: the faults that it is due to; empty = the evaluator erred. */
  readonly causes?: readonly string[];
}

/** Conversations begin one after the other from here on. */
const epochMs = Date.UTC(2025, 2, 3, 8);

/** Every conversation of a plan; `count` may ask for another number than the plan's. */
export function* conversationsOf(
  plan: Plan,
  count = plan.traffic.conversations,
): Generator<MadeConversation> {
  const draw = new Draw(plan.seed).apart(20);
  const { traffic } = plan;
  let startMs = epochMs;
  for (let made = 0; made < count; ) {
    const isRepeated = draw.chance(traffic.repeated);
    const trials = isRepeated ? draw.int(2, traffic.trials) : 1;
    const latent = drawLatent(plan, draw);
    const shared = fires(plan, latent, draw);
    const taskId = isRepeated ? `case-${draw.hex(5)}` : undefined;
    for (let trial = 0; trial < trials && made < count; trial++, made++) {
      startMs += draw.int(60_000, 1_800_000);
      const fired = fires(plan, latent, draw, isRepeated ? shared : undefined);
      yield {
        ...{ id: `c-${draw.hex(10)}`, startMs, latent, fired },
        ...(taskId !== undefined && { taskId, trial }),
        moves: movesOf(plan, { latent, fired }, draw),
        verdicts: plan.evaluators.flatMap(
          (evaluator) => verdictOf(plan, evaluator, latent, fired, draw) ?? [],
        ),
      };
    }
  }
}

function verdictOf(
  plan: Plan,
  evaluator: PlannedEvaluator,
  latent: Latent,
  fired: ReadonlySet<string>,
  draw: Draw,
): Verdict | undefined {
  if (!draw.chance(evaluator.judged)) return undefined;
  const { name } = evaluator;
  const seen = plan.faults.filter((fault) => fired.has(fault.id) && isSeenBy(fault, evaluator));
  const isFail = draw.chance(seen.length > 0 ? 1 - evaluator.falsePass : evaluator.falseFail);
  if (!isFail) return { evaluator: name, label: "pass", reason: praise(draw) };
  const atWork = plan.lines.filter((line) => isAtWork(line, latent));
  const reason =
    seen.length > 0 ? reasonFor(seen, atWork, evaluator, plan, draw) : reasonForNothing(atWork, draw);
  return { evaluator: name, label: "fail", reason, causes: seen.map(({ id }) => id) };
}

/** One line of the file of conversations: what `homeostat export` writes. */
export function exportLine(
  made: MadeConversation,
  systemHash: string,
  systemText: string,
  draw: Draw,
): string {
  const { id, taskId, trial, startMs, moves, verdicts } = made;
  const { traceId, endMs, messages, spans } = spansOf(moves, id, startMs, draw);
  const trace = {
    id: traceId,
    conversationId: id,
    name: "conversation",
    status: "ok",
    startMs,
    endMs,
    systemHash,
  };
  return JSON.stringify({
    homeostat: 1,
    conversation: {
      ...{ id, contentHash: draw.hex(64), source: { file: "conversations.jsonl", format: "homeostat" } },
      ...(taskId !== undefined && { taskId, trial }),
      ...{ model: "m-1", startMs, endMs, messageCount: messages, tags: [], attributes: {} },
    },
    ...{ traces: [trace], spans, texts: { [systemHash]: systemText } },
    evaluations: verdicts.map(({ evaluator, label, reason }) => ({
      ...{ evaluator, sampleId: id, conversationId: id, label, isRecorded: true },
      explanation: reason === "" ? label : `${label}: ${reason}`,
    })),
  });
}

/** What was planted, for whoever scores. */
export function truthOf(plan: Plan, made: readonly MadeConversation[]): Truth {
  return {
    ...{ version: truthVersion, seed: plan.seed, domain: plan.domain.name },
    lines: plan.lines.map(({ line, text, kind, needs }) => ({
      line,
      text,
      kind,
      needs,
      isCovert: needs.length > 0 && needs.every((id) => plan.covert.has(id)),
    })),
    faults: plan.faults.map(({ id, kind, lines, needs, event, rate }) => ({
      ...{ id, kind, lines: lines.map(({ line }) => line), needs, rate, ...(event && { event }) },
    })),
    evaluators: plan.evaluators.map(({ covers: _covers, description: _description, ...one }) => one),
    conversations: made.map(({ id, latent, fired, verdicts }) => ({
      ...{ id, tasks: latent.tasks, situations: latent.situations, events: [...latent.events] },
      atWork: plan.lines
        .filter((line) => line.needs.length > 0 && isAtWork(line, latent))
        .map(({ line }) => line),
      fired: [...fired],
      failures: verdicts.flatMap(({ evaluator, causes }) => (causes ? [{ evaluator, causes }] : [])),
    })),
    expected: expectedRates(plan, new Draw(plan.seed).apart(21)),
  };
}
