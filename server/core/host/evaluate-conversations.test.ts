import { afterEach, beforeEach, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { type EvaluationServices, openServices } from "../evaluators/index.ts";
import { Store } from "../store/index.ts";
import { configPath, loadConfig } from "./config.ts";
import { evaluateConversations } from "./evaluate-conversations.ts";
import { importConversations } from "./import-conversations.ts";

let folder: TempFolder;
let store: Store;
beforeEach(async () => {
  folder = tempFolder("evaluate-conversations");
  store = await Store.open(folder.file("store"));
});
afterEach(() => {
  store.close();
  folder.remove();
});

async function captured(...answers: string[]): Promise<void> {
  const messages = answers.flatMap((content) => [
    { role: "user", content: "and now?" },
    { role: "assistant", content },
  ]);
  const file = folder.write("chats.jsonl", JSON.stringify({ id: "a", messages }));
  await importConversations({ store, root: folder.path }, [file], undefined);
}

it("judges anew a conversation that grew while it was judged", async () => {
  folder.write(
    "homeostat.yaml",
    "evaluators: [{ name: later, scope: conversation, assert: [{ type: javascript, value: 'true' }] }]",
  );
  const { evaluators } = await loadConfig(configPath(folder.path, undefined), {
    root: folder.path,
    trusted: true,
  });
  let looks = 0;
  const sandbox = {
    run: async ({ args }: { readonly args: readonly unknown[] }) => {
      if (looks++ === 0) await captured("Wait.", "Done.");
      return { value: String(args[0]).includes("Done.") };
    },
  } as unknown as EvaluationServices["sandbox"];
  const services = { ...openServices({ trusted: false }), sandbox };
  const labels = async () => (await store.tables.evaluations.read()).map(({ label }) => label);
  await captured("Wait.");

  await evaluateConversations(store, evaluators, [], services);
  expect(await labels()).toEqual([]);
  await evaluateConversations(store, evaluators, [], services);
  expect(await labels()).toEqual(["pass"]);
  expect(await evaluateConversations(store, evaluators, [], services)).toMatchObject({ conversations: 0 });
});
