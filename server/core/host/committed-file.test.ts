import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { type CommittedFile, changeCommitted, committedText } from "./committed-file.ts";

const maxBytes = 10;
const file: CommittedFile<string> = {
  ...{ name: "homeostat/words.txt", code: "words", act: "write", maxBytes },
  load: async (root) => {
    const text = await committedText(root, "homeostat/words.txt", maxBytes);
    return { text, said: text };
  },
  unreadable: () => undefined,
};
let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder("committed", { "homeostat/words.txt": "words" });
});
afterEach(() => folder.remove());

it("what could not be read again is not written; its size is that of its bytes", async () => {
  const write = (text: string): Promise<void> => changeCommitted(folder.path, file, () => text);
  await expect(write("ööööö?")).rejects.toMatchObject({ code: "words-too-large" });
  expect(readFileSync(folder.file(file.name), "utf8")).toBe("words");
  await write("ööööö");
  expect(await committedText(folder.path, file.name, maxBytes)).toBe("ööööö");
});
