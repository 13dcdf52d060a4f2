import { causeMarks, clockIn, saidTerms, turnTerms } from "../attribution/index.ts";
import type { LongWork } from "../base/index.ts";
import { handlingOf, laterRequests, openingRequest } from "../behaviors/index.ts";
import {
  addCounts,
  type CaptureSettings,
  defaultCapture,
  type FileReport,
  importFiles,
  type RedactionCounts,
  redactCaptured,
  redactionRules,
  withCosts,
} from "../capture/index.ts";
import { samplesOf } from "../evaluators/index.ts";
import { signalsOf } from "../signals/index.ts";
import {
  type Captured,
  type Derived,
  type Message,
  messagesFromSpans,
  type Store,
  sampleRow,
} from "../store/index.ts";
import { capturedIn } from "./captured-in.ts";
import { relativeFile } from "./prompt-files.ts";

export interface ImportSummary {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  readonly files: readonly FileReport[];
  /** Texts that were blacked out before anything was stored, by kind; kinds that did not occur are left out. */
  readonly redacted: RedactionCounts;
  /** Tags of the configuration that could not be looked for. */
  readonly tagProblems?: readonly string[];
}

/** Imports files and folders. What is there already is not written again; what cannot be read is in `files[].problems`. */
export async function importConversations(
  {
    store,
    root,
    capture = defaultCapture,
  }: { readonly store: Store; readonly root: string; readonly capture?: CaptureSettings },
  paths: readonly string[],
  promptHint: string | undefined,
  work: LongWork = {},
): Promise<ImportSummary> {
  /** Where a conversation came from is said as people know it: relative to the workspace. */
  const fromRoot = (captured: Captured): Captured => {
    const { conversation } = captured;
    const source = { ...conversation.source, file: relativeFile(root, conversation.source.file) };
    return { ...captured, conversation: { ...conversation, source } };
  };
  const startedMs = Date.now();
  const rules = redactionRules(capture);
  let redacted: RedactionCounts = {};
  const blackedOut = (one: Captured): Captured => {
    const { captured, counts } = redactCaptured(one, rules);
    redacted = addCounts(redacted, counts);
    return captured;
  };
  const sum = { added: 0, updated: 0, unchanged: 0, renamed: [] as { from: string; to: string }[] };
  const { files } = await importFiles(paths, {
    ...work,
    ...(promptHint && { promptHint }),
    stored: (ids) => capturedIn(store, ids),
    onCaptured: async (batch) => {
      const own = batch.map((captured) => withCosts(blackedOut(fromRoot(captured)), capture.prices));
      const { added, updated, unchanged, renamed } = await store.addCaptured(own, derive, startedMs);
      sum.added += added;
      sum.updated += updated;
      sum.unchanged += unchanged;
      sum.renamed.push(...renamed);
    },
  });
  return { ...sum, files, redacted };
}

/** Raise it where the rules change that `derive` goes by: what is stored is then made anew with the next evaluation (`deriveMissing`). */
export const derivedVersion = 4;

/**
 * What later rooms look up without reading messages again: samples with the words of their turns, what was asked, how it was handled,
 * signals, and marks of what else may explain a failure.
 */
export function derive({ conversation, spans, systemTexts }: Captured): Derived {
  const messages = messagesFromSpans(spans);
  const samples = samplesOf(conversation.id, messages, conversation);
  const turns = samples.filter(({ scope }) => scope === "turn");
  const turnOf = (from: number): number | undefined =>
    turns.find((turn) => turn.from <= from && from < turn.to)?.index;
  const later = laterRequests(messages);
  const told = Object.values(systemTexts).flatMap((text) => clockIn(text) ?? [])[0];
  return {
    samples: samples.map((sample) =>
      sampleRow(
        sample,
        sample.scope === "call" ? turnOf(sample.from) : undefined,
        sample.scope === "turn" ? wordsOfTurn(messages.slice(sample.from, sample.to), told) : undefined,
      ),
    ),
    opening: openingRequest(conversation.id, messages)?.text,
    handling: handlingOf(messages.slice(0, later[0]?.messageIndex)),
    laterRequests: later.map((request) => ({ ...request, turn: turnOf(request.messageIndex) })),
    signals: signalsOf(messages),
    marks: causeMarks(messages, spans).map((mark) => ({ ...mark, turn: turnOf(mark.messageIndex) })),
    version: derivedVersion,
  };
}

const wordsOfTurn = (
  messages: readonly Message[],
  told: number | undefined,
): { terms: string; said: string } => ({
  terms: turnTerms(messages, told ?? messages.findLast(({ atMs }) => atMs !== undefined)?.atMs),
  said: saidTerms(messages),
});
