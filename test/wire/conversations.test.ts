/** Lists of conversations by each filter, one conversation as a document, and captured text that means harm. */
import { GFM, parser } from "@lezer/markdown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CodeLens, Hover } from "vscode-languageserver";
import type {
  BehaviorsResult,
  ConversationResult,
  ConversationsRequest,
  ConversationsResult,
} from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import {
  conversationId,
  promises,
  refundLine,
  shopConversations,
  shopFiles,
  shopPrompt,
} from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const count = 40;
const hostile =
  "</script><img src=x onerror=alert(1)> [click](command:evil) ![pixel](https://evil.example/x.png) `code` \u001b[31mred\u001b[0m \u202egnp.exe https://evil.example | # *bold*";
const hostileIds = ["!) [id](command:evil)", "<b>id</b>", "`id`\u001b[31m\u202e", "../../etc/passwd"];
/** No system text: it belongs to no prompt. */
const stranger = JSON.stringify({
  id: "stranger",
  messages: [{ role: "user", content: "Who are you? 100%" }],
});

let folder: TempFolder;
let client: LspClient;
let uri: string;

beforeAll(async () => {
  await ensureBuilt();
  const attacks = hostileIds.map((id) => shopConversations(1, { id, ask: hostile, from: 0 })).join("");
  const more = shopConversations(12, { from: 1_000, ask: hostile });
  folder = tempFolder("shop", {
    ...shopFiles,
    "chats.jsonl": `${shopConversations(count)}${stranger}\n`,
    "hostile.jsonl": attacks + more,
  });
  uri = folder.fileUri("shop.prompt.md");
  client = await LspClient.start({ folders: [folder.path] });
  client.open(uri, shopPrompt);
  const paths = [folder.file("chats.jsonl")];
  await client.ask("homeostat/import", { progressToken: "t", paths });
  await client.ask("homeostat/evaluate", { progressToken: "t" });
  await client.ask("homeostat/findBehaviors", { progressToken: "t" });
});
afterAll(async () => {
  await client?.stop();
  folder?.remove();
});

const list = (query: ConversationsRequest): Promise<ConversationsResult> =>
  client.ask<ConversationsResult>("homeostat/conversations", query);
const ids = ({ conversations }: ConversationsResult): string[] => conversations.map(({ id }) => id);

describe("the list of conversations", () => {
  test("has all of them, newest first, the one without a time last, page by page", async () => {
    const all = await list({});
    const newest = Array.from({ length: count }, (_, i) => conversationId(count - 1 - i));
    expect(ids(all)).toEqual([...newest, "stranger"]);
    expect(all.total).toBe(count + 1);
    const page = await list({ offset: 5, limit: 3 });
    expect(ids(page)).toEqual(newest.slice(5, 8));
    expect(page.total).toBe(count + 1);
  });

  test("says what failed, in the evaluator's words", async () => {
    const { conversations } = await list({ text: conversationId(2) });
    expect(conversations).toHaveLength(1);
    expect(conversations[0]).toMatchObject({
      id: conversationId(2),
      outcome: "fail",
      prompts: ["shop.prompt.md"],
      failed: [{ evaluator: "no-promise" }],
    });
    expect(conversations[0]!.failed[0]!.explanation).toContain("I promise");
  });

  const failed = Array.from({ length: count }, (_, i) => count - 1 - i)
    .filter(promises)
    .map(conversationId);
  test.each<[string, ConversationsRequest, readonly string[]]>([
    ["failing", { failing: true }, failed],
    ["evaluator", { evaluator: "no-promise" }, failed],
    ["evaluator that nothing failed", { evaluator: "short" }, []],
    ["evaluator nobody knows", { evaluator: "nobody" }, []],
    ["unmatched", { unmatched: true }, ["stranger"]],
    ["text, whatever its case", { text: "WHO ARE" }, ["stranger"]],
    ["text with signs of a pattern", { text: "you? 100%" }, ["stranger"]],
    ["text that would match as a pattern only", { text: "W_o%you" }, []],
    ["text with a quote", { text: "it's" }, []],
    ["behavior nobody knows", { behavior: "nobody" }, []],
    ["instruction nobody knows", { instructions: ["nobody"] }, []],
    ["several that exclude each other", { unmatched: true, failing: true }, []],
  ])("by %s", async (_name, query, wanted) => {
    const found = await list(query);
    expect([ids(found), found.total]).toEqual([wanted, wanted.length]);
  });

  test("by behavior: those of all behaviors and the outliers are all", async () => {
    const { behaviors, outliers } = await client.ask<BehaviorsResult>("homeostat/behaviors", {});
    const found: string[] = [];
    for (const { id, size } of behaviors) {
      const page = await list({ behavior: id });
      expect(page.total).toBe(size);
      found.push(...ids(page));
    }
    const rest = await list({ behavior: "outlier" });
    expect(rest.total).toBe(outliers);
    expect([...found, ...ids(rest)].sort()).toEqual(ids(await list({})).sort());
  });
});

