import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { loadedSuite } from "../../../../test/support/loaded-suite.ts";
import { ownFolder } from "../../../../test/support/own-folder.ts";

let root: string;
beforeEach(() => {
  root = ownFolder();
});
const load = (config: string, files: Record<string, string> = {}, trusted = true) =>
  loadedSuite(root, config, files, trusted);

describe("prompts", () => {
  test("are texts, files of all kinds, patterns and chats", async () => {
    const { prompts, problems } = await load(
      `prompts:
  - "Say {{x}}"
  - file://two.txt
  - { id: file://chat.json, label: chat }
  - file://chat.yaml
  - file://many/*.md
  - lines.jsonl
  - file://made.py:make
  - raw: "own"
    label: named
`,
      {
        "evals/two.txt": "one {{x}}\n---\ntwo {{x}}\n",
        "evals/chat.json": '[ {"role": "user",\n "content": "{{x}}"} ]',
        "evals/chat.yaml": "- role: user\n  content: '{{x}}'\n",
        "evals/many/b.md": "# b",
        "evals/many/a.md": "# a",
        "evals/lines.jsonl": '[{"role":"user"}]\n[{"role":"system"}]\n',
      },
    );
    expect(problems).toEqual([]);
    expect(prompts.map(({ raw }) => raw)).toEqual([
      "Say {{x}}",
      "one {{x}}",
      "two {{x}}",
      '[{"role":"user","content":"{{x}}"}]',
      '[{"role":"user","content":"{{x}}"}]',
      "# a",
      "# b",
      '[{"role":"user"}]',
      '[{"role":"system"}]',
      "file://made.py:make",
      "own",
    ]);
    expect(prompts[3]!.label).toBe("chat");
    expect(prompts.at(-1)!.label).toBe("named");
    expect(prompts[9]!.code).toEqual({ file: join(root, "evals/made.py"), name: "make" });
  });
});
