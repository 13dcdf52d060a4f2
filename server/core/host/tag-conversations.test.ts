import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { Store } from "../store/index.ts";
import { parseConfig } from "./config.ts";
import type { TagDefinition } from "./config-tags.ts";
import type { Host } from "./host.ts";
import { openHost } from "./open-host.ts";
import { tagConversations, tagsFoundIn } from "./tag-conversations.ts";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder("tags");
});
afterEach(() => folder.remove());

const chat = (id: string, ...said: readonly string[]): string =>
  JSON.stringify({
    id,
    messages: said.map((content, i) => ({ role: i % 2 === 0 ? "user" : "assistant", content })),
  });
const write = (...chats: readonly string[]): string => folder.write("chats.jsonl", `${chats.join("\n")}\n`);

async function withHost<T>(act: (host: Host) => Promise<T>): Promise<T> {
  const host = await openHost({ root: folder.path, trusted: true });
  try {
    return await act(host);
  } finally {
    await host.close();
  }
}
async function withStore<T>(act: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(folder.file(".homeostat"));
  try {
    return await act(store);
  } finally {
    store.close();
  }
}
const rowsOf = (id: string): Promise<string[]> =>
  withStore(async (store) =>
    (await tagsFoundIn(store, id)).map(({ tag, messageIndex }) => `${tag}@${messageIndex}`),
  );
const own = (name: string, ...words: readonly string[]): TagDefinition[] => [
  ...parseConfig(JSON.stringify({ tags: [{ name, words }] }), { root: folder.path, trusted: true }).tags,
];

describe("tags of conversations", () => {
  it("are found when they are imported, once, and a query finds them beside those that came along", async () => {
    write(
      chat("a", "My app keeps crashing", "Sorry.", "This is ridiculous, please fix it asap"),
      chat("b", "Where is my order?", "On its way."),
    );
    await withHost(async (host) => {
      await host.importConversations(["chats.jsonl"], undefined);
      const ids = async (query: string) =>
        (await host.conversations({ query })).conversations.map(({ id }) => id);
      expect(await ids("tag:bug-report")).toEqual(["a"]);
      expect(await ids("-tag:bug-report")).toEqual(["b"]);
      expect(await ids("has:tag")).toEqual(["a"]);
      expect((await host.completeQuery("tag:b", 5)).completions.map(({ label }) => label)).toContain(
        "bug-report",
      );
      expect((await host.trace("a"))!.tags).toMatchObject([
        { tag: "bug-report", message: 0, evidence: "My app keeps crashing" },
        { tag: "frustration", message: 2 },
        { tag: "urgent", message: 2 },
      ]);
    });
    await withStore(async (store) => {
      const version = await store.tables.tags.version();
      expect(await tagConversations(store, [])).toMatchObject({ conversations: 0, tags: 0 });
      expect(await store.tables.tags.version()).toBe(version);
    });
  });

  it("are found anew where a conversation went on, and where a definition changed", async () => {
    write(chat("a", "Where is my order?", "On its way."));
    await withHost((host) => host.importConversations(["chats.jsonl"], undefined));
    expect(await rowsOf("a")).toEqual([]);
    write(chat("a", "Where is my order?", "On its way.", "This is ridiculous."));
    await withHost((host) => host.importConversations(["chats.jsonl"], undefined));
    expect(await rowsOf("a")).toEqual(["frustration@2"]);
    folder.write(
      "homeostat.yaml",
      "tags:\n  - { name: delivery, words: [my order, /par+cel/i] }\n  - { name: frustration, words: [] }\n",
    );
    await withHost((host) => host.evaluate());
    expect(await rowsOf("a")).toEqual(["delivery@0"]);
    folder.write("homeostat.yaml", "");
    await withHost((host) => host.evaluate());
    expect(await rowsOf("a")).toEqual(["frustration@2"]);
  });

  it("a run that was stopped goes on where it was", async () => {
    write(
      ...Array.from({ length: 900 }, (_, i) => chat(`c${i}`, `Question ${i}: this is ridiculous`, "Yes.")),
    );
    await withHost((host) => host.importConversations(["chats.jsonl"], undefined));
    await withStore(async (store) => {
      const definitions = own("numbers", "/[0-9]+/");
      const controller = new AbortController();
      const progress = ({ done }: { done: number }) => done > 0 && controller.abort();
      await expect(
        tagConversations(store, definitions, { signal: controller.signal, progress }),
      ).rejects.toThrow();
      const rest = await tagConversations(store, definitions);
      expect(rest.conversations).toBeGreaterThan(0);
      expect(rest.conversations).toBeLessThan(900);
      expect(await store.tables.tags.count("`tag` = 'numbers'")).toBe(900);
      expect(await store.tables.tags.count("`tag` = 'frustration'")).toBe(900);
      expect(await store.tables.tags.count("`tag` IS NULL")).toBe(900);
    });
  });

  it("an expression that runs away is given up, said, and stops nothing else", async () => {
    write(...Array.from({ length: 6 }, (_, i) => chat(`c${i}`, `${"a".repeat(40)}! ${i} asap`, "Yes.")));
    await withHost((host) => host.importConversations(["chats.jsonl"], undefined));
    await withStore(async (store) => {
      const { problems } = await tagConversations(store, own("slow", "/(a+)+$/"));
      expect(problems).toEqual([
        "The tag slow: /(a+)+$/ took longer than 50 ms on 3 messages and was given up.",
      ]);
      expect(await store.tables.tags.count("`tag` = 'urgent'")).toBe(6);
    });
  });

  it("what is wrong in `tags:` is said where it stands", () => {
    const said = (text: string) =>
      parseConfig(text, { root: folder.path, trusted: true }).issues.map(
        ({ range, message }) => `${text.slice(0, range.start).split("\n").length}: ${message}`,
      );
    expect(said("tags:\n  - { name: a b, words: [x] }\n")[0]).toMatch(/^2: /);
    expect(said("tags:\n  - name: a\n    words:\n      - /(/\n")[0]).toMatch(
      /^4: This is not a regular expression/,
    );
    expect(said("tags:\n  - { name: a, words: [x] }\n  - { name: a, words: [y] }\n")[0]).toMatch(
      /^3: .*twice/,
    );
    expect(own("a", "x y", "/z/i")).toMatchObject([{ name: "a", phrases: ["x y"], patterns: [/z/i] }]);
  });
});