describe("one conversation", () => {
  test("is a document whose lines lead from evaluation to message", async () => {
    const id = conversationId(4);
    const result = await client.ask<ConversationResult>("homeostat/conversation", { id });
    const lines = result.text.split("\n");
    expect(lines[0]).toMatch(new RegExp(`^Conversation +${id}$`));
    expect(result.messageLines.map((line) => lines[line]!.split(" ")[1])).toEqual(["user", "assistant"]);
    const [worst] = result.evaluationLines;
    expect(lines[worst!.line]).toMatch(/✗ fail +no-promise/);
    expect(lines[result.messageLines[worst!.message!]! + 1]).toContain("I promise you a refund.");
    expect(result.prompts).toEqual([{ file: "shop.prompt.md", line: 0 }]);
  });

  test("that nobody knows is null", async () => {
    expect(await client.ask("homeostat/conversation", { id: "nobody" })).toBeNull();
    expect(await client.ask("homeostat/conversation", { id: "' OR 1=1 --" })).toBeNull();
  });
});

describe("captured text that means harm", () => {
  beforeAll(async () => {
    const paths = [folder.file("hostile.jsonl")];
    await client.ask("homeostat/import", { progressToken: "t", paths });
    await client.ask("homeostat/evaluate", { progressToken: "t" });
    await client.ask("homeostat/findBehaviors", { progressToken: "t" });
  });

  test("is markup in no hover, and our own links stay whole", async () => {
    const { behaviors } = await client.ask<BehaviorsResult>("homeostat/behaviors", {});
    expect(behaviors.some(({ words }) => words.some((word) => /script|onerror|evil/.test(word)))).toBe(true);
    const hover = await client.feature<Hover>("hover", uri, {
      position: { line: refundLine, character: 4 },
    });
    const { value } = hover.contents as { value: string };
    expect(value).toMatch(/etc\/p/);
    const { links, markup } = markdownParts(value);
    expect(links.length).toBeGreaterThan(2);
    for (const link of links) expect(commandOf(link)).toMatchObject({ isOurs: true });
    expect(markup).toEqual([]);
    expect(value).not.toMatch(unseen);
  });

  test("cannot pass for a line of ours in the document of a conversation", async () => {
    for (const id of hostileIds) {
      const result = await client.ask<ConversationResult>("homeostat/conversation", { id });
      expect(result.text).not.toMatch(unseen);
      const [user] = result.messageLines;
      expect(result.text.split("\n")[user! + 1]).toMatch(/^ {4}<\/script>/);
    }
  });

  test("has no control characters in diagnostics and lenses", async () => {
    const diagnostics = await client.diagnostics(uri, (all) => all.length > 0);
    const lenses = await client.feature<CodeLens[]>("codeLens", uri);
    for (const text of [
      ...diagnostics.map(({ message }) => message),
      ...lenses.map((one) => one.command!.title),
    ])
      expect(text).not.toMatch(unseen);
  });
});

/** Control characters except line breaks, and direction overrides. */
const unseen = /(?!\n)[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** What a renderer of GitHub's markdown would make of a text: targets of links, and everything that no hover of ours has. */
function markdownParts(text: string): { links: string[]; markup: string[] } {
  const links: string[] = [];
  const markup: string[] = [];
  parser
    .configure(GFM)
    .parse(text)
    .iterate({
      enter: ({ name, from, to, node }) => {
        if (name === "Link") {
          const url = node.getChild("URL");
          links.push(url ? text.slice(url.from, url.to) : "");
        } else if (name === "URL" && node.parent?.name !== "Link") markup.push(text.slice(from, to));
        else if (
          /^(?:Image|HTML|Comment|Processing|Autolink|LinkReference|ATXHeading|FencedCode|Emphasis$)/.test(
            name,
          )
        )
          markup.push(`${name}: ${text.slice(from, to)}`);
      },
    });
  return { links, markup };
}

/** Whether a link runs one of our commands with arguments that are whole. */
function commandOf(link: string): { isOurs: boolean; link: string } {
  const match = /^command:(homeostat\.(?:showFailingConversations|openConversation))\?(.*)$/.exec(link);
  try {
    return { isOurs: Array.isArray(JSON.parse(decodeURIComponent(match?.[2] ?? ""))), link };
  } catch {
    return { isOurs: false, link };
  }
}
