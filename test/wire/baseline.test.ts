/** The committed baseline: a clone without a store says the same, and only what is new is told. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Hover } from "vscode-languageserver";
import type { Status } from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { refundLine, shopConfig, shopConversations, shopFiles, shopPrompt } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const baselineFile = "homeostat/baseline.json";
const undo: (() => unknown)[] = [];
let shop: TempFolder;
/** A shop that was measured once: most tests begin with a copy of it. */
let first: TempFolder;
const run = (...args: readonly string[]): Promise<CliRun> => runCli(shop.path, ...args);
/** What share of its traffic a prompt covers is that of the text that was measured, in a clone. */
const withoutTraffic = ({ stdout, ...rest }: CliRun) => ({
  ...rest,
  printed: JSON.parse(stdout, (name, value) => (name === "traffic" ? undefined : value)),
});
const text = (folder: TempFolder, file: string): string => readFileSync(folder.file(file), "utf8");

beforeAll(async () => {
  await ensureBuilt();
  first = newShop();
  for (const args of [["import", "chats.jsonl"], ["evaluate"], ["behaviors"], ["baseline", "write"]])
    expect([args, await runCli(first.path, ...args)]).toMatchObject([args, { code: 0, stderr: "" }]);
});
afterAll(() => first.remove());
beforeEach(() => {
  shop = newShop();
  undo.push(shop.remove);
});
afterEach(async () => {
  for (const act of undo.splice(0).reverse()) await act();
});

function newFolder(files: Readonly<Record<string, string>>): TempFolder {
  const folder = tempFolder("shop", files);
  undo.push(folder.remove);
  return folder;
}

const newShop = (): TempFolder => tempFolder("shop", { ...shopFiles, "chats.jsonl": shopConversations(40) });

/** The shop of this test has a store, evaluations, behaviors and a baseline. */
const measured = (): void => cpSync(first.path, shop.path, { recursive: true });

/** What git brings along: no store, no conversations. */
const clone = (over: Readonly<Record<string, string>> = {}): TempFolder =>
  newFolder({ ...shopFiles, [baselineFile]: text(shop, baselineFile), ...over });

interface Checked {
  readonly prompts: readonly {
    readonly findings: readonly { code: string; evaluator?: string; baselineState?: string }[];
    readonly ignored: readonly { code: string; reason: string }[];
    readonly instructions: readonly { text: string; n: number; rate?: number; stale: boolean }[];
  }[];
  readonly issues: readonly { message: string }[];
  readonly baseline?: { known: number; fixed: readonly unknown[] };
}

async function checked(
  folder: TempFolder,
  ...args: readonly string[]
): Promise<Checked & { code: number | null }> {
  const { code, stdout, stderr } = await runCli(folder.path, "check", "--json", ...args);
  expect(stderr).toBe("");
  return { code, ...(JSON.parse(stdout) as Checked) };
}

describe("a clone without a store", () => {
  test("has the same figures, byte for byte, and nothing new; it writes nothing", async () => {
    measured();
    const there = clone();
    const here = await run("check", "--json");
    expect(here.code).toBe(1);
    expect(await runCli(there.path, "check", "--json")).toEqual(here);
    const onlyNew = await run("check", "--baseline", "--json");
    expect(onlyNew.code).toBe(0);
    expect(await runCli(there.path, "check", "--baseline", "--json")).toEqual(onlyNew);
    const people = await runCli(there.path, "check", "--baseline");
    expect(people.stdout).toContain("1 known finding hidden, 0 no longer found");
    expect(people.stdout).toContain("conversations until 2026-01-01");
    expect(readdirSync(there.path).sort()).toEqual([
      "homeostat",
      "homeostat.yaml",
      "shop.prompt.md",
      "tone.md",
    ]);
  });

  test("says the same of an edited line, under other thresholds, and of a prompt that nobody has measured", async () => {
    measured();
    const edits = {
      "shop.prompt.md": shopPrompt
        .replace("Never promise", "Never ever promise")
        .replace("## Style", "## Manner"),
      "homeostat.yaml": `${shopConfig}thresholds: { error: 0.1, warning: 0.99, minSamples: 50 }\n`,
      "new.prompt.md": "# New\n\n- Be kind.\n",
    };
    for (const [file, content] of Object.entries(edits)) shop.write(file, content);
    const there = await runCli(clone(edits).path, "check", "--json");
    expect(withoutTraffic(there)).toEqual(withoutTraffic(await run("check", "--json")));
    const { prompts } = JSON.parse(there.stdout) as Checked;
    expect(prompts.map(({ findings }) => findings.map(({ code }) => code))).toEqual([[], ["stale"]]);
  });

  test("an evaluator that was changed since has no figures, and that is said", async () => {
    measured();
    const there = clone({ "homeostat.yaml": shopConfig.replace("I promise", "We promise") });
    const { code, stderr, stdout } = await runCli(there.path, "check");
    expect([code, stderr]).toEqual([0, expect.stringContaining("no-promise is new or changed")]);
    expect(stdout).toContain("0 errors, 0 warnings");
  });

  test("the baseline of one store is that of another, and holds nothing that anybody said", async () => {
    measured();
    const written = text(shop, baselineFile);
    const other = ["--store", shop.file("other")];
    for (const args of [["import", "chats.jsonl"], ["behaviors"]]) await run(...args, ...other);
    await run("baseline", "write", "--output", "again.json", ...other);
    expect(text(shop, "again.json")).toBe(written);
    for (const said of ["money back", "A colleague", "tracking number 1"])
      expect(written).not.toContain(said);
  });
});

