import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refundPrompt } from "../../../../test/support/refund-shop.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import type { DatasetCase } from "../../improve/index.ts";
import { Store } from "../../store/index.ts";
import { loadConfig } from "../config.ts";
import { openHost } from "../open-host.ts";
import { promptFiles } from "../prompt-files.ts";
import { caseContexts } from "./case-contexts.ts";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder("contexts", {
    "shop.prompt.md": refundPrompt,
    "homeostat.yaml": "version: 1\n",
    "chats.jsonl": JSON.stringify({
      id: "c1",
      messages: [
        { role: "system", content: refundPrompt },
        { role: "assistant", content: "Hello!" },
        { role: "user", content: "I want my money back" },
        { role: "assistant", content: "A colleague looks at it." },
        { role: "user", content: "When?" },
        { role: "assistant", content: "Today." },
      ],
    }),
  });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

const made = (id: string, more: Partial<DatasetCase>): DatasetCase => ({
  ...{ id, conversation: "c1", role: "target", origin: "recorded", split: "train", weight: 1, group: id },
  ...more,
});

const { conversation: _, ...alone } = made("alone", { origin: "given", input: "Is it far?" });

test("an input stands in place of the opening; what is left of the conversation is what still fits", async () => {
  const host = await openHost({ root: folder.path, trusted: false });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
  await host.close();
  const workspace = { root: folder.path, trusted: false };
  const [file] = await promptFiles(folder.path, await loadConfig(folder.file("homeostat.yaml"), workspace));
  const store = await Store.open(folder.file(".homeostat"));
  try {
    const contexts = await caseContexts(
      store,
      [
        made("recorded", {}),
        made("recombined", { origin: "recombined", input: "i want my mnoey back" }),
        made("given", { origin: "given", input: "Is it open?" }),
        made("gone", { conversation: "c9" }),
        alone,
      ],
      file!,
      undefined,
    );
    const said = (id: string) => contexts.get(id)?.whole.messages.map(({ text }) => text);
    const rest = ["A colleague looks at it.", "When?", "Today."];
    expect(said("recorded")).toEqual(["Hello!", "I want my money back", ...rest]);
    expect(said("recombined")).toEqual(["Hello!", "i want my mnoey back", ...rest]);
    expect(said("given")).toEqual(["Hello!", "Is it open?", rest[0]]);
    expect(contexts.has("gone")).toBe(false);
    expect(said("alone")).toEqual(["Is it far?"]);
    expect(contexts.get("alone")?.systemText).toBe(refundPrompt);
    expect(contexts.get("given")?.systemText).toBe(refundPrompt);
  } finally {
    store.close();
  }
});
