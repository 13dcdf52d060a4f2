import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { buildChild } from "../evaluators/testing.ts";
import { loadConfig } from "./config.ts";
import type { Host } from "./host.ts";
import { openHost } from "./open-host.ts";

let root: string;
let child: Awaited<ReturnType<typeof buildChild>>;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.remove());
beforeEach(() => {
  root = ownFolder();
});

const write = async (name: string, text: string): Promise<void> => {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), text);
};
const keys = async (trusted = true): Promise<string[]> =>
  (await loadConfig(join(root, "homeostat.yaml"), { root, trusted })).evaluators.map(({ key }) => key);

describe("the key of an evaluator", () => {
  /** Which keys changed with an edit, and that writing the same again changes none. */
  const changed = async (name: string, text: string): Promise<boolean[]> => {
    const before = await keys();
    await write(name, text);
    const after = await keys();
    expect(await keys()).toEqual(after);
    return after.map((key, i) => key !== before[i]);
  };

  beforeEach(async () => {
    await write(
      "homeostat.yaml",
      `evaluators:
  - { name: js, assert: [{ type: assert-set, assert: [{ type: javascript, value: "file://checks/a.mjs:fit" }] }] }
  - { name: when, when: [{ type: python, value: file://checks/b.py }], assert: [{ type: contains, value: x }] }
  - { name: turned, assert: [{ type: contains, value: x, transform: file://checks/t.mjs }] }
  - { name: plain, assert: [{ type: contains, value: x }] }
  - { promptfoo: evals/promptfooconfig.yaml, name: suite }
`,
    );
    await write("checks/a.mjs", 'import { words } from "./words.mjs";\nexport const fit = () => words;');
    await write("checks/words.mjs", 'import list from "../list.json" with { type: "json" };');
    await write("checks/b.py", "from helper import good\ndef get_assert(o, c): return good");
    await write(
      "evals/promptfooconfig.yaml",
      "prompts: ['{{q}}']\ntests: [{ vars: { q: a }, assert: [{ type: javascript, value: file://../checks/a.mjs }] }]",
    );
  });

  it("changes with the files of its code and with what they import, those that were not there too", async () => {
    const [js, when, turned] = [
      [true, false, false, false, true],
      [false, true, false, false, false],
      [false, false, true, false, false],
    ];
    expect(await changed("checks/a.mjs", 'import "./words.mjs";\nexport const fit = () => 1;')).toEqual(js);
    expect(await changed("checks/words.mjs", 'import list from "../list.json";')).toEqual(js);
    expect(await changed("list.json", "[1]")).toEqual(js);
    expect(await changed("checks/helper.py", "good = True")).toEqual(when);
    expect(await changed("checks/b.py", "def get_assert(o, c): return True")).toEqual(when);
    expect(await changed("checks/t.mjs", "export default (output) => output;")).toEqual(turned);
    expect(await changed("checks/other.mjs", "1")).toEqual(js.map(() => false));
  });

  it.each([
    ["from parts import tone", "parts/tone.py"],
    ["from parts import tone", "parts/__init__.py"],
    ["import os, words as w", "words.py"],
    ["import parts.deep.tone", "parts/deep/__init__.py"],
    ["from parts.deep import (\n  a,  # one\n  tone as t,\n)", "parts/deep/tone.py"],
    ["from parts import a, \\\n  tone", "parts/tone.py"],
    ["from . import words", "words.py"],
    ["from .parts import tone", "parts/tone.py"],
    ["from .. import words", "../words.py"],
    ["try: import words\nexcept ImportError: pass", "words.py"],
  ])("changes where Python says %j and %s does", async (line, file) => {
    const when = [false, true, false, false, false];
    expect(await changed("checks/b.py", line)).toEqual(when);
    expect(await changed(join("checks", file), "a = 1")).toEqual(when);
    expect(await changed(join("checks", file), "a = 2")).toEqual(when);
  });

  it("changes with what a Python package imports of itself by its whole name", async () => {
    const when = [false, true, false, false, false];
    await changed("checks/b.py", "from parts import tone");
    expect(await changed("checks/parts/tone.py", "from parts import words")).toEqual(when);
    expect(await changed("checks/parts/words.py", "a = 1")).toEqual(when);
    expect(await changed("checks/parts/other.py", "a = 1")).not.toContain(true);
  });

  it("is the same whether or not the workspace is trusted; what lies outside of an untrusted one is not read", async () => {
    expect(await keys(false)).toEqual(await keys(true));
    const outside = ownFolder();
    await writeFile(join(outside, "c.mjs"), "1");
    const value = `file://${join(outside, "c.mjs")}`;
    await write(
      "homeostat.yaml",
      `evaluators: [{ name: e, assert: [{ type: javascript, value: "${value}" }] }]`,
    );
    const [before] = await keys(false);
    await writeFile(join(outside, "c.mjs"), "2");
    expect(await keys(false)).toEqual([before]);
  });
});

it("an edit of code is judged by the edited code, by a host that ran the old one", async () => {
  await write(
    "check.mjs",
    'import { word } from "./word.mjs";\nexport default (output) => output.includes(word);',
  );
  await write("word.mjs", 'export const word = "parcel";');
  await write(
    "homeostat.yaml",
    "evaluators: [{ name: e, scope: turn, assert: [{ type: javascript, value: file://check.mjs }] }]",
  );
  const messages = [
    { role: "user", content: "where is it" },
    { role: "assistant", content: "Your parcel is here" },
  ];
  await write("chats.jsonl", `${JSON.stringify({ id: "c", messages })}\n`);
  const host: Host = await openHost({ root, trusted: true, sandboxEntry: child.entry });
  try {
    await host.importConversations(["chats.jsonl"], undefined);
    expect(await host.evaluate()).toMatchObject({ evaluations: 1, labels: { e: { pass: 1 } } });
    expect(await host.evaluate()).toMatchObject({ evaluations: 0 });
    await write("word.mjs", 'export const word = "letter";');
    expect(await host.evaluate()).toMatchObject({ evaluations: 1, labels: { e: { fail: 1 } } });
  } finally {
    await host.close();
  }
});
