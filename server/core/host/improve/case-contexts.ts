import { groupBy } from "../../base/index.ts";
import type { DatasetCase } from "../../improve/index.ts";
import type { Message, Store } from "../../store/index.ts";
import type { PromptFile } from "../prompt-files.ts";
import { type RecordedContext, recordedContext } from "../replay/recorded-context.ts";

/**
 * By the case's id, what it is run again with. An input stands in place of what the user of its conversation opened with; what was recorded
 * behind that stays where the input is one of theirs recombined, since it asks for the same, and else the first answer alone, whose tool
 * results may be given. An input without a conversation opens one, under the system text and with the tools that most recorded ones have. Cases
 * whose conversation is not there are left out. Throws `file-unreadable`, `tools-unreadable`.
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
  const usual = commonest(contexts.values());
  return new Map(
    cases.flatMap((one) => {
      const { conversation, input } = one;
      if (conversation === undefined)
        return usual && input !== undefined ? [[one.id, openedWith(usual, input)] as const] : [];
      const context = contexts.get(conversation);
      return context ? [[one.id, withInput(context, one)] as const] : [];
    }),
  );
}

/** Those of the recorded conversation whose system text and tools most have. */
function commonest(contexts: Iterable<RecordedContext>): RecordedContext | undefined {
  const alike = groupBy([...contexts], ({ systemText, tools }) => JSON.stringify([systemText, tools]));
  const [most] = [...alike.values()].sort((a, b) => b.length - a.length);
  return most?.[0];
}

/** Nothing was said before, and no result of a tool is known. */
function openedWith({ whole, ...rest }: RecordedContext, input: string): RecordedContext {
  const first = whole.messages.find(({ role }) => role === "user");
  const system = whole.messages.filter(({ role }) => role === "system");
  const said = first ? [...system, { ...withoutMedia(first), text: input }] : [];
  return { ...rest, whole: { ...whole, messages: said } };
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
