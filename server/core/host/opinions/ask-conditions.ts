import { type ConditionsToAsk, conditionsToAsk, type DiagnosisModel } from "../../attribution/index.ts";
import { type LongWork, stableId } from "../../base/index.ts";
import type { Spending } from "../../models/index.ts";
import type { Store } from "../../store/index.ts";
import { askAbout, type Readings } from "../by-model/batches.ts";
import {
  type ConditionsItem,
  conditionQuestion,
  conditionVersion,
  toldIn,
} from "../by-model/condition-question.ts";
import {
  type ConditionsKept,
  conditionMark,
  conditionsOf,
  keptOpinions,
  opinionKeeper,
} from "./kept-opinions.ts";
import { shownConversation } from "./shown-conversation.ts";

interface Item extends ConditionsItem, Pick<ConditionsToAsk, "conversationId" | "turn"> {
  readonly id: string;
}

export interface AskedConditions extends Readings {
  /** Conditions that words left open; conversations, or turns, that were asked about just now. */
  readonly conditions: number;
  readonly units: number;
}

/** A list of more than this is answered carelessly. */
const mostInOne = 30;

/**
 * Asks whether conditions hold that no word shows, in as many conversations as `mostCalls` reach. What was answered once is never asked
 * again; answers are kept as they come. `kept`: share of the calls that is left for what is asked next.
 */
export async function askConditions(
  store: Store,
  spending: Spending,
  model: DiagnosisModel,
  { kept, mostCalls, ...work }: LongWork & { readonly kept: number; readonly mostCalls: number },
): Promise<AskedConditions> {
  const { identity, name } = spending.chat;
  const most = Math.ceil(mostCalls * (1 - kept)) * conditionQuestion.perCall;
  const wanted = conditionsToAsk(model);
  const known = await answersBefore(store, identity);
  const open = wanted
    .map((unit) => ({ ...unit, id: unitId(identity, unit), conditions: missing(unit, known, identity) }))
    .filter(({ conditions }) => conditions.length > 0)
    .slice(0, most);
  const items = await itemsOf(store, open);
  const keep = opinionKeeper(store);
  const asked = new Set<string>();
  const readings = await askAbout<ConditionsItem, { readonly holds: string }>(
    conditionQuestion,
    items,
    spending,
    {
      ...work,
      stage: `asking ${name} which conditions hold`,
      kept,
      onAnswers: async (answers) => {
        const rows = ([...answers] as [Item, { readonly holds: string } | undefined][]).flatMap(
          ([item, answer]) => {
            const { id, conditions, conversationId, turn } = item;
            const told = answer && toldIn(answer.holds, conditions.length);
            if (!told) return [];
            asked.add(id);
            const holds: Record<string, 0 | 1> = { ...known.get(id)?.holds };
            for (const [at, condition] of conditions.entries())
              holds[conditionMark(condition)] = told[at] ? 1 : 0;
            const answered: ConditionsKept = { by: name, ...(turn !== undefined && { turn }), holds };
            known.set(id, answered);
            return [
              {
                ...{ id, kind: "condition", model: identity, conversationId, atMs: Date.now() },
                answer: JSON.stringify(answered),
              },
            ];
          },
        );
        await keep(rows);
      },
    },
  );
  return { ...readings, conditions: openConditions(model), units: asked.size };
}

/** How many conditions words leave open. */
export const openConditions = (model: DiagnosisModel): number =>
  model.exposures.filter(({ isRecognised }) => !isRecognised).length;

const unitId = (identity: string, { conversationId, turn }: ConditionsToAsk): string =>
  stableId(["condition", conditionVersion, identity, conversationId, turn], 32);

async function answersBefore(store: Store, identity: string): Promise<Map<string, ConditionsKept>> {
  const rows = await keptOpinions(store, "condition");
  return new Map(rows.filter(({ model }) => model === identity).map((row) => [row.id, conditionsOf(row)]));
}

const missing = (
  unit: ConditionsToAsk,
  known: ReadonlyMap<string, ConditionsKept>,
  identity: string,
): string[] => {
  const holds = known.get(unitId(identity, unit))?.holds ?? {};
  return unit.conditions.filter((condition) => holds[conditionMark(condition)] === undefined);
};

async function itemsOf(
  store: Store,
  units: readonly (ConditionsToAsk & { readonly id: string })[],
): Promise<Item[]> {
  const items: Item[] = [];
  const ids = [...new Set(units.map(({ conversationId }) => conversationId))];
  const texts = new Map<string, string>();
  for await (const page of store.pages(ids))
    for (const { conversation, messages } of page)
      for (const { id, turn } of units.filter(({ conversationId }) => conversationId === conversation.id))
        texts.set(id, shownConversation(messages, turn, "circumstances").text);
  for (const { id, conversationId, turn, conditions } of units)
    for (let from = 0; from < conditions.length; from += mostInOne)
      items.push({
        ...{ id, conversationId, ...(turn !== undefined && { turn }) },
        conversation: texts.get(id) ?? "",
        conditions: conditions.slice(from, from + mostInOne),
      });
  return items.filter(({ conversation }) => conversation !== "");
}
