import { afterEach, beforeEach } from "vitest";
import { type Host, openHost } from "../../server/core/index.ts";
import { type TempFolder, tempFolder } from "./temp-folder.ts";

/** A conversation about a lost suitcase, as a line of a file; each answer is a turn. */
export const suitcaseChat = (id: string, answers: readonly string[], outcome: string, task = id): string =>
  JSON.stringify({
    id,
    outcome,
    task_id: task,
    user_id: `user-of-${id}`,
    messages: answers.flatMap((content, turn) => [
      { role: "user", content: `question ${turn} of ${id} about my lost blue suitcase` },
      { role: "assistant", content },
    ]),
  });

const chats = [
  suitcaseChat("c-1", ["I am sorry.", "Here it is."], "pass"),
  suitcaseChat("c-2", ["No.", "No."], "fail"),
  suitcaseChat("c-3", ["Sorry about that."], "fail"),
  suitcaseChat("c-4", ["Fine."], "pass"),
].join("\n");

/** Two evaluators: whether each turn says `word`, and the outcome. */
export const suitcaseConfig = (word: string): string =>
  `version: 1\nevaluators:\n  - { name: sorry, scope: turn, assert: [{ type: icontains, value: "${word}" }] }\n  - { name: solved, assert: [{ type: outcome }] }\n`;

/** For each test a workspace of four such conversations, imported and judged. A test may close the host and open another. */
export function suitcaseTests(): {
  readonly folder: TempFolder;
  host: Host;
  readonly workspace: () => { readonly root: string; readonly trusted: true };
} {
  let folder: TempFolder;
  const tests = {
    get folder() {
      return folder;
    },
    host: undefined as unknown as Host,
    workspace: () => ({ root: folder.path, trusted: true as const }),
  };
  beforeEach(async () => {
    folder = tempFolder("suitcases", { "chats.jsonl": chats, "homeostat.yaml": suitcaseConfig("sorry") });
    tests.host = await openHost(tests.workspace());
    await tests.host.importConversations(["chats.jsonl"], undefined);
    await tests.host.evaluate();
  });
  afterEach(async () => {
    await tests.host.close();
    folder.remove();
  });
  return tests;
}