describe("a configuration that is wrong", () => {
  test("and cannot be read fails every command: with the defaults in its place nothing would", async () => {
    measured();
    shop.write("homeostat.yaml", `${shopConfig}  x: [\n`);
    for (const args of [["check"], ["check", "--baseline"], ["evaluate"]]) {
      const { code, stderr } = await run(...args);
      expect([args, code]).toEqual([args, 2]);
      expect(stderr).toMatch(/^homeostat\.yaml:\d+ cannot be read: /);
    }
  });

  test("names what is not there: told by check, once each, and failing nothing", async () => {
    measured();
    const wrong = shopConfig
      .replace("at most 60 words", "at most 6 words")
      .replace("evaluators:", "prompts: [{ file: shop.prompt.md }, { file: gone.md }]\nevaluators:")
      .replace("name: no-promise", "name: no-promise\n    prompts: [shp]");
    shop.write("homeostat.yaml", wrong);
    const { issues } = await checked(shop);
    expect(issues.map(({ message }) => message)).toEqual([
      expect.stringMatching(/gone\.md is not there/),
      expect.stringMatching(/the prompt shp, and there is none of that name\. Prompts: shop/),
      expect.stringMatching(/"at most 6 words", which stands in no prompt/),
    ]);
  });
});

describe("commands that only read", () => {
  test.each([["evaluate"], ["behaviors"], ["traces"]])(
    "%s makes no store in a clone, and says what to do",
    async (command) => {
      measured();
      const there = clone();
      const { code, stderr } = await runCli(there.path, command);
      expect(code).toBe(2);
      expect(stderr).toMatch(/no store here[\s\S]*homeostat import/);
      expect(existsSync(there.file(".homeostat"))).toBe(false);
    },
  );

  test("show has the figures of the baseline, and an empty store does not hide them", async () => {
    measured();
    const there = clone({ "empty.jsonl": "" });
    expect((await runCli(there.path, "show", "shop.prompt.md")).stdout).toContain("50 % · 20/40");
    await runCli(there.path, "import", "empty.jsonl");
    expect(existsSync(there.file(".homeostat"))).toBe(true);
    expect((await runCli(there.path, "check")).stdout).toContain("20 of 40");
  });
});

describe("what is new", () => {
  test("in the text: that alone, and 1", async () => {
    measured();
    const there = clone({ "shop.prompt.md": `---\nmodel: [oops\n---\n${shopPrompt}` });
    const { code, prompts, baseline } = await checked(there, "--baseline");
    expect([code, baseline]).toMatchObject([1, { known: 1, fixed: [] }]);
    expect(prompts[0]!.findings).toMatchObject([{ code: "front-matter-invalid", baselineState: "new" }]);
  });

  test("in the store: that alone, and 1; what no longer fails is counted", async () => {
    measured();
    const long = JSON.parse(shopConversations(1)) as { messages: { content: string }[] };
    long.messages[2]!.content = "word ".repeat(80);
    shop.write(
      "long.jsonl",
      Array.from({ length: 60 }, (_, i) => `${JSON.stringify({ ...long, id: `long-${i}` })}\n`).join(""),
    );
    expect((await run("import", "long.jsonl")).code).toBe(0);
    const { code, prompts, baseline } = await checked(shop, "--baseline");
    expect(code).toBe(1);
    expect(prompts[0]!.findings).toMatchObject([
      { code: "pass-rate", evaluator: "short", baselineState: "new" },
    ]);
    // The refund line was kept in all of the sixty: 80 of 100 is the threshold.
    expect(baseline).toMatchObject({ known: 0, fixed: [{ rule: "pass-rate", file: "shop.prompt.md" }] });
  });

  test("--baseline takes a file, and leaves a prompt behind it alone", async () => {
    measured();
    await run("baseline", "write", "--output", "elsewhere.json");
    for (const args of [
      ["--baseline", "elsewhere.json"],
      ["--baseline", "shop.prompt.md"],
      ["shop.prompt.md", "--baseline"],
    ]) {
      const { code, baseline } = await checked(shop, ...args);
      expect([args, code, baseline]).toMatchObject([args, 0, { known: 1 }]);
    }
  });
});

