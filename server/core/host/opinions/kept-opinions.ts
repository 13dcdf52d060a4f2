import type { CauseOpinion, CausePick, ConditionOpinion, Opinions } from "../../attribution/index.ts";
import { conditionOf } from "../../attribution/index.ts";
import { groupBy, stableId } from "../../base/index.ts";
import type { PromptDocument } from "../../prompt/index.ts";
import { equals, type Row, type Store } from "../../store/index.ts";
import { gathered } from "../judging/kept-judgements.ts";

/** What was answered of one unit: by mark of a condition whether it holds, 1 or 0. */
export interface ConditionsKept {
  readonly by: string;
  readonly turn?: number;
  readonly holds: Readonly<Record<string, 0 | 1>>;
}

/** One of the two answers about a failure. `version`: of the prompt that it was last asked about. */
export interface CauseKept extends Omit<CauseOpinion, "conversationId"> {
  readonly by: string;
  readonly version: string;
  readonly variant: number;
}

export type OpinionRow = Row<"opinions">;

/** What stands for a condition where answers are kept. */
export const conditionMark = (condition: string): string => stableId([condition], 12);

export const conditionsOf = (row: OpinionRow): ConditionsKept => JSON.parse(row.answer!) as ConditionsKept;
export const causeOf = (row: OpinionRow): CauseKept => JSON.parse(row.answer!) as CauseKept;

/** Everything that models were asked and that is kept, of one kind. */
export async function keptOpinions(
  store: Store,
  kind: "condition" | "cause" | "conflict",
): Promise<OpinionRow[]> {
  const rows = await store.tables.opinions.read({ where: equals("kind", kind) });
  return rows.filter(({ answer }) => answer).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Of conditions and causes of all prompts, read once for a diagnosis. */
export interface AllOpinions {
  readonly conditions: readonly OpinionRow[];
  readonly causes: readonly OpinionRow[];
}

export async function readOpinions(store: Store): Promise<AllOpinions> {
  const [conditions, causes] = await Promise.all([
    keptOpinions(store, "condition"),
    keptOpinions(store, "cause"),
  ]);
  return { conditions, causes };
}

/**
 * What was answered about a prompt as it is; of several models, by the one that was asked last. Answers about causes are of one version: lines that
 * were changed since were others.
 */
export function opinionsAbout(
  { conditions, causes }: AllOpinions,
  file: string,
  document: PromptDocument,
): Opinions | undefined {
  const own = causes.filter((row) => row.about === file && causeOf(row).version === document.version);
  const asked = new Set(document.instructions.map((one) => conditionMark(conditionOf(one))));
  const held = conditions.filter((row) =>
    Object.keys(conditionsOf(row).holds).some((mark) => asked.has(mark)),
  );
  const model = lastAsked([...own, ...held]);
  if (model === undefined) return undefined;
  const isOfModel = (row: OpinionRow): boolean => row.model === model;
  const rows = [...own, ...held].filter(isOfModel);
  return {
    model: (JSON.parse(rows[0]!.answer!) as { readonly by: string }).by,
    conditions: held.filter(isOfModel).flatMap((row) => conditionOpinions(row, document)),
    causes: causeOpinions(own.filter(isOfModel)),
  };
}

function lastAsked(rows: readonly OpinionRow[]): string | undefined {
  const [last] = [...rows].sort(
    (a, b) => (b.atMs ?? 0) - (a.atMs ?? 0) || ((a.model ?? "") < (b.model ?? "") ? -1 : 1),
  );
  return last?.model;
}

function conditionOpinions(row: OpinionRow, { instructions }: PromptDocument): ConditionOpinion[] {
  const { holds, turn } = conditionsOf(row);
  const conditions = new Set(instructions.filter(({ triggers }) => triggers.length > 0).map(conditionOf));
  return [...conditions].flatMap((condition) => {
    const told = holds[conditionMark(condition)];
    return told === undefined
      ? []
      : [
          {
            ...{ condition, conversationId: row.conversationId ?? "", holds: told === 1 },
            ...(turn !== undefined && { turn }),
          },
        ];
  });
}

/** Both answers about a failure as one; of those that have only one, nothing. */
function causeOpinions(rows: readonly OpinionRow[]): CauseOpinion[] {
  const questions = groupBy(
    rows.map((row) => ({ conversationId: row.conversationId ?? "", ...causeOf(row) })),
    (one) => causeName(one),
  );
  return [...questions.values()].flatMap((both) => {
    const [first, second] = [0, 1].map((variant) => both.find((one) => one.variant === variant));
    if (!first || !second) return [];
    const { by: _, version: __, variant: ___, ...opinion } = first;
    const isSame = JSON.stringify(first.pick) === JSON.stringify(second.pick);
    return [{ ...opinion, pick: isSame ? first.pick : ("unknown" satisfies CausePick) }];
  });
}

/** What a question about a failure is: two variants of it are one. */
export const causeName = ({
  evaluator,
  conversationId,
  turn,
  shown,
  control,
}: Pick<CauseOpinion, "evaluator" | "conversationId" | "turn" | "shown" | "control">): string =>
  stableId([evaluator, conversationId, turn, [...shown].sort(), control === "none"]);

/** In writes, after which their small files are joined. */
const writesBeforeTidying = 100;

/** Keeps answers as they come; what comes while others are being written goes into the next write. */
export function opinionKeeper(store: Store): (rows: readonly OpinionRow[]) => Promise<void> {
  let writes = 0;
  const write = gathered<OpinionRow, void>(async (rows) => {
    // Of one unit several answers may have come: the last of them holds what the others hold.
    const last = [...new Map(rows.map((row) => [row.id, row])).values()];
    const [loose, bound] = [
      last.filter(({ conversationId }) => conversationId === undefined),
      last.filter(({ conversationId }) => conversationId !== undefined),
    ];
    await store.tables.opinions.upsert(loose);
    await store.conclude("opinions", bound);
    if (++writes % writesBeforeTidying === 0) await store.tables.opinions.compact().catch(() => undefined);
    return rows.map(() => undefined);
  });
  return async (rows) => void (await Promise.all(rows.map(write)));
}
