import type { Captured } from "../store/index.ts";
import type { Draft } from "./captured.ts";
import type { Entry, EntryOrProblem, Problem } from "./entries.ts";
import type { Sample } from "./sample.ts";

/**
 * What a format finds: conversations, and what it could not read. A conversation is a list of messages, or comes with the spans that
 * were recorded; its source is filled in by whoever reads the file.
 */
export type Found =
  | { readonly draft: Draft; readonly at: Entry["at"] }
  | { readonly captured: Captured; readonly at: Entry["at"] }
  | { readonly problem: Problem };

/** What a format reads from. `open` starts again from the beginning each time. */
export interface FormatInput {
  readonly shape: Sample["shape"];
  /** As the sample has them. */
  readonly keys: Sample["keys"];
  /** For looking ahead: damage is not reported and progress does not move. */
  peek(): AsyncIterable<Buffer>;
  open(): AsyncIterable<Buffer>;
}

/** One format of files with conversations. It alone knows its field names. */
export interface Format {
  readonly name: string;
  detect(sample: Sample): boolean;
  read(input: FormatInput): AsyncIterable<Found>;
}

/**
 * Reads entries one by one through `draftOf`: a draft, or the reason why the entry is none. One bad entry never stops the others.
 */
export async function* draftsOf(
  entries: AsyncIterable<EntryOrProblem>,
  draftOf: (entry: Entry) => Draft | string,
): AsyncGenerator<Found> {
  for await (const { entry, problem } of entries) {
    if (problem) yield { problem };
    if (!entry) continue;
    const made = draftOf(entry);
    yield typeof made === "string"
      ? { problem: { ...entry.at, reason: made } }
      : { draft: made, at: entry.at };
  }
}
