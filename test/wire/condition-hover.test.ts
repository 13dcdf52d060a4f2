/** The hover of a conditional line quotes conversations that met its condition; while one types nothing is read. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { after, chats, parcelFiles } from "../support/parcel-shop.ts";
import { runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("condition-hover", {
    ...parcelFiles,
    "shop.prompt.md": after,
    "chats.jsonl": chats(after),
  });
  for (const args of [["import", "chats.jsonl"], ["evaluate"]])
    expect((await runCli(folder.path, ...args)).code).toBe(0);
});
afterAll(() => folder.remove());

it("quotes them, each a way to the message; a line without a condition, or one that was changed, has none", async () => {
  const client = await LspClient.start({
    folders: [folder.path],
    initializationOptions: { commands: true, trusted: true },
  });
  try {
    const uri = folder.fileUri("shop.prompt.md");
    client.open(uri, after, "markdown");
    const hover = async (line: number): Promise<string> =>
      (
        await client.ask<{ contents: { value: string } } | null>("textDocument/hover", {
          ...{ textDocument: { uri }, position: { line, character: 6 } },
        })
      )?.contents.value ?? "";
    await expect
      .poll(() => hover(3), { timeout: 30_000 })
      .toMatch(
        /Its condition was met in:\n- \[[^\]]+\]\(command:homeostat\.openConversation\?[^)]+\): the user says “Where is my parcel\?”, message 1\n- \[/,
      );
    expect(decodeURIComponent(await hover(3))).toContain('{"message":0}');
    expect(await hover(2)).not.toContain("condition was met");
    client.change(uri, after.replace("mentions a parcel", "mentions a parcel or a letter"));
    expect(await hover(3)).not.toContain("condition was met");
  } finally {
    await client.stop();
  }
}, 60_000);
