/** The built command line: exit codes, the JSON that others rely on, and processes that run beside each other. */
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { Store } from "../../server/core/store/index.ts";
import {
  conversationId,
  promises,
  refundLine,
  shopConfig,
  shopConversations,
  shopFiles,
} from "../support/shop.ts";
import { shopTests } from "../support/shop-tests.ts";

const count = 40;
const shop = shopTests(count);
const { run, json, copyStore } = shop;

interface Summary {
  readonly added: number;
  readonly unchanged: number;
  readonly files: readonly { readonly read: number; readonly problems: readonly { reason: string }[] }[];
}

describe("import", () => {
  test("all of a file: 0; the same file again adds nothing: 0", async () => {
    const first = await run("import", "chats.jsonl", "--json");
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ added: count, updated: 0, unchanged: 0 });
    const again = await run("import", "chats.jsonl", "--json");
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ added: 0, updated: 0, unchanged: count });
    expect((await rows("conversations")).length).toBe(count);
  });

  const whole = Buffer.from(shopConversations(count));
  /** Where the last line begins. */
  const lastLine = whole.subarray(0, -1).lastIndexOf("\n") + 1;
  const cut = whole.subarray(0, lastLine + 40);

  test("a truncated file: 1, the readable part imported, the rest named", async () => {
    shop.folder.write("cut.jsonl", cut);
    const { code, stdout } = await run("import", "cut.jsonl", "--json");
    expect(code).toBe(1);
    const { added, files } = JSON.parse(stdout) as Summary;
    expect(added).toBe(count - 1);
    expect(files[0]!.problems).toMatchObject([{ line: count }]);
  });

  test("a truncated gzip: 1, what could be unpacked imported, the damage named", async () => {
    // Noise keeps the file from packing so well that a cut leaves nothing.
    const noisy = shopConversations(400).replace(/"id"/g, () => `"note":"${Math.random()}","id"`);
    const packed = gzipSync(noisy);
    shop.folder.write("cut.jsonl.gz", packed.subarray(0, Math.floor(packed.length * 0.8)));
    const { code, stdout } = await run("import", "cut.jsonl.gz", "--json");
    expect(code).toBe(1);
    const { added, files } = JSON.parse(stdout) as Summary;
    expect(added).toBeGreaterThan(100);
    expect(added).toBeLessThan(400);
    expect(files[0]!.problems.map(({ reason }) => reason).join(" ")).toMatch(/gzip|truncated|cut|end/i);
    const rest = await run("import", "cut.jsonl.gz", "--json");
    expect(JSON.parse(rest.stdout)).toMatchObject({ added: 0, unchanged: added });
  });

  test.each([
    ["a missing file", "missing.jsonl", undefined],
    ["no known format", "notes.json", '{"a": 1}'],
    ["an empty file", "empty.jsonl", ""],
  ])("%s: 2, and the file is named", async (_name, file, text) => {
    if (text !== undefined) shop.folder.write(file, text);
    const { code, stdout } = await run("import", file);
    expect(code).toBe(2);
    expect(stdout).toContain(file);
  });

  test("a good file beside a missing one: 1", async () => {
    const { code } = await run("import", "chats.jsonl", "missing.jsonl");
    expect(code).toBe(1);
    expect((await rows("conversations")).length).toBe(count);
  });

  test("several processes at the same time do not double", async () => {
    const all = await Promise.all([1, 2, 3].map(() => run("import", "chats.jsonl")));
    expect(all.map(({ code, stderr }) => [code, stderr])).toEqual([1, 2, 3].map(() => [0, ""]));
    const conversations = await rows("conversations");
    expect(conversations.length).toBe(count);
    expect(new Set(conversations.map(({ id }) => id)).size).toBe(count);
    for (const table of ["spans", "samples", "texts"] as const) {
      const found = await rows(table);
      expect(new Set(found.map(({ id }) => id)).size, table).toBe(found.length);
    }
  });
});

async function rows(
  table: "conversations" | "spans" | "samples" | "texts",
): Promise<readonly { id: string }[]> {
  const store = await Store.open(shop.folder.file(".homeostat"));
  try {
    return await (store.tables[table] as Store["tables"]["conversations"]).read({ columns: ["id"] });
  } finally {
    store.close();
  }
}