describe("what cannot be done: 2, with what to do", () => {
  test("neither store nor baseline; and no store is made", async () => {
    for (const args of [["check"], ["check", "--baseline"], ["baseline", "write"]]) {
      const { code, stderr } = await run(...args);
      expect([args, code, stderr]).toEqual([args, 2, expect.stringContaining("homeostat import FILE")]);
    }
    expect(existsSync(shop.file(".homeostat"))).toBe(false);
  });

  test.each([
    ["a conflict", '{\n<<<<<<< ours\n  "version": 1\n', "merge conflict"],
    ["another version", '{ "version": 99 }', "Update Homeostat"],
    ["no JSON", "oops", "homeostat baseline write"],
  ])("%s in the baseline", async (_name, content, said) => {
    shop.write(baselineFile, content);
    const { code, stderr } = await run("check");
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(stderr).not.toContain("mistake in Homeostat");
  });

  test("but for the form of the files, which needs neither: 1 where something is wrong, 0 where not", async () => {
    expect(await run("check", "--form")).toMatchObject({ code: 0, stderr: "" });
    shop.write("greet.prompt", "---\nmodel: m\n---\n{{#if a}}\nGreet first.\n");
    const { code, stdout } = await run("check", "--form");
    expect([code, stdout]).toEqual([1, expect.stringMatching(/greet\.prompt[\s\S]*block-unclosed/)]);
    expect(existsSync(shop.file(".homeostat"))).toBe(false);
  });

  test("a baseline of a baseline", async () => {
    measured();
    const { code, stderr } = await runCli(clone().path, "baseline", "write");
    expect([code, stderr]).toEqual([2, expect.stringContaining("no store here")]);
  });

  test.each([
    ["an unknown format", ["--format", "pdf"]],
    ["no file", ["--format", "sarif="]],
    ["two documents in one output", ["--format", "sarif", "--format", "junit"]],
    ["JSON beside another", ["--json", "--format", "text"]],
  ])("%s", async (_name, args) => {
    shop.write(
      baselineFile,
      '{"version":1,"unmatched":0,"outliers":0,"evaluators":[],"prompts":[],"behaviors":[],"findings":[]}',
    );
    const { code, stderr, stdout } = await run("check", ...args);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(/ormat/)]);
  });
});

test("formats go to files, each its own, and a checkout around the workspace leads their paths", async () => {
  measured();
  const files = [
    "sarif=out/r.sarif",
    "junit=out/r.xml",
    "lcov=out/r.info",
    "json=out/r.json",
    "github=out/r.txt",
  ];
  const { code, stdout } = await run("check", ...files.flatMap((file) => ["--format", file]));
  expect([code, stdout]).toEqual([1, ""]);
  expect(text(shop, "out/r.sarif")).toContain('"uri": "shop.prompt.md"');
  expect(text(shop, "out/r.xml")).toContain("<failure");
  expect(text(shop, "out/r.info")).toContain("SF:shop.prompt.md");
  expect(JSON.parse(text(shop, "out/r.json"))).toMatchObject({ prompts: [{ file: "shop.prompt.md" }] });
  expect(text(shop, "out/r.txt")).toMatch(/^::warning file=shop\.prompt\.md,line=8,/);
  const around = await runCli(
    shop.file(".."),
    ...["check", "--config", "shop/homeostat.yaml", "--format", "github"],
  );
  expect(around.stdout).toMatch(/^::warning file=shop\/shop\.prompt\.md,line=8,/);
});

