/** `check` tells lines that failures point to, in every format, from the store and in a clone; they fail it where somebody says so. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const prompt = `# Shop

- Greet people by their name.
- If they want a refund, send them the form.
- If they ask about a parcel, look up its tracking number.
`;
const config = `version: 1
evaluators:
  - name: solved
    assert: [{ type: outcome }]
`;
const files = { "shop.prompt.md": prompt, "homeostat.yaml": config };

/** Of the 24 that want a refund 20 fail, of 60 others 3. */
const conversations = Array.from({ length: 84 }, (_, i) => {
  const isRefund = i < 24;
  const fails = isRefund ? i < 20 : i < 27;
  const ask = isRefund ? "I want a refund for the broken lamp" : "where is my parcel";
  return JSON.stringify({
    id: `c${i}`,
    messages: [
      { role: "system", content: prompt },
      { role: "user", content: ask },
      { role: "assistant", content: "Here it is." },
    ],
    outcome: fails ? "fail" : "pass",
  });
}).join("\n");

let shop: TempFolder;
let clone: TempFolder;
const run = (...args: readonly string[]): Promise<CliRun> => runCli(shop.path, ...args);

beforeAll(async () => {
  await ensureBuilt();
  shop = tempFolder("suspects", { ...files, "chats.jsonl": conversations });
  for (const args of [["import", "chats.jsonl"], ["evaluate"], ["baseline", "write"]])
    expect([args, await run(...args)]).toMatchObject([args, { code: 0, stderr: "" }]);
  const baseline = readFileSync(shop.file("homeostat/baseline.json"), "utf8");
  clone = tempFolder("clone", { ...files, "homeostat/baseline.json": baseline });
}, 120_000);
afterAll(() => {
  shop.remove();
  clone.remove();
});

interface Checked {
  readonly prompts: readonly { readonly findings: readonly { code: string; severity: string }[] }[];
  readonly baseline?: { readonly known: number; readonly fixed: readonly unknown[] };
}
const suspected = ({ stdout }: CliRun) =>
  (JSON.parse(stdout) as Checked).prompts[0]!.findings.filter(({ code }) => code === "suspect-line");

describe("lines that failures point to", () => {
  test("are told in each format, and fail a check only where that is asked for", async () => {
    const found = await run("check", "--json", "--format", "sarif=a.sarif", "--format", "junit=a.xml");
    expect([found.code, found.stderr]).toEqual([0, ""]);
    expect(suspected(found)).toMatchObject([{ severity: "information", range: { start: { line: 3 } } }]);
    expect((await run("check")).stdout).toContain("Suspected of being");
    expect(readFileSync(shop.file("a.sarif"), "utf8")).toContain('"ruleId": "suspect-line"');
    expect(readFileSync(shop.file("a.xml"), "utf8")).toContain("Suspected of being");
    const codes = [];
    for (const more of [[], ["--suspects"], ["--no-suspects"]])
      codes.push((await run("check", "--fail-on", "info", ...more)).code);
    expect(codes).toEqual([0, 1, 0]);
    const junit = await run("check", "--fail-on", "info", "--suspects", "--format", "junit");
    expect(junit.stdout).toContain('<failure message="Suspected of being');
  });

  test("are not looked for where nobody wants them", async () => {
    expect(suspected(await run("check", "--json", "--no-suspects"))).toEqual([]);
    const { stdout } = await run("check", "--json", "--no-suspects", "--baseline");
    expect((JSON.parse(stdout) as Checked).baseline).toMatchObject({ known: 0, fixed: [] });
  });

  test("stand in the baseline, so that a clone tells them and nothing is new", async () => {
    const written = readFileSync(clone.file("homeostat/baseline.json"), "utf8");
    expect(written.split("\n").filter((line) => line.includes('"blame"'))).toHaveLength(1);
    const here = await run("check", "--json");
    expect(await runCli(clone.path, "check", "--json")).toEqual(here);
    const since = await runCli(clone.path, "check", "--baseline", "--json");
    expect((JSON.parse(since.stdout) as Checked).baseline).toMatchObject({ known: 1, fixed: [] });
    expect(suspected(since)).toEqual([]);
  });

  test("a baseline of before has none, and is read", async () => {
    const old = JSON.parse(readFileSync(clone.file("homeostat/baseline.json"), "utf8")) as {
      prompts: Record<string, unknown>[];
    };
    for (const name of ["traffic", "unaddressed", "tools", "forbidden", "suspects"])
      delete old.prompts[0]![name];
    clone.write("homeostat/old.json", JSON.stringify(old));
    const { code, stdout } = await runCli(clone.path, "check", "--json", "--baseline", "homeostat/old.json");
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Checked).prompts[0]!.findings).toEqual([]);
  });

  test("of an evaluator that was changed since are not told", async () => {
    clone.write("homeostat.yaml", config.replace("type: outcome", "type: icontains, value: it is"));
    expect(suspected(await runCli(clone.path, "check", "--json"))).toEqual([]);
    clone.write("homeostat.yaml", config);
  });
});
