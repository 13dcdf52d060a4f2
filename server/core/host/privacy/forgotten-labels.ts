import type { LabelEntry, Labels } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { changeLabels, loadLabels } from "../labels/labels-file.ts";
import { quotesIn, saidIn } from "./quoting-decisions.ts";

/** Labels that go with conversations, and those of others whose reason goes since it quotes them. */
export interface ForgottenLabels {
  readonly about: number;
  readonly quoting: number;
}

export const noForgottenLabels: ForgottenLabels = { about: 0, quoting: 0 };

/** Labels of others whose reason, or a quotation in it, one of these conversations says word for word, and their own does not. */
export async function quotingLabels(
  root: string,
  store: Store,
  conversations: readonly string[],
): Promise<LabelEntry[]> {
  const { labels } = await loadLabels(root);
  const gone = new Set(conversations);
  const typed = [...labels.entries, ...labels.superseded].flatMap((entry, index) =>
    gone.has(entry.conversation) || entry.why === undefined
      ? []
      : quotesIn([{ text: entry.why, line: index }]).map(({ text }) => ({ text, entry })),
  );
  const found = new Map<LabelEntry, Set<string>>();
  if (typed.length > 0)
    for await (const said of saidIn(store, conversations))
      for (const { text, entry } of typed)
        if (said.includes(text)) found.set(entry, (found.get(entry) ?? new Set()).add(text));
  const theirs: LabelEntry[] = [];
  for (const [entry, quotes] of found) {
    let own = "";
    for await (const said of saidIn(store, [entry.conversation])) own = said;
    if ([...quotes].some((quote) => !own.includes(quote))) theirs.push(entry);
  }
  return theirs;
}

export const labelsAbout = ({ entries }: Labels, conversations: readonly string[]): LabelEntry[] => {
  const gone = new Set(conversations);
  return entries.filter(({ conversation }) => gone.has(conversation));
};

/** Takes labels of conversations out of the file, and reasons that quote them. A file that cannot be read stays, and is told as a mention. */
export async function dropLabels(
  root: string,
  conversations: readonly string[],
  quoting: readonly LabelEntry[],
): Promise<void> {
  const { labels } = await loadLabels(root);
  if (labels.isUnreadable || labelsAbout(labels, conversations).length + quoting.length === 0) return;
  await changeLabels(root, (there) => [
    ...labelsAbout(there, conversations).map((place) => ({ kind: "remove" as const, place })),
    ...quoting.map((place) => ({ kind: "unexplain" as const, place })),
  ]);
}