describe("severity and ignores of the configuration", () => {
  const ignored = `${shopConfig}ignore:\n  - { rule: pass-rate, text: promise a refund, reason: people decide in June }\n`;

  test("an ignored finding fails nothing, and is told with its reason", async () => {
    measured();
    shop.write("homeostat.yaml", ignored);
    const people = await run("check");
    expect([people.code, people.stdout]).toEqual([
      0,
      expect.stringMatching(/1 ignored:\n.*people decide in June/),
    ]);
    expect((await checked(shop)).prompts[0]!.ignored).toMatchObject([
      { code: "pass-rate", reason: "people decide in June" },
    ]);
    await run("check", "--format", "sarif=r.sarif");
    expect(text(shop, "r.sarif")).toContain('"justification": "people decide in June"');
  });

  test("what ignores nothing, and a rule that nobody knows, are told and fail nothing", async () => {
    measured();
    shop.write("homeostat.yaml", `${ignored}  - { rule: stale, reason: none }\nrules: { pas-rate: off }\n`);
    const { code, issues } = await checked(shop);
    expect(code).toBe(0);
    expect(issues.map(({ message }) => message)).toEqual([
      expect.stringContaining("matches no finding"),
      expect.stringContaining("Unknown rule `pas-rate`"),
    ]);
    const { stdout } = await run("check");
    expect(stdout).toMatch(/^homeostat\.yaml:13:5 {2}configuration {2}This matches no finding/);
  });

  test("a rule may be silenced", async () => {
    measured();
    shop.write("homeostat.yaml", `${shopConfig}rules: { pass-rate: off }\n`);
    expect(await checked(shop)).toMatchObject({ code: 0, prompts: [{ findings: [], ignored: [] }] });
  });
});

describe("in the editor", () => {
  const uri = (folder: TempFolder): string => folder.fileUri("shop.prompt.md");
  const at = { position: { line: refundLine, character: 5 } };

  async function open(folder: TempFolder): Promise<LspClient> {
    const client = await LspClient.start({ folders: [folder.path] });
    undo.push(() => client.stop());
    client.open(uri(folder), shopPrompt);
    return client;
  }
  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; tries < 100 && !(await isSo()); tries++)
      await new Promise((done) => setTimeout(done, 100));
  };
  const hoverText = async (client: LspClient, folder: TempFolder): Promise<string> =>
    (
      (await client.feature<Hover | null>("hover", uri(folder), at))?.contents as
        | { value: string }
        | undefined
    )?.value ?? "";

  test("a clone shows the figures of the baseline, says so, and makes no store", async () => {
    measured();
    const there = clone();
    const client = await open(there);
    await until(async () => (await hoverText(client, there)) !== "");
    const hover = await hoverText(client, there);
    expect(hover).toContain("**50 %** | 20/40");
    expect(hover).toContain("From the baseline");
    expect(hover).not.toContain("command:");
    expect(await client.ask<Status>("homeostat/status", {})).toMatchObject({ conversations: 0, failing: 1 });
    expect(await client.ask("homeostat/conversations", {})).toEqual({ total: 0, conversations: [] });
    expect(existsSync(there.file(".homeostat"))).toBe(false);
    there.write(baselineFile, "oops");
    await until(async () => (await hoverText(client, there)) === "");
    expect(await hoverText(client, there)).toBe("");
  });

  test("ignoring a finding in homeostat.yaml takes its squiggle away at once, and the hover tells why", async () => {
    measured();
    const there = clone();
    const client = await open(there);
    await client.diagnostics(uri(there), (all) => all.length === 1);
    client.open(there.fileUri("homeostat.yaml"), shopConfig, "yaml");
    client.change(
      there.fileUri("homeostat.yaml"),
      `${shopConfig}ignore:\n  - { rule: pass-rate, file: shop.prompt.md, reason: known }\n`,
    );
    await until(async () => (await hoverText(client, there)).includes("Ignored"));
    expect(await hoverText(client, there)).toContain("Ignored (pass\\-rate): known");
    expect(await client.diagnostics(uri(there), (all) => all.length === 0)).toEqual([]);
  });
});

test("git sees a change of one figure as a change of its lines alone", async () => {
  measured();
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: shop.path,
      encoding: "utf8",
    });
  git("init", "-q");
  git("add", baselineFile);
  git("commit", "-qm", "baseline");
  shop.write("more.jsonl", shopConversations(1, { from: 40 }));
  await run("import", "more.jsonl");
  await run("baseline", "write");
  const changed = git("diff", "--numstat").split("\t");
  const lines = text(shop, baselineFile).split("\n").length;
  expect(Number(changed[0])).toBeLessThan(lines / 2);
});
