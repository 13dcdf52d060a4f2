import { afterEach, expect, test, vi } from "vitest";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { openHost } from "../open-host.ts";

let folder: TempFolder;
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

test("lines that ask for the same get checks of different names, so that each can be added", async () => {
  const prompt = "# Shop\n\n- Never promise a refund.\n- Never promise a delivery date.\n";
  folder = tempFolder("propose-checks", {
    "homeostat.yaml": "prompts: [{ name: shop, file: shop.prompt.md }]\n",
    "shop.prompt.md": prompt,
    "chats.jsonl": ["We promise it.", "We shall see."]
      .map((content, i) =>
        JSON.stringify({
          id: `c${i}`,
          messages: [
            { role: "system", content: prompt },
            { role: "user", content: "Will it come?" },
            { role: "assistant", content },
          ],
        }),
      )
      .join("\n"),
  });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  const host = await openHost({ root: folder.path, trusted: false });
  try {
    await host.importConversations(["chats.jsonl"], undefined);
    const { lines } = await host.proposeChecks({ file: "shop.prompt.md" });
    expect(lines.map(({ proposals }) => proposals[0]?.name)).toEqual([
      "promises-nothing",
      "promises-nothing-2",
    ]);
  } finally {
    await host.close();
  }
});
