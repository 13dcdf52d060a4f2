import { afterAll, beforeAll, expect, it } from "vitest";
import { after, chats, parcelFiles } from "../../../test/support/parcel-shop.ts";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { readPrompt } from "../prompt/index.ts";
import type { Host } from "./host.ts";
import { openHost } from "./open-host.ts";

let folder: TempFolder;
let host: Host;
beforeAll(async () => {
  folder = tempFolder("condition-evidence", {
    ...parcelFiles,
    "shop.prompt.md": after,
    "chats.jsonl": chats(after),
  });
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
});
afterAll(async () => {
  await host.close();
  folder.remove();
});

const file = "shop.prompt.md";
const triggersOf = (words: string): readonly string[] =>
  readPrompt(file, after).instructions.find(({ text }) => text.includes(words))!.triggers;

it("names two conversations that met the condition, in their words", async () => {
  const met = await host.conditionEvidence({ file, triggers: triggersOf("day of its delivery") });
  expect(met).toHaveLength(2);
  for (const { evidence } of met)
    expect(evidence).toMatchObject([{ kind: "said", messageIndex: 0, quote: "Where is my parcel?" }]);
  expect(await host.conditionEvidence({ file, triggers: triggersOf("day of its delivery") })).toEqual(met);
});

it("names none of a line that always applies, of a condition that nothing met, of a file that is no prompt", async () => {
  expect(await host.conditionEvidence({ file, triggers: triggersOf("Greet") })).toEqual([]);
  expect(await host.conditionEvidence({ file, triggers: ["the customer wants a passport"] })).toEqual([]);
  const other = { file: "other.md", triggers: triggersOf("day of its delivery") };
  expect(await host.conditionEvidence(other)).toEqual([]);
});
