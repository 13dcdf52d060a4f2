/** What one line of business has to say; see `row` for how it is written down. */
export interface Domain {
  readonly name: string;
  readonly business: string;
  /** What its customers are called in its prompts. */
  readonly customer: string;
  /** Words for the slots of actions: `{team}`, `{ref}`... */
  readonly slots: Readonly<Record<string, readonly string[]>>;
  readonly tasks: readonly Task[];
  readonly situations: readonly Situation[];
  /** Facts that stand in a prompt and order nothing. */
  readonly facts: readonly string[];
  /** What a search in its handbook is about, with the text that it finds. */
  readonly topics: readonly Topic[];
  /** Names of the tool that reads a record, and of the one that changes something. */
  readonly tools: { readonly read: string; readonly write: string; readonly search: string };
}

/** Something that a conversation can show, in words of its condition (`overt`) or in none of them (`covert`, or by a field of a record). */
export interface Situation {
  readonly id: string;
  readonly when: readonly string[];
  readonly overt: readonly string[];
  readonly covert: readonly string[];
  readonly field?: Field;
}

/** A field of a record: the values that show the situation, and others. */
export interface Field {
  readonly name: string;
  readonly on: readonly string[];
  readonly off: readonly string[];
}

/** What a customer asks for. `overt`, `covert`: how they say it. */
export interface Task {
  readonly id: string;
  readonly when: readonly string[];
  readonly overt: readonly string[];
  readonly covert: readonly string[];
  /** What the agent says that it did. */
  readonly answers: readonly string[];
}

export interface Topic {
  readonly query: string;
  readonly title: string;
  readonly text: string;
}

const parts = (text: string): string[] =>
  text
    .split("|")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** `field`: `name: on, on / off, off`. Everything else: alternatives with `|` between them. */
export function situation(
  id: string,
  when: string,
  overt: string,
  covert: string,
  field?: string,
): Situation {
  const [, name, on, off] = /^(\w+): (.*) \/ (.*)$/.exec(field ?? "") ?? [];
  const list = (values = ""): string[] => values.split(", ");
  return {
    ...{ id, when: parts(when), overt: parts(overt), covert: parts(covert) },
    ...(name !== undefined && { field: { name, on: list(on), off: list(off) } }),
  };
}

export const task = (id: string, when: string, overt: string, covert: string, answers: string): Task => ({
  ...{ id, when: parts(when), overt: parts(overt), covert: parts(covert), answers: parts(answers) },
});

export const topic = (query: string, title: string, text: string): Topic => ({ query, title, text });
