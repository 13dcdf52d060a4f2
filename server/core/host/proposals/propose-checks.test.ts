import { afterEach, expect, test, vi } from "vitest";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { openHost } from "../open-host.ts";

let folder: TempFolder;
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

async function proposed(
  prompt: string,
  chats: readonly { readonly system: string; readonly says: string }[],
) {
  folder = tempFolder("propose-checks", {
    "homeostat.yaml": "prompts: [{ name: shop, file: shop.prompt.md }]\n",
    "shop.prompt.md": prompt,
    "chats.jsonl": chats
      .map(({ system, says }, i) =>
        JSON.stringify({
          id: `c${i}`,
          messages: [
            { role: "system", content: system },
            { role: "user", content: "Will it come?" },
            { role: "assistant", content: says },
          ],
        }),
      )
      .join("\n"),
  });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  const host = await openHost({ root: folder.path, trusted: false });
  try {
    await host.importConversations(["chats.jsonl"], undefined);
    return (await host.proposeChecks({ file: "shop.prompt.md" })).lines;
  } finally {
    await host.close();
  }
}

test("lines that ask for the same get checks of different names, so that each can be added", async () => {
  const prompt = "# Shop\n\n- Never promise a refund.\n- Never promise a delivery date.\n";
  const lines = await proposed(
    prompt,
    ["We promise it.", "We shall see."].map((says) => ({ system: prompt, says })),
  );
  expect(lines.map(({ proposals }) => proposals[0]?.name)).toEqual([
    ...["promises-nothing", "promises-nothing-2"],
  ]);
});

test("a line is tried on the conversations that held it, a line that none held yet on all", async () => {
  const before =
    "# Shop\n\n- Greet every customer by name.\n- Offer them a cup of tea while they wait.\n- Never promise a refund.\n";
  const after = `${before}- Answer in at most 3 words.\n`;
  const chats = [before, before, after].map((system) => ({ system, says: "We promise it, of course." }));
  const figures = async (prompt: string) =>
    (await proposed(prompt, chats)).flatMap(({ proposals: [first] }) =>
      first ? [`${first.name} ${first.figure.failed}/${first.figure.n}`] : [],
    );
  expect(await figures(after)).toEqual(["promises-nothing 3/3", "at-most-3-words 1/1"]);
  folder.remove();
  expect(await figures(`${before}- Answer in at most 4 words.\n`)).toEqual([
    ...["promises-nothing 3/3", "at-most-4-words 3/3"],
  ]);
});