describe("check", () => {
  interface Report {
    readonly prompts: readonly {
      readonly instructions: readonly { text: string; rate?: number; n: number; stale: boolean }[];
      readonly findings: readonly { code: string; severity: string }[];
    }[];
  }
  const imported = (config = shopConfig): void => {
    shop.folder.write("homeostat.yaml", config);
    copyStore("imported");
  };

  test("findings at or above the level: 1; below it: 0", async () => {
    imported();
    const exits = async (...args: string[]) => (await run("check", "shop.prompt.md", ...args)).code;
    // A check that nobody has mutation-tested stops at a warning.
    expect(await exits()).toBe(1);
    expect(await exits("--fail-on", "warning")).toBe(1);
    expect(await exits("--fail-on", "info")).toBe(1);
    expect(await exits("--fail-on", "error")).toBe(0);
  });

  test("clean: 0", async () => {
    imported(`${shopConfig}thresholds: { error: 0.1, warning: 0.2 }\n`);
    const { code, stdout } = await run("check", "shop.prompt.md");
    expect(code).toBe(0);
    expect(stdout).toContain("0 errors, 0 warnings");
  });

  test("a missing file, a level nobody knows, a configuration that is no file: 2", async () => {
    imported();
    const missing = await run("check", "missing.prompt.md");
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("missing.prompt.md")]);
    expect((await run("check", "--fail-on", "sometimes")).code).toBe(2);
    const noConfig = await run("check", "--config", "missing.yaml");
    expect([noConfig.code, noConfig.stderr]).toEqual([2, expect.stringContaining("missing.yaml")]);
  });

  test("its JSON has the shape that others rely on", async () => {
    imported();
    const { prompts } = await json<{ prompts: Record<string, unknown>[] }>("check", "shop.prompt.md");
    const evaluator = {
      name: expect.any(String),
      pass: expect.any(Number),
      fail: expect.any(Number),
      unknown: expect.any(Number),
    };
    expect(prompts).toHaveLength(1);
    expect(prompts[0]).toMatchObject({
      file: "shop.prompt.md",
      version: expect.stringMatching(/^[0-9a-f]{64}$/),
      coverage: expect.any(Object),
      conversations: { matched: count, ambiguous: 0, unmatched: 0 },
      evaluators: [
        { ...evaluator, name: "no-promise", pass: 20, fail: 20, unknown: 0 },
        { ...evaluator, name: "short", pass: count, fail: 0, unknown: 0 },
      ],
      findings: [{ code: "pass-rate", severity: "warning", range: { start: { line: refundLine } } }],
    });
    const instructions = prompts[0]!.instructions as Record<string, unknown>[];
    for (const one of instructions)
      expect(one).toMatchObject({
        range: { start: { line: expect.any(Number) }, end: { line: expect.any(Number) } },
        text: expect.any(String),
        kind: expect.stringMatching(/^(?:always|conditional|format|persona|context|example)$/),
        evaluators: expect.any(Array),
        n: expect.any(Number),
        stale: false,
      });
    const refund = instructions.find(({ text }) => text === "Never promise a refund.")!;
    expect(refund).toMatchObject({ rate: 0.5, n: count, evaluators: [{ ...evaluator, name: "no-promise" }] });
    expect(refund.low).toBeLessThan(0.5);
    expect(refund.high).toBeGreaterThan(0.5);
  });

  test("an edited line is stale, with the figure of what it was", async () => {
    imported();
    await run("check");
    shop.folder.write(
      "shop.prompt.md",
      shopFiles["shop.prompt.md"].replace("Never promise", "Never ever promise"),
    );
    const { prompts } = await json<Report>("check", "shop.prompt.md");
    const changed = prompts[0]!.instructions.find(({ text }) => text.startsWith("Never ever"));
    expect(changed).toMatchObject({ stale: true, rate: 0.5, n: count });
    expect(prompts[0]!.findings).toMatchObject([{ code: "stale", severity: "information" }]);
  });

  test("the same store and text give the same bytes, also in another store", async () => {
    imported();
    await run("behaviors");
    const first = await run("check", "--json");
    const second = await run("check", "--json");
    expect(second.stdout).toBe(first.stdout);
    const other = ["--store", shop.folder.file("other")];
    for (const args of [["import", "chats.jsonl"], ["behaviors"]]) await run(...args, ...other);
    expect((await run("check", "--json", ...other)).stdout).toBe(first.stdout);
  });
});

