/** Where in the store a field is found; the host turns it into filters. */
export type FieldSource =
  /** A column of conversations. */
  | { readonly from: "column"; readonly column: TextColumn | NumberColumn }
  /** The sum of columns of conversations. */
  | { readonly from: "sum"; readonly columns: readonly NumberColumn[] }
  /** An entry `kind=value` in the labels of a conversation. */
  | { readonly from: "label"; readonly label: "tool" | "model" | "finish" | "signal" }
  /** The texts of a conversation, by their words. */
  | { readonly from: "contents"; readonly columns: readonly ("input" | "output")[]; readonly orElse?: true }
  /** A column of the spans. */
  | { readonly from: "spans"; readonly column: "name" | "error" }
  /** An attribute of a span or of the conversation. */
  | { readonly from: "attributes" }
  /** A tag that came with the conversation, or one that was found in it. */
  | { readonly from: "tags" }
  | { readonly from: "evaluations" }
  | { readonly from: "links" }
  | { readonly from: "behaviors" }
  /** What people said of it. */
  | { readonly from: "labels" }
  /** An evaluator that sees it otherwise than people do. */
  | { readonly from: "disagreements" }
  /** A word with a meaning of its own, as in `is:failing`. */
  | { readonly from: "state" };

export type TextColumn =
  | "id"
  | "status"
  | "service"
  | "userId"
  | "agent"
  | "environment"
  | "taskId"
  | "outcomeLabel"
  | "sourceFile"
  | "sourceFormat";
export type NumberColumn =
  | "startMs"
  | "costUsd"
  | "durationMs"
  | "inputTokens"
  | "outputTokens"
  | "messageCount"
  | "turnCount"
  | "spanCount"
  | "errorCount"
  | "outcomeScore";

/** How the values of a field are read. */
export type FieldType = "text" | "number" | "money" | "duration" | "time" | "words" | "verdict" | "prompt";

/** One field of the filter language: completion, help, documentation, messages and what is asked of the store come from it. */
export interface QueryField {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly type: FieldType;
  readonly description: string;
  readonly examples: readonly string[];
  readonly source: FieldSource;
  /** All values there are, with what each means. */
  readonly values?: Readonly<Record<string, string>>;
  /** Values that the store knows, for completion. */
  readonly known?: KnownKind;
  /** `after:` and `before:` have the comparison in their name. */
  readonly comparison?: ">=" | "<";
}

/** Kinds of values that completion takes from the store. */
export type KnownKind =
  | "tools"
  | "models"
  | "tags"
  | "finishes"
  | "services"
  | "users"
  | "agents"
  | "environments"
  | "evaluators"
  | "behaviors"
  | "prompts"
  | "spans";
export type KnownValues = { readonly [K in KnownKind]?: readonly string[] };
