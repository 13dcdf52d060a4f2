import type { DatasetCase } from "../../improve/index.ts";
import type { Message, Store } from "../../store/index.ts";
import type { PromptFile } from "../prompt-files.ts";
import { type RecordedContext, recordedContext } from "../replay/recorded-context.ts";

/**
 * By the case's id, what it is run again with. An input stands in place of what the user of its conversation opened with; what was recorded
 * behind that stays where the input is one of theirs recombined, since it asks for the same, and else the first answer alone, whose tool
 * results may be given. Cases whose conversation is not there, or that have none, are left out. Throws `file-unreadable`, `tools-unreadable`.
 */
export async function caseContexts(
  store: Store,
  cases: readonly DatasetCase[],
  file: PromptFile,
  toolsFile: string | undefined,
): Promise<ReadonlyMap<string, RecordedContext>> {
  const ids = [...new Set(cases.flatMap(({ conversation }) => conversation ?? []))];
  const contexts = new Map(
    (await recordedContext(store, ids, file, toolsFile)).map((one) => [one.whole.conversation.id, one]),
  );
  return new Map(
    cases.flatMap((one) => {
      const context = contexts.get(one.conversation ?? "");
      return context ? [[one.id, withInput(context, one)] as const] : [];
    }),
  );
}

function withInput(context: RecordedContext, { input, origin }: DatasetCase): RecordedContext {
  if (input === undefined) return context;
  const { messages } = context.whole;
  const asked = messages.findIndex(({ role }) => role === "user");
  const next = messages.findIndex(({ role }, i) => i > asked && role === "user");
  const kept = origin === "recombined" || next < 0 ? messages : messages.slice(0, next);
  const said = kept.map(
    (message, i): Message => (i === asked ? { ...withoutMedia(message), text: input } : message),
  );
  return { ...context, whole: { ...context.whole, messages: said } };
}

/** What the user showed belongs to what they said then. */
const withoutMedia = ({ media: _, ...message }: Message): Message => message;
