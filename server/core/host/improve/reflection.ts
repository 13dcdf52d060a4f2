import type { ComponentEdit, EditOperator, InstructionEdit } from "../../improve/index.ts";
import {
  type AnswerSchema,
  type ChatMessage,
  closed,
  drawnNumbers,
  type Fence,
  openFence,
} from "../../models/index.ts";
import type { Instruction } from "../../prompt/index.ts";

/** A case that goes wrong: what was said, and what is wrong with it in words, never the source of a check. */
export interface ReflectedCase {
  readonly conversation: string;
  readonly complaints: readonly string[];
}

/** What a model is shown that is to edit a prompt. */
export interface Reflection {
  readonly instructions: readonly Pick<Instruction, "key" | "text" | "section" | "triggers">[];
  /** Keys of those that nobody may change. */
  readonly frozen: ReadonlySet<string>;
  /** Keys of those that failures point to, most suspected first. */
  readonly suspects: readonly string[];
  readonly failing: readonly ReflectedCase[];
  /** Conversations that went well: what an example can be made of. */
  readonly passing: readonly string[];
  /** Passages of documents that may be put into the prompt as they are, those first that the failures have most words of. */
  readonly passages?: readonly string[];
  /** What may be done, those that helped most before first. */
  readonly operators: readonly EditOperator[];
  /** What was tried before and what became of it, as sentences. */
  readonly tried: readonly string[];
  /** In characters. */
  readonly mayGrow: number;
  /** Proposals that are wanted. */
  readonly proposals: number;
}

/** Edits that belong together, and what its author found wrong. */
export interface ProposedChange {
  readonly analysis: string;
  readonly edits: readonly (InstructionEdit | ComponentEdit)[];
}

export interface PutReflection {
  readonly messages: readonly ChatMessage[];
  readonly schema: AnswerSchema;
  /** Usable proposals of an answer; those that name what nobody may change are left out. */
  readonly changesIn: (answer: unknown) => readonly ProposedChange[];
}

/** Edits in one proposal: a change that takes more is no small one. */
export const mostEdits = 4;
export const longestText = 1_200;

const does: Readonly<Record<EditOperator, string>> = {
  rewrite: "rewrite: the line in other words. `line` is its number, `text` its new words.",
  add: "add: a new line behind another. `line` is the number of the one before it, `text` its words.",
  remove: "remove: the line goes. `line` is its number, `text` is empty.",
  move: "move: the line stands behind another. `line` is its number, `behind` that of the other, `text` is empty.",
  split:
    "split: several lines in the place of one that asks for too much. `line` is its number, `text` the new lines, each on a line of its own.",
  "add-example":
    "add-example: a short example behind a line, made of a conversation that went well: what a user says and what the agent answers, in one line that begins with `Example:`. `line` is the number of the one before it, `text` the example.",
  "add-context":
    "add-context: a passage of a document behind a line, for what the agent did not know. `line` is the number of the one before it, `behind` the number of the passage, `text` is empty.",
};

/** What holds for every proposal, whatever it changes. */
export const proposalRules = `- Write what the agent is to do, not what happened: no names, numbers or sentences of these conversations; an example alone may say what was said in one that went well, with other names and numbers. The agent must do right by requests that nobody has seen yet.
- Keep placeholders such as {name} or {{name}} as they are. Lines that are marked as fixed stay as they are.
- Do not soften what protects people: warnings, limits, promises that must not be made.`;

const task = `You mend the prompt of an agent. Its lines stand in the next message under numbers, and conversations in which it went wrong, with what was found wrong. Find out which line makes the agent do that, or which line is missing, and propose the smallest edit that mends it and breaks nothing else.
${proposalRules}`;

/** The prompt of one call. Lines have numbers that are drawn anew for each, so that no recorded text can name one. */
export function putReflection(reflection: Reflection): PutReflection {
  const { instructions, frozen, suspects, failing, passing, operators, tried, mayGrow, proposals } =
    reflection;
  const { passages = [] } = reflection;
  const fence = openFence();
  const drawn = drawnNumbers(instructions.length + passages.length);
  const numbers = drawn.slice(0, instructions.length).sort((a, b) => a - b);
  const passageOf = new Map(passages.map((text, i) => [drawn[instructions.length + i]!, text]));
  const shown = [...passageOf].map(([number, text]) => `${number}: ${text}`);
  const suspected = new Set(suspects);
  const lines = instructions.flatMap(({ key, text, section }, i) => {
    const mark = frozen.has(key) ? " (fixed)" : suspected.has(key) ? " (failures point to it)" : "";
    const title = section.join(" > ");
    const isNew = title !== (instructions[i - 1]?.section.join(" > ") ?? "");
    return [...(isNew ? [`# ${title}`] : []), `${numbers[i]}${mark}: ${text}`];
  });
  return {
    messages: [
      {
        role: "system",
        content: [
          task,
          fence.rule,
          `An edit is one of these:\n${operators.map((one) => `- ${does[one]}`).join("\n")}`,
          askedFor(proposals, `makes the prompt longer by at most ${mayGrow} characters`),
        ].join("\n\n"),
      },
      {
        role: "user",
        content: [
          fence.around("the lines of the prompt", lines.join("\n")),
          ...failingText(failing, fence),
          ...passing.map((one) => fence.around("a conversation that went well", one)),
          ...(shown.length > 0
            ? [fence.around("passages of documents that may be put in", shown.join("\n"))]
            : []),
          ...triedText(tried, fence),
        ].join("\n\n"),
      },
    ],
    schema: proposalSchema,
    changesIn: (answer) => {
      const keyOf = new Map(numbers.map((number, i) => [number, instructions[i]!.key]));
      return proposalsIn(answer)
        .slice(0, proposals)
        .flatMap((one) => changeIn(one, { keyOf, passageOf, frozen, operators }) ?? []);
    },
  };
}

