import { groupBy } from "../base/index.ts";
import type { Evaluator } from "../evaluators/index.ts";
import type { Row, Store } from "../store/index.ts";
import { type EvaluatorSet, JudgedBy } from "./judged-by.ts";
import type { PromptFile } from "./prompt-files.ts";
import { suiteFormat } from "./promptfoo/recorded-answer.ts";

/** Which of all evaluators are to judge, and which conversations; absent = all. */
export interface Chosen {
  readonly evaluator?: (evaluator: Evaluator) => boolean;
  /** By its name: only conversations of such a prompt. */
  readonly prompt?: (name: string) => boolean;
  readonly conversation?: (conversation: OpenRow, evaluator: Evaluator) => boolean;
}

export type OpenRow = Pick<Row<"conversations">, "id" | "contentHash" | "receivedMs" | "sourceFormat">;

/** A conversation that something is to be judged in. */
export interface OpenConversation {
  readonly content: string;
  /** Keys of the evaluators that have not judged it. */
  readonly wanted: ReadonlySet<string>;
  /** Who has judged it once they have. */
  readonly after: EvaluatorSet;
}

/** The conversations that chosen evaluators apply to and have not judged as they are now. */
export async function openConversations(
  store: Store,
  evaluators: readonly Evaluator[],
  files: readonly PromptFile[],
  { evaluator: isChosen = () => true, prompt: isOfPrompt, conversation: isOpenTo = () => true }: Chosen,
): Promise<{ readonly judgedBy: JudgedBy; readonly open: ReadonlyMap<string, OpenConversation> }> {
  const chosen = evaluators.filter(isChosen);
  const promptsOf = await promptNames(store, files);
  const conversations = await store.tables.conversations.read({
    columns: ["id", "contentHash", "receivedMs", "sourceFormat"],
  });
  const judgedBy = await JudgedBy.read(store);
  // Of evaluators that are gone nobody asks again.
  const current = new Set(evaluators.map(({ key }) => key));
  const applying = memo((prompts: string) => applyingTo(chosen, prompts === "" ? [] : prompts.split("\n")));
  const missing = memo((pair: string) => {
    const [set, keys] = JSON.parse(pair) as [string[], string[]];
    const before = new Set(set);
    return {
      wanted: new Set(keys.filter((key) => !before.has(key))),
      after: judgedBy.setOf([...set.filter((key) => current.has(key)), ...keys]),
    };
  });
  const open = new Map<string, OpenConversation>();
  for (const row of conversations) {
    const { id, contentHash: content = "" } = row;
    if (isOfPrompt && !promptsOf.get(id)?.split("\n").some(isOfPrompt)) continue;
    const before = judgedBy.of(id, content);
    const meant = applying(promptsOf.get(id) ?? "").filter((one) => !isOfRun(row, one) && isOpenTo(row, one));
    if (meant.every(({ key }) => before.keys.has(key))) continue;
    open.set(id, { content, ...missing(JSON.stringify([[...before.keys], meant.map(({ key }) => key)])) });
  }
  return { judgedBy, open };
}

/**
 * A test judges an answer as it was given, before anything was blacked out of it, and that its run alone can do. Another verdict on what is kept
 * would stand under the same id.
 */
const isOfRun = ({ sourceFormat }: OpenRow, { definition }: Evaluator): boolean =>
  sourceFormat === suiteFormat && definition.cases !== undefined;

/** Conversation ids to the names of their prompts, one a line. */
async function promptNames(store: Store, files: readonly PromptFile[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map(files.map(({ file, name }) => [file, name]));
  const links = await store.tables.links.read({ columns: ["conversationId", "file"] });
  return new Map(
    [...groupBy(links, ({ conversationId }) => conversationId ?? "")].map(([id, rows]) => [
      id,
      rows.map(({ file }) => names.get(file ?? "") ?? "").join("\n"),
    ]),
  );
}

const applyingTo = (evaluators: readonly Evaluator[], prompts: readonly string[]): readonly Evaluator[] =>
  evaluators.filter((one) => !one.prompts || one.prompts.some((name) => prompts.includes(name)));

function memo<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
