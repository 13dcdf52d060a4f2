import type { Range } from "../base/index.ts";

/** What an instruction is; decides when it is put to work (see `triggers`) and whether it asks for an evaluator. */
export type InstructionKind = "always" | "conditional" | "format" | "persona" | "context" | "example";

/** The smallest directive unit of a prompt. `range` covers its own text: no bullet marker, no nested list. */
export interface Instruction {
  /** Same text under the same conditions gives the same key in every version; the figures of unchanged text are pooled by it. */
  readonly key: string;
  readonly kind: InstructionKind;
  readonly range: Range;
  /** The text on one line: white space folded, Unicode NFC. */
  readonly text: string;
  /** Conditions that must hold for it to be put to work, outermost first; its own and those of the bullets above it. */
  readonly triggers: readonly string[];
  /** Titles of the sections it stands in, outermost first. */
  readonly section: readonly string[];
  /** Index into `PromptDocument.messages`. */
  readonly message: number;
  /** Name given with a trailing `<!-- #name -->`. */
  readonly anchor?: string;
}

export interface Section {
  readonly title: string;
  /** As in GitHub's heading links: `## Book flight` is `book-flight`. */
  readonly slug: string;
  readonly level: number;
  readonly heading: Range;
  /** From the heading to the next heading of the same or a higher level. */
  readonly range: Range;
}

export type Role = "system" | "user" | "assistant" | "tool";

export interface PromptMessage {
  readonly role: Role;
  readonly range: Range;
  /** What the file calls it: a variable of a program, a partial. */
  readonly name?: string;
  /** True where each message is a prompt of its own, as the literals of a program are. */
  readonly isAlone?: boolean;
}

export interface Variable {
  readonly name: string;
  readonly range: Range;
}

/** A reference to another file. `path` is as written, relative to the prompt's folder; nobody has checked that it exists. */
export interface Include {
  readonly path: string;
  readonly range: Range;
}

export interface FrontMatter {
  readonly range: Range;
  /** Top-level keys with the range of the key. */
  readonly keys: readonly { readonly name: string; readonly range: Range }[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** Replaces a range of the file. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** A change that puts a problem right. Offered only where there is one right answer. */
export interface ProblemFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Something certainly wrong in the file's form. `code` is stable, for settings and tests. */
export interface PromptProblem {
  readonly code: string;
  readonly message: string;
  readonly range: Range;
  /** Default: warning. An error keeps the file from working at all. */
  readonly severity?: "error" | "warning" | "information" | "hint";
  readonly fixes?: readonly ProblemFix[];
}

/** A prompt file as read: everything has a range into `text`; nothing here has been measured. */
export interface PromptDocument {
  readonly format: string;
  readonly text: string;
  readonly version: string;
  readonly frontMatter?: FrontMatter;
  readonly messages: readonly PromptMessage[];
  /** By message: the text that a model gets, before variables are filled in. Tags that the format knows are blank in it. */
  readonly texts: readonly string[];
  readonly sections: readonly Section[];
  readonly instructions: readonly Instruction[];
  /** Every use of a variable, in order. */
  readonly variables: readonly Variable[];
  /** Where the file says which variables there are: front matter, a schema, test data. Absent where it does not say. */
  readonly declared?: readonly Variable[];
  readonly includes: readonly Include[];
  readonly problems: readonly PromptProblem[];
}