describe("what else it prints", () => {
  beforeEach(() => copyStore("evaluated"));

  test("behaviors --json has the shape that others rely on", async () => {
    const found = await json<{
      behaviors: { size: number; n: number; failRate: number; share: number }[];
      outliers: number;
      groups: unknown[];
    }>("behaviors");
    expect(found.groups).toEqual([]);
    expect(found.behaviors.reduce((sum, { size }) => sum + size, found.outliers)).toBe(count);
    for (const behavior of found.behaviors)
      expect(behavior).toMatchObject({
        id: expect.any(String),
        name: expect.stringMatching(/\S/),
        description: expect.any(String),
        size: expect.any(Number),
        share: behavior.size / count,
        n: behavior.size,
        failRate: expect.any(Number),
        issue: expect.any(Boolean),
        words: expect.any(Array),
        exemplars: expect.any(Array),
      });
    const failed = found.behaviors.reduce((sum, { n, failRate }) => sum + n * failRate, 0);
    if (found.outliers === 0) expect(failed).toBeCloseTo(count / 2, 6);
  });

  test("traces --query --json prints one conversation a line", async () => {
    const { code, stdout } = await run("traces", "--query", "ATLAS", "--json");
    const lines = stdout.trimEnd().split("\n");
    expect([code, lines.length]).toEqual([0, count / 4]);
    for (const line of lines) expect((JSON.parse(line) as { opening: string }).opening).toContain("atlas");
    expect((await run("traces", "--query", "no such words", "--json")).stdout).toBe("");
    const failing = (await run("traces", "--failing", "--json")).stdout.trimEnd().split("\n");
    expect(failing.length).toBe(Array.from({ length: count }, (_, i) => i).filter(promises).length);
    expect((await run("traces", "--json", "--limit", "3")).stdout.trimEnd().split("\n")).toHaveLength(3);
  });

  test("show prints a file with its figures, a conversation by its id, and 2 for neither", async () => {
    const file = await run("show", "shop.prompt.md");
    expect(file.code).toBe(0);
    const line = file.stdout.split("\n")[refundLine]!;
    expect(line).toContain("Never promise a refund.");
    expect(line).toContain("50 % · 20/40 no-promise");
    const one = await run("show", conversationId(2));
    expect(one.code).toBe(0);
    expect(one.stdout).toContain("✗ fail           no-promise");
    const asJson = await json<{ conversation: { id: string }; messages: unknown[] }>(
      "show",
      conversationId(2),
    );
    expect([asJson.conversation.id, asJson.messages.length]).toEqual([conversationId(2), 2]);
    const neither = await run("show", "nobody");
    expect([neither.code, neither.stderr]).toEqual([
      2,
      expect.stringContaining("no conversation called nobody"),
    ]);
  });
});

describe("runs that cannot be done", () => {
  test.each([
    ["an unknown command", ["frobnicate"], "error: unknown command 'frobnicate'"],
    [
      "no argument where one is needed",
      ["import"],
      "error: nothing to import: name files or folders, or --from-otlp FOLDER.",
    ],
    [
      "an unknown option",
      ["check", "--colour"],
      "error: unknown option '--colour'\nSee: homeostat check --help\n",
    ],
    ["an option without its value", ["propose", "--behavior"], "See: homeostat propose --help\n"],
    ["a command that a group does not have", ["evaluators", "list"], "See: homeostat evaluators --help\n"],
    ["an option of a nested command", ["baseline", "write", "-x"], "See: homeostat baseline write --help\n"],
  ])("%s: 2", async (_name, args, said) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  test("--help and --version: 0", async () => {
    expect((await run("--help")).code).toBe(0);
    const { code, stdout } = await run("--version");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });

  test("a store of another version: 2, with a sentence that says what to do, and it stays as it is", async () => {
    await run("import", "chats.jsonl");
    const setVersion = async (value: string): Promise<void> => {
      const store = await Store.open(shop.folder.file(".homeostat"));
      await store.tables.meta.upsert([{ id: "schemaVersion", value }]);
      store.close();
    };
    await setVersion("999");
    for (const args of [["check"], ["import", "chats.jsonl"], ["traces"]]) {
      const { code, stderr } = await run(...args);
      expect(code, args.join(" ")).toBe(2);
      expect(stderr).toMatch(/has schema version 999; this build reads version \d+\.\nUpdate Homeostat/);
    }
    await expect(Store.open(shop.folder.file(".homeostat"))).rejects.toThrow("999");
  });
});
