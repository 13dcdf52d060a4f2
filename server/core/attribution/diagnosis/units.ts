import { behaviorsAt } from "../request-places.ts";
import type { DiagnosedConversation, DiagnosisInput, TurnWords } from "./diagnosis-input.ts";
import { type Vocabulary, type WordSets, WordSetsBuilder } from "./word-sets.ts";

/** What verdicts are about: a conversation, or one of its turns. Several evaluators judge the same unit. */
export interface Unit {
  readonly conversation: DiagnosedConversation;
  readonly turn?: number;
}

/** The units of a diagnosis, numbered, each with the words that the agent was told up to then and those that it said. */
export interface Units {
  readonly list: readonly Unit[];
  readonly heard: WordSets;
  readonly said: WordSets;
}

/** Stands before the id of a behavior among words: no stem holds a colon. */
export const behaviorMark = "behavior:";

/** What a unit is found by. */
export const unitName = ({
  conversationId,
  turn,
}: {
  readonly conversationId: string;
  readonly turn?: number | undefined;
}): string => (turn === undefined ? conversationId : `${conversationId}#${turn}`);

/** Numbers the units that samples are about; `unitOf` tells the unit of each sample, -1 where its conversation is not of this prompt. */
export function unitsOf(
  input: DiagnosisInput,
  vocabulary: Vocabulary,
): { readonly units: Units; readonly unitOf: Int32Array } {
  const conversations = new Map(input.conversations.map((one) => [one.id, one]));
  const numbers = new Map<string, number>();
  const list: Unit[] = [];
  const unitOf = Int32Array.from(input.samples, ({ conversationId, turn }) => {
    const name = unitName({ conversationId, turn });
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const conversation = conversations.get(conversationId);
    if (!conversation) return -1;
    numbers.set(name, list.length);
    list.push({ conversation, ...(turn !== undefined && { turn }) });
    return list.length - 1;
  });
  return { units: { list, ...wordsOf(list, input.turns, vocabulary) }, unitOf };
}

function wordsOf(
  list: readonly Unit[],
  turns: readonly TurnWords[],
  vocabulary: Vocabulary,
): Pick<Units, "heard" | "said"> {
  const byConversation = new Map<string, TurnWords[]>();
  for (const turn of turns) {
    const own = byConversation.get(turn.conversationId);
    if (own) own.push(turn);
    else byConversation.set(turn.conversationId, [turn]);
  }
  const heard = new WordSetsBuilder(vocabulary);
  const said = new WordSetsBuilder(vocabulary);
  for (const { conversation, turn } of list) {
    const own = byConversation.get(conversation.id) ?? [];
    heard.add([
      ...own.filter(({ index }) => turn === undefined || index <= turn).map((one) => one.heard),
      // What a search found alike counts as a word that they share; a blank cannot be in one.
      ...behaviorsAt(conversation.requests, turn).map((id) => `${behaviorMark}${id}`),
    ]);
    said.add(own.filter(({ index }) => turn === undefined || index === turn).map((one) => one.said));
  }
  return { heard: heard.finish(), said: said.finish() };
}
