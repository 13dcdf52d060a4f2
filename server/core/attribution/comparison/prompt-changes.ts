import type { Instruction, PromptDocument } from "../../prompt/index.ts";
import { alike } from "../measured-text.ts";

/**
 * What differs between two texts of a prompt. `added`, `removed`, `changed`: an instruction. `context`: a message that directs nothing by itself, or
 * a variable: what the model is told, not how it is told to work. `text`: anything else, as headings.
 */
export interface PromptChange {
  readonly kind: "added" | "removed" | "changed" | "context" | "text";
  /** Of the later text, else of the earlier one. */
  readonly text: string;
  /** `changed`: what stood there before. `context`: on which side it is. */
  readonly before?: string;
  readonly side?: "own" | "other";
  /** Key of the instruction in the text that has it, the later where both have. */
  readonly key?: string;
  /** Conditions under which it is put to work; none = always. */
  readonly triggers: readonly string[];
  /** What the side that lacks it has not, for telling versions apart: names of everything that this change is made of. */
  readonly features: readonly string[];
}

/** Shared words, 0..1, from which on two lines are one re-worded: prompts that have nothing to do with each other share a few. */
const likeness = 0.5;

/** From `other` to `own`, in the order of the text. */
export function promptChanges(own: PromptDocument, other: PromptDocument): PromptChange[] {
  const instructions = instructionChanges(own, other);
  const context = [...contextChanges(own, other, "own"), ...contextChanges(other, own, "other")];
  const all = [...instructions, ...context];
  if (all.length > 0 || own.version === other.version) return all;
  const text = "Text outside of instructions: headings, layout, front matter";
  return [{ kind: "text", text, triggers: [], features: [`text ${own.version}`, `text ${other.version}`] }];
}

const keysOf = (document: PromptDocument): ReadonlySet<string> =>
  new Set(directing(document).map(({ key }) => key));

/** A hole that something is filled in directs nothing. */
const directing = ({ instructions }: PromptDocument): readonly Instruction[] =>
  instructions.filter(({ text }) => !isHole(text));

const isHole = (text: string): boolean =>
  /^\W*(?:\{\{?\s*[\w.]+\s*\}\}?|\$\{?[\w.]+\}?|<%=?.*%>)\W*$/.test(text);

function instructionChanges(own: PromptDocument, other: PromptDocument): PromptChange[] {
  const [ownKeys, otherKeys] = [keysOf(own), keysOf(other)];
  const added = unique(directing(own).filter(({ key }) => !otherKeys.has(key)));
  const removed = unique(directing(other).filter(({ key }) => !ownKeys.has(key)));
  const replaced = pairsOf(added, removed);
  const gone = new Set([...replaced.values()].map(({ key }) => key));
  return [
    ...added.map((one): PromptChange => {
      const before = replaced.get(one.key);
      const features = [one, ...(before ? [before] : [])].map(({ key }) => `line ${key}`);
      const changed = { kind: before ? ("changed" as const) : ("added" as const), ...placeOf(one), features };
      return before ? { ...changed, before: before.text } : changed;
    }),
    ...removed
      .filter(({ key }) => !gone.has(key))
      .map((one): PromptChange => ({ kind: "removed", ...placeOf(one), features: [`line ${one.key}`] })),
  ];
}

const unique = (list: readonly Instruction[]): Instruction[] => [
  ...new Map(list.map((one) => [one.key, one])).values(),
];

const placeOf = ({ key, text, triggers }: Instruction): Pick<PromptChange, "key" | "text" | "triggers"> => ({
  ...{ key, text, triggers },
});

/** The most alike first; each line is used once. */
function pairsOf(added: readonly Instruction[], removed: readonly Instruction[]): Map<string, Instruction> {
  const pairs = added
    .flatMap((to) => removed.map((from) => ({ to, from, share: alike(to.text, from.text) })))
    .filter(({ share }) => share >= likeness)
    .sort((a, b) => b.share - a.share);
  const taken = new Set<string>();
  const replaced = new Map<string, Instruction>();
  for (const { to, from } of pairs) {
    if (replaced.has(to.key) || taken.has(from.key)) continue;
    replaced.set(to.key, from);
    taken.add(from.key);
  }
  return replaced;
}

/** Messages without an instruction of their own, and variables, that the other text has not. */
function contextChanges(
  document: PromptDocument,
  against: PromptDocument,
  side: "own" | "other",
): PromptChange[] {
  const directs = new Set(directing(document).map(({ message }) => message));
  const texts = new Set(against.texts.map(folded));
  const messages = document.texts.flatMap((text, at) =>
    !directs.has(at) && folded(text) !== "" && !texts.has(folded(text)) ? [{ text, at }] : [],
  );
  const inMessages = (name: string): boolean => messages.some(({ text }) => text.includes(name));
  const known = new Set(against.variables.map(({ name }) => name));
  const variables = [...new Set(document.variables.map(({ name }) => name))].filter(
    (name) => !known.has(name) && !inMessages(name),
  );
  const change = (text: string, feature: string): PromptChange => ({
    ...{ kind: "context" as const, text, side, triggers: [], features: [feature] },
  });
  return [
    ...messages.map(({ text, at }) =>
      change(
        `message ${at + 1} (${document.messages[at]?.role ?? "system"}): ${folded(text).slice(0, 200)}`,
        `message ${folded(text)}`,
      ),
    ),
    ...variables.map((name) => change(`variable ${name}`, `variable ${name}`)),
  ];
}

const folded = (text: string): string => text.replace(/\s+/g, " ").trim();
