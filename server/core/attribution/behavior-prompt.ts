import type { Instruction } from "../prompt/index.ts";
import type { ExerciseModel } from "./exercise.ts";
import { termsIn } from "./terms.ts";

/** An instruction of a prompt as its text stands now. `line` is zero-based. */
export interface PlacedInstruction extends Pick<Instruction, "key" | "text" | "triggers"> {
  readonly line: number;
}

/** A prompt and the conversations that it answered, by their ids. */
export interface PromptInUse {
  readonly file: string;
  readonly instructions: readonly PlacedInstruction[];
  readonly conversations: readonly string[];
}

/** A behavior by its conversations, and by the words that are its own among behaviors (`ownTerms`). */
export interface AskedFor {
  readonly members: ReadonlySet<string>;
  readonly terms: ReadonlySet<string>;
}

/**
 * An instruction that speaks to a behavior: its condition holds in `k` of the `n` conversations of the behavior that its prompt answered.
 * `elsewhere`: the share of the prompt's other conversations in which it does; absent where there are none.
 */
export interface AddressedBy extends PlacedInstruction {
  readonly file: string;
  readonly share: number;
  readonly k: number;
  readonly n: number;
  readonly elsewhere?: number;
}

/** Why nothing speaks to a behavior: no prompt answered it, its prompts hold no condition, or no condition holds for it in particular. */
export type Unaddressed = "no-prompt" | "no-condition" | "no-match";

export interface Addressing {
  /** Best first. */
  readonly addressedBy: readonly AddressedBy[];
  readonly notAddressed: boolean;
  readonly reason?: Unaddressed;
  /** Where nothing does: what comes nearest, one of each condition, that which holds most often first. */
  readonly nearest: readonly AddressedBy[];
}

/**
 * From which share on a condition speaks to a behavior, and the same where its instruction uses a word of the behavior's own; in both
 * cases it must hold there so many times as often as in the prompt's other conversations.
 *
 * Chosen on the large demo: 123 intents, 957 pairs of an intent and a condition of its prompt, 48 of which belong together by hand. The
 * share alone at 0.2 finds 69 % of those at a precision of 38 %: words that all conversations of a prompt hold, as the name of a tool that
 * is called in each, make a condition hold everywhere. Twice as often as elsewhere: 63 % at 65 %. With words: 71 % at 62 %, and whether an
 * intent is addressed at all is right for 97 of 123; by the share alone, 83.
 */
const leastShare = 0.2;
const leastShareByWords = 0.05;
const timesElsewhere = 2;

/** Conditions of one prompt and the conversations in which they hold: found once, counted for as many behaviors as wanted. */
export interface Conditions {
  readonly prompt: PromptInUse;
  readonly holding: readonly { readonly instruction: PlacedInstruction; readonly ids: ReadonlySet<string> }[];
}

/** Conditions that name nothing ("after that") always hold, so they speak to nothing. Instructions of one condition share one set. */
export function conditionsOf(prompt: PromptInUse, exercise: ExerciseModel): Conditions {
  const known = new Map<string, Set<string>>();
  const placed = prompt.conversations.map((id) => ({ id, place: exercise.placeOf(id) }));
  const idsOf = (triggers: readonly string[]): ReadonlySet<string> => {
    const name = triggers.join("\n");
    const ids = known.get(name) ?? new Set<string>();
    if (known.has(name)) return ids;
    known.set(name, ids);
    const isExercised = exercise.exercising(triggers);
    for (const { id, place } of placed) if (isExercised(place)) ids.add(id);
    return ids;
  };
  return {
    prompt,
    holding: prompt.instructions
      .filter(({ triggers }) => triggers.some((trigger) => termsIn(trigger).length > 0))
      .map((instruction) => ({ instruction, ids: idsOf(instruction.triggers) })),
  };
}

/** Which instructions speak to a behavior. Those that always hold are not among them: they speak to everything. */
export function addressing(behavior: AskedFor, prompts: readonly Conditions[]): Addressing {
  const answering = prompts
    .map((conditions) => ({
      ...conditions,
      own: conditions.prompt.conversations.filter((id) => behavior.members.has(id)),
    }))
    .filter(({ own }) => own.length > 0);
  const matches = answering.flatMap((one) => matchesIn(one, behavior.terms));
  const addressedBy = matches
    .filter(speaks)
    .sort(bestFirst)
    .map(({ match }) => match);
  if (addressedBy.length > 0) return { addressedBy, notAddressed: false, nearest: [] };
  return { addressedBy, notAddressed: true, reason: reasonOf(answering), nearest: nearestOf(matches) };
}

interface Match {
  readonly match: AddressedBy;
  /** How many of the behavior's own words it uses. */
  readonly words: number;
}

type Answering = Conditions & { readonly own: readonly string[] };

/** Every condition that holds in a conversation of the behavior. */
const matchesIn = ({ prompt, holding, own }: Answering, terms: AskedFor["terms"]): Match[] =>
  holding.flatMap(({ instruction, ids }) => {
    const k = own.filter((id) => ids.has(id)).length;
    if (k === 0) return [];
    const others = prompt.conversations.length - own.length;
    const match = { ...instruction, file: prompt.file, share: k / own.length, k, n: own.length };
    return [
      {
        match: { ...match, ...(others > 0 && { elsewhere: (ids.size - k) / others }) },
        words: sharedTerms(instruction, terms),
      },
    ];
  });

const speaks = ({ match: { share, elsewhere = 0 }, words }: Match): boolean =>
  share >= (words > 0 ? leastShareByWords : leastShare) && share >= timesElsewhere * elsewhere;

const mostNearest = 3;

function nearestOf(matches: readonly Match[]): AddressedBy[] {
  const seen = new Set<string>();
  return [...matches]
    .sort(bestFirst)
    .flatMap(({ match }) => {
      const condition = [match.file, ...match.triggers].join("\n");
      if (seen.has(condition)) return [];
      seen.add(condition);
      return [match];
    })
    .slice(0, mostNearest);
}

const reasonOf = (answering: readonly Pick<Conditions, "holding">[]): Unaddressed =>
  answering.length === 0
    ? "no-prompt"
    : answering.every(({ holding }) => holding.length === 0)
      ? "no-condition"
      : "no-match";

const bestFirst = (a: Match, b: Match): number =>
  b.match.share - a.match.share ||
  b.words - a.words ||
  (a.match.file === b.match.file ? a.match.line - b.match.line : a.match.file < b.match.file ? -1 : 1);

function sharedTerms({ text, triggers }: PlacedInstruction, terms: ReadonlySet<string>): number {
  const used = new Set(termsIn([text, ...triggers].join("\n")));
  return [...terms].filter((term) => used.has(term)).length;
}

/** A word that so many behaviors use is nobody's own: a fifteenth of them, three where they are few. */
const mostUsers = (behaviors: number): number => Math.max(3, Math.floor(behaviors / 15));

/** Of each behavior the stems of its name and words that few others use. */
export function ownTerms(
  behaviors: readonly { readonly id: string; readonly name: string; readonly words: readonly string[] }[],
): Map<string, ReadonlySet<string>> {
  const all = behaviors.map(
    ({ id, name, words }) => [id, new Set(termsIn([name, ...words].join("\n")))] as const,
  );
  const users = new Map<string, number>();
  for (const [, terms] of all) for (const term of terms) users.set(term, (users.get(term) ?? 0) + 1);
  const most = mostUsers(behaviors.length);
  return new Map(
    all.map(([id, terms]) => [id, new Set([...terms].filter((term) => users.get(term)! <= most))]),
  );
}
