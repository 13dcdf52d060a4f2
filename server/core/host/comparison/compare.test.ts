import { afterAll, beforeAll, expect, it } from "vitest";
import { after, before, chats, parcelFiles } from "../../../../test/support/parcel-shop.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { promptVersion } from "../../prompt/index.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";

let folder: TempFolder;
let host: Host;
beforeAll(async () => {
  folder = tempFolder("comparison", { ...parcelFiles, "other.prompt.md": "Never swear.\n" });
  folder.write("before.jsonl", chats(before));
  folder.write("after.jsonl", chats(after));
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["before.jsonl"], undefined);
  await host.evaluate();
  folder.write("shop.prompt.md", after);
  await host.importConversations(["after.jsonl"], undefined);
  await host.evaluate();
});
afterAll(async () => {
  await host.close();
  folder.remove();
});

it("compares a version with the text as it is, by tasks, lines at work and kinds of tasks", async () => {
  const [comparison, ...more] = await host.comparePrompts({
    own: "shop.prompt.md",
    other: promptVersion(before).slice(0, 8),
  });
  expect(more).toEqual([]);
  expect(comparison).toMatchObject({
    evaluator: "names-day",
    rates: { pairs: 60 },
    groups: [{ changes: [{ kind: "added" }] }],
    exercised: [{ differs: true }],
  });
  expect(comparison!.rates.low).toBeGreaterThan(0.15);
  expect(comparison!.exercised[0]!.elsewhere.difference).toBeCloseTo(0, 10);
  expect(comparison!.strata.map(({ name }) => name).sort()).toEqual(["kind: phone", "kind: shop"]);
  const named = await host.comparePrompts({
    own: "shop",
    other: `shop.prompt.md@${promptVersion(before).slice(0, 8)}`,
    evaluators: ["names-day"],
  });
  expect(named).toEqual([comparison]);
});

it.each([
  ["shop.prompt.md", promptVersion(after).slice(0, 8), "same-prompt"],
  ["shop.prompt.md", "nothing.prompt.md", "prompt-unknown"],
  ["shop.prompt.md", "other.prompt.md", "version-unknown"],
  ["shop.prompt.md", "shop.prompt.md@abcdef01", "version-unknown"],
])("%s and %s: %s", async (own, other, code) => {
  await expect(host.comparePrompts({ own, other })).rejects.toMatchObject({ code });
});

it("an evaluator that nobody has", async () => {
  const query = { own: "shop.prompt.md", other: promptVersion(before), evaluators: ["none"] };
  await expect(host.comparePrompts(query)).rejects.toMatchObject({ code: "evaluator-unknown" });
});
