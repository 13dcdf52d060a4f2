import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { knownVersion } from "../../../test/support/made-prompts.ts";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { sha256 } from "../base/index.ts";
import { Store } from "../store/index.ts";
import { linkConversations, linkNew } from "./link-conversations.ts";

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = ownFolder();
  store = await Store.open(folder);
});
afterEach(async () => {
  store.close();
});

const policy = "Always ask for the booking code.\n\nNever promise {{name}} a refund.\n";
const style = "Write in plain English, please.\n\nUse no emoji at all.\n";
const old = knownVersion("policy.prompt.md", policy, 1);
const tone = knownVersion("style.prompt.md", style, 1);

async function said(id: string, system: string, more: object = {}): Promise<void> {
  const systemHash = sha256(system);
  await store.tables.texts.upsert([{ id: systemHash, text: system }]);
  await store.tables.conversations.upsert([{ id, systemHash, ...more }]);
}
const links = async () => (await store.tables.links.read()).sort((a, b) => (a.id < b.id ? -1 : 1));
const found = async () => (await links()).map(({ id, how, version }) => [id, how, version]);
const rendered = policy.replace("{{name}}", "Ada");

describe("links of conversations", () => {
  it("hold what was recovered: the range, the values, the version that only the trace knows", async () => {
    await said("a", `Preface. ${rendered}`, { hintName: "policy", hintVersion: "7" });
    await said("b", "Something else.", {
      hintName: "style",
      attributes: JSON.stringify({ promptVariables: { day: 3 } }),
    });
    await linkConversations(store, [old, tone]);
    expect(await links()).toMatchObject([
      {
        id: "a|policy.prompt.md",
        how: "attribute",
        hintVersion: "7",
        rangeStart: 9,
        variables: '{"name":"Ada"}',
      },
      { id: "b|style.prompt.md", how: "attribute", variables: '{"day":"3"}' },
    ]);
  });

  it("stay as they are where a new version cannot be in them", async () => {
    await said("a", rendered);
    await said("b", style);
    await said("c", "Nothing that anybody knows.");
    await linkConversations(store, [old, tone]);
    const before = await found();
    const revision = await store.tables.links.version();
    await linkConversations(store, [old, tone]);
    await linkConversations(store, [
      old,
      tone,
      knownVersion("new.prompt.md", "Sing a song of sixpence.\n", 2),
    ]);
    expect(await store.tables.links.version()).toBe(revision);
    expect(await found()).toEqual(before);
  });

  it("are made anew where it is, and only there", async () => {
    await said("a", `${rendered}\n- Offer a window seat.`);
    await said("b", style);
    await said("c", "Sing a song of sixpence.");
    await linkConversations(store, [old, tone]);
    const grown = knownVersion("policy.prompt.md", `${policy}\n- Offer a window seat.\n`, 2);
    const song = knownVersion("song.prompt.md", "Sing a song of sixpence.\n", 2);
    await linkConversations(store, [old, grown, tone, song]);
    expect(await found()).toEqual([
      ["a|policy.prompt.md", "containment", grown.version],
      ["b|style.prompt.md", "hash", tone.version],
      ["c|song.prompt.md", "hash", song.version],
    ]);
  });

  it("end where the file is a prompt no longer, and follow its name", async () => {
    await said("a", style);
    await said("b", "Nothing that anybody knows.", { hintName: "tone" });
    await linkConversations(store, [old, tone]);
    await linkConversations(store, [old, { ...tone, name: "tone" }]);
    expect((await found()).map(([id]) => id)).toEqual(["a|style.prompt.md", "b|style.prompt.md"]);
    await linkConversations(store, [old, { ...tone, name: "other" }]);
    expect((await found()).map(([id]) => id)).toEqual(["a|style.prompt.md", "b|"]);
    await linkConversations(store, [old]);
    expect(await found()).toEqual([
      ["a|", "unmatched", undefined],
      ["b|", "unmatched", undefined],
    ]);
  });

  it("of what has just arrived are made for it alone, and again by a version that was not known then", async () => {
    await said("a", style);
    await linkConversations(store, [tone]);
    const revision = await store.tables.links.version();
    await said("b", style);
    await linkNew(store, [tone], ["b"]);
    expect((await found()).map(([id]) => id)).toEqual(["a|style.prompt.md", "b|style.prompt.md"]);
    expect(await store.tables.links.version()).toBeGreaterThan(revision);
    // A process that does not know the second version yet.
    await linkConversations(store, [tone, old]);
    await said("c", rendered);
    await linkNew(store, [tone], ["c"]);
    expect((await found()).at(-1)).toEqual(["c|", "unmatched", undefined]);
    await linkConversations(store, [tone, old]);
    expect((await found()).at(-1)).toEqual(["c|policy.prompt.md", "containment", old.version]);
  });

  it("say which files are equally likely", async () => {
    await said("a", style);
    await linkConversations(store, [tone, knownVersion("copy.prompt.md", style, 5)]);
    expect(await links()).toMatchObject([
      {
        file: "copy.prompt.md",
        how: "ambiguous",
        candidates: JSON.stringify([{ file: tone.file, version: tone.version }]),
      },
      { file: "style.prompt.md", how: "ambiguous" },
    ]);
  });
});
