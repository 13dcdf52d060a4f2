import {
  type DropOff,
  dropOff,
  type OutcomeFigures,
  type OutcomeLift,
  type ReachedStep,
} from "../../attribution/index.ts";
import { UserError } from "../../base/index.ts";
import { tame } from "../../review/index.ts";
import type { Row, Store } from "../../store/index.ts";
import type { Built } from "../build-snapshot.ts";
import { gaveUp } from "../config-outcomes.ts";
import type { FiguresInput } from "../figures-input.ts";
import type { JoinedConversation, OutcomeRow } from "./outcome-rows.ts";
import { subjectOf } from "./outcome-subjects.ts";
import { byLift, figuresOfKind } from "./outcomes-in-figures.ts";

/** A behavior with what happened later to those who asked for it, and where they stopped. */
export interface BehaviorOutcome extends OutcomeLift {
  readonly id: string;
  readonly name: string;
  readonly dropOff?: DropOff;
}

/** One kind of outcome in full. */
export interface OutcomeReport {
  readonly figures: OutcomeFigures;
  /** What is clear first, then the highest lift. */
  readonly behaviors: readonly BehaviorOutcome[];
}

/** What a kind of outcome has to do with behaviors. Throws `outcome-unknown`. */
export async function outcomeReport(
  store: Store,
  { snapshot, input, outcomes, tagged }: Built,
  kind: string,
): Promise<OutcomeReport> {
  const rows = outcomes.get(kind) ?? (kind === gaveUp ? givenUp(input) : undefined);
  if (!rows) throw unknownKind(kind, [...outcomes.keys()]);
  const { figures, ofBehaviors, subjects } = figuresOfKind(kind, rows, tagged, input);
  const steps = await lastSteps(store);
  const ends: Ends = {
    idOf: subjectOf(figures.unit),
    hitOf: new Map(subjects.map(({ id, hit }) => [id, hit])),
  };
  return {
    figures,
    behaviors: snapshot.behaviors
      .flatMap(({ id, name }): BehaviorOutcome[] => {
        const lift = ofBehaviors.get(id);
        if (!lift) return [];
        const where = dropOff(reached(id, input, steps, ends));
        return [{ id, name, ...lift, ...(where && { dropOff: where }) }];
      })
      .sort((a, b) => byLift(a, b) || (a.id < b.id ? -1 : 1)),
  };
}

/** Where a signal of giving up was found, as if it had been imported. */
const givenUp = ({ issues }: FiguresInput): OutcomeRow[] =>
  [...issues.signalsOf].flatMap(([subject, kinds]): OutcomeRow[] =>
    kinds.includes(gaveUp) ? [{ kind: gaveUp, subject, unit: "conversation", hit: true }] : [],
  );

const unknownKind = (kind: string, known: readonly string[]): UserError =>
  new UserError(
    "outcome-unknown",
    tame(`There is no outcome ${kind}.${known.length > 0 ? ` Known: ${known.join(", ")}.` : ""}`, 2_000),
    `Import some: homeostat outcomes import FILE.csv, or define one under outcomes: in homeostat.yaml. Without any: homeostat outcomes --kind ${gaveUp}`,
  );

/** Whose a conversation is in the outcome's own unit, and of whom it is known whether it happened. */
interface Ends {
  readonly idOf: (conversation: JoinedConversation) => string;
  readonly hitOf: ReadonlyMap<string, boolean>;
}

/**
 * How far each of a behavior's conversations got, as far as it is known whether it happened. Of a user only the last one counts: there they
 * dropped off, if they did.
 */
function reached(
  behaviorId: string,
  { behaviorsOf, conversations }: FiguresInput,
  steps: ReadonlyMap<string, string>,
  { idOf, hitOf }: Ends,
): ReachedStep[] {
  const own = conversations
    .filter((one) => hitOf.has(idOf(one)) && behaviorsOf.get(one.id)?.includes(behaviorId))
    .sort((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0) || (a.id < b.id ? -1 : 1));
  const last = new Map(own.map((one) => [idOf(one), one.id]));
  return own
    .filter((one) => last.get(idOf(one)) === one.id)
    .map((one) => ({
      step: steps.get(one.id) ?? noTool,
      turns: one.turnCount ?? 0,
      isDropped: hitOf.get(idOf(one))!,
    }));
}

const noTool = "no tool called";

/** By conversation, the tool that was called last. */
async function lastSteps({ tables: { spans } }: Store): Promise<Map<string, string>> {
  const last = new Map<string, Pick<Row<"spans">, "seq" | "name">>();
  for await (const rows of spans.parts(["conversationId", "seq", "name"], "`kind` = 'tool'"))
    for (const { conversationId = "", seq = 0, name = "" } of rows)
      if (seq >= (last.get(conversationId)?.seq ?? -1)) last.set(conversationId, { seq, name });
  // Spans of OpenTelemetry's conventions are called after what they do: `execute_tool search_flights`.
  return new Map([...last].map(([id, { name = "" }]) => [id, name.replace(/^execute_tool\s+/, "")]));
}
