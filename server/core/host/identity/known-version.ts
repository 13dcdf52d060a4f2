import type { Range } from "../../base/index.ts";
import type { PromptDocument } from "../../prompt/index.ts";

/** A known version of a prompt file. */
export interface KnownVersion {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  readonly commit?: string;
  /** When it was committed; of a text that nobody committed, when it was first seen. */
  readonly atMs: number;
  readonly document: PromptDocument;
}

export type VersionId = Pick<KnownVersion, "file" | "version">;

/** A prompt found in a conversation. `share` of its instructions' text that is there; `missing`: keys of those that are not. */
export interface PromptMatch extends VersionId {
  readonly how: "attribute" | "hash" | "containment";
  readonly share: number;
  readonly missing: readonly string[];
  /** Another version or file is as likely, and says something else. */
  readonly ambiguous: boolean;
  /** All that is as likely by its text, whether it says something else or not. */
  readonly candidates: readonly VersionId[];
  /** What of the system text it covers: from its first to its last instruction. */
  readonly range?: Range;
  /** What its variables were filled with, as far as the text around them was found. */
  readonly variables: Readonly<Record<string, string>>;
  /** The version that the trace named, where it is none of ours: a number of a prompt service. */
  readonly hintVersion?: string;
}