export const askedFor = (proposals: number, within: string): string =>
  `Give ${proposals === 1 ? "one proposal" : `up to ${proposals} proposals that differ in what they hold to be the reason, the likeliest first`}. Each has an analysis of at most 60 words and at most ${mostEdits} edits, and ${within}. Where a field of an edit has no meaning it is 0 or empty.`;

export const failingText = (failing: readonly ReflectedCase[], fence: Fence): string[] =>
  failing.map(({ conversation, complaints }) =>
    [
      fence.around("a conversation that went wrong", conversation),
      fence.around("what was found wrong in it", complaints.map((one) => `- ${one}`).join("\n")),
    ].join("\n"),
  );

export const triedText = (tried: readonly string[], fence: Fence): string[] =>
  tried.length === 0 ? [] : [fence.around("what was tried before, and what became of it", tried.join("\n"))];

export interface GivenEdit {
  readonly action: string;
  readonly line: number;
  readonly behind: number;
  readonly text: string;
  readonly why: string;
}

interface GivenProposal {
  readonly analysis: string;
  readonly edits: readonly GivenEdit[];
}

export function proposalsIn(answer: unknown): readonly GivenProposal[] {
  const { proposals } = (answer ?? {}) as { readonly proposals?: unknown };
  return Array.isArray(proposals)
    ? proposals.filter(
        (one): one is GivenProposal =>
          typeof one === "object" && one !== null && Array.isArray((one as GivenProposal).edits),
      )
    : [];
}

interface Known {
  readonly keyOf: ReadonlyMap<number, string>;
  readonly passageOf: ReadonlyMap<number, string>;
  readonly frozen: ReadonlySet<string>;
  readonly operators: readonly EditOperator[];
}

/** Undefined where one of its edits is none: what is left of a change that belongs together is another change. */
function changeIn({ analysis, edits }: GivenProposal, known: Known): ProposedChange | undefined {
  if (edits.length === 0 || edits.length > mostEdits) return undefined;
  const made = edits.map((one) => editIn(one, known));
  if (made.includes(undefined)) return undefined;
  return {
    analysis: typeof analysis === "string" ? analysis : "",
    edits: made as readonly InstructionEdit[],
  };
}

function editIn(
  given: GivenEdit,
  { keyOf, passageOf, frozen, operators }: Known,
): InstructionEdit | undefined {
  const { action, text: raw, why: reason } = given;
  const operator = operators.find((one) => one === action);
  const line = keyOf.get(given.line);
  const text = typeof raw === "string" ? raw.trim() : "";
  if (!operator || line === undefined || text.length > longestText) return undefined;
  const why = typeof reason === "string" && reason.trim() !== "" ? { why: reason.trim() } : {};
  const to = { line, where: "behind" } as const;
  if (operator === "add" || operator === "add-example")
    return text === "" ? undefined : { operator, to, text, ...why };
  if (operator === "add-context") {
    const passage = passageOf.get(given.behind);
    return passage === undefined ? undefined : { operator, to, text: passage, ...why };
  }
  if (frozen.has(line)) return undefined;
  if (operator === "remove") return { operator, line, ...why };
  if (operator === "rewrite") return text === "" ? undefined : { operator, line, text, ...why };
  if (operator === "split") {
    const texts = text
      .split("\n")
      .map((one) => one.trim())
      .filter((one) => one !== "");
    return texts.length < 2 ? undefined : { operator, line, texts, ...why };
  }
  const other = keyOf.get(given.behind);
  return other === undefined || other === line
    ? undefined
    : { operator, line, to: { line: other, where: "behind" }, ...why };
}

const text = { type: "string" };
const number = { type: "integer" };
const edit = closed({ action: text, line: number, behind: number, text, why: text });
const proposal = closed({ analysis: text, edits: { type: "array", items: edit } });
export const proposalSchema = closed({ proposals: { type: "array", items: proposal } });
