import { GFM, parser } from "@lezer/markdown";
import { describe, expect, it } from "vitest";
import { type HoverLinks, hoverAt } from "./hover.ts";
import { emptySnapshot } from "./snapshot.ts";
import { viewWith } from "./testing.ts";

const text =
  "# Support\n\n- Ask for the order number.\n- Never promise a date.\n\nThe shop opened in 1990.\n";
const hover = (view: ReturnType<typeof viewWith>, words: string, links?: HoverLinks): string =>
  hoverAt(view, view.document.text.indexOf(words), links)?.markdown ?? "";

const hostile = [
  "](command:workbench.action.terminal.new) [x](https://evil.example",
  "<img src=https://evil.example/a.png> <b>",
  "![a](https://evil.example/a.png) **bold** `code` | cell |",
  "https://evil.example and me@evil.example",
  "a\n\n# heading\n- list\n```\n",
  "\u202Egnp.elif\u2066\u0000\u001b[31m",
  "trailing backslash \\",
];

/** Characters that a screen obeys instead of showing them. */
const obeyed = /[\p{Cc}\u202e\u2066]/u;

/** Kinds of markup that a markdown reader would find. */
function markupOf(markdown: string): Set<string> {
  const kinds = new Set<string>();
  parser
    .configure(GFM)
    .parse(markdown)
    .iterate({ enter: ({ name }) => void kinds.add(name) });
  return kinds;
}
const behaviorNamed = (name: string) => ({
  id: "b1",
  name,
  description: "",
  words: [],
  exemplars: [],
  size: 2,
  share: 1,
  rate: { passes: 0, n: 2, rate: 0, low: 0, high: 1, effectiveN: 2 },
  failing: [],
  issue: true,
  issues: [],
  people: 0,
  prompts: [],
});

describe("hoverAt", () => {
  it("shows every evaluator with a verdict, what fails most, the worst conversations and the version", () => {
    const view = viewWith(
      text,
      [
        { evaluator: "asks", covers: "order number", outcomes: "+++-?" },
        { evaluator: "polite", covers: "order number", outcomes: "++--." },
        { evaluator: "silent", covers: "order number", outcomes: "?...." },
      ],
      { behavior: "b1", snapshot: { behaviors: [behaviorNamed("Lost parcel")] } },
    );
    expect(hover(view, "Ask").split("\n")).toEqual([
      "| evaluator | pass rate | pass/n | 95 % interval | evaluator is |",
      "|:--|:--|:--|:--|:--|",
      "| polite | `█████░░░░░` **50 %** | 2/4 | 15 to 85 % | not mutation-tested |",
      "| asks | `████████░░` **75 %** | 3/4, 1 unknown | 30 to 95 % | not mutation-tested |",
      "",
      "Fails in:",
      "- Lost parcel: 3 of 8 fail, 95 % interval 5 to 86 %",
      "",
      "2 failing conversations, the worst: `c3`, `c4`",
      "",
      `Put to work by 5 of the 5 conversations that held it; version \`${view.document.version.slice(0, 8)}\`.`,
    ]);
  });

  it("says what is missing where a line has no figure", () => {
    const view = viewWith(text, [{ evaluator: "asks", covers: "order number", outcomes: "???" }]);
    expect(hover(view, "Ask")).toMatch(/^Its evaluator has no verdict yet\./);
    expect(hover(view, "Never")).toMatch(/^\*\*No evaluator tests this line\.\*\*/);
    expect(hover(view, "The shop")).toMatch(/^Read as context/);
    expect(hoverAt(view, 0)).toBeUndefined();
  });

  it("says of a changed line that the figures are those of the text before", () => {
    const shown = text.replace("order number", "order number at once");
    const view = viewWith(text, [{ evaluator: "asks", covers: "order number", outcomes: "+-" }], { shown });
    expect(hover(view, "Ask")).toMatch(/^\*\*Changed since it was measured\.\*\*/);
  });

  it("gives links the evidence that they lead to", () => {
    const links: HoverLinks = {
      conversations: (label, query) => `<${label} ${JSON.stringify(query)}>`,
      conversation: (id) => `<${id}>`,
    };
    const view = viewWith(text, [{ evaluator: "asks", covers: "order number", outcomes: "--" }]);
    const { key } = view.document.instructions[0]!;
    expect(hover(view, "Ask", links)).toContain(
      `<2 failing conversations {"instruction":"${key}"}>, the worst: <c1>, <c2>`,
    );
  });

  it.each(hostile)("shows the name of an evaluator or behavior as text, whatever it holds: %j", (name) => {
    const plain = viewWith(text, [{ evaluator: "plain", covers: "order number", outcomes: "--" }], {
      behavior: "b1",
      snapshot: { behaviors: [behaviorNamed("plain")] },
    });
    const view = viewWith(text, [{ evaluator: name, covers: "order number", outcomes: "--" }], {
      behavior: "b1",
      snapshot: { behaviors: [behaviorNamed(name)] },
    });
    const markdown = hover(view, "Ask");
    expect(markdown).not.toBe("");
    const added = [...markupOf(markdown)].filter((kind) => !markupOf(hover(plain, "Ask")).has(kind));
    expect(added.filter((kind) => kind !== "Escape")).toEqual([]);
    expect(markdown.split("\n")).toHaveLength(hover(plain, "Ask").split("\n").length);
    expect(markdown.replaceAll("\n", "")).not.toMatch(obeyed);
  });

  it.each([...hostile, "`` ` ``"])("shows a conversation's id as code, whatever it holds: %j", (id) => {
    const view = viewWith(text, [{ evaluator: "asks", covers: "order number", outcomes: "--" }], {
      idOf: (n) => `${id}${n}`,
    });
    const markdown = hover(view, "Ask");
    const kinds = markupOf(markdown);
    for (const kind of ["Link", "Image", "URL", "HTMLTag", "ATXHeading1", "FencedCode"])
      expect(kinds).not.toContain(kind);
    expect(markdown.replaceAll("\n", "")).not.toMatch(obeyed);
  });

  it("says what an ablation of the line showed, and that it is of another version", () => {
    const view = viewWith(text, [{ evaluator: "asks", covers: "order number", outcomes: "--" }]);
    const { key } = view.document.instructions[0]!;
    const tried = (version: string, change: object = {}) => ({
      ...view,
      snapshot: {
        ...view.snapshot,
        ablations: [
          {
            ...{
              file: view.file,
              key,
              version,
              operator: "drop" as const,
              agent: "a",
              atMs: 0,
              verdict: "unproven" as const,
            },
            ...{
              conversations: 3,
              compared: 3,
              sameAnswers: 3,
              uncompared: 0,
              effects: [],
              changed: [],
              notRuledOut: 1,
            },
            ...change,
          },
        ],
      },
    });
    const { version } = view.document;
    expect(hover(tried(version), "Ask")).toMatch(/^\*\*Ablation\.\*\* No proof: /);
    expect(hover(tried("older"), "Ask")).toMatch(/^\*\*Ablation, of another version of this prompt\.\*\* /);
    expect(hover(tried(version, { file: "other.md" }), "Ask")).not.toContain("Ablation");
    for (const evaluator of hostile) {
      const effect = {
        evaluator,
        n: 20,
        before: 0,
        gained: 20,
        lost: 0,
        clusters: 20,
        difference: 1,
        low: 0.8,
        high: 1,
        p: 0,
      };
      const shown = hover(
        tried(version, { effects: [effect], changed: [evaluator], verdict: "confirmed" }),
        "Ask",
      );
      expect(shown).toMatch(/^\*\*Ablation\.\*\* To blame: without it /);
      for (const kind of ["Link", "Image", "URL", "HTMLTag"]) expect(markupOf(shown)).not.toContain(kind);
      expect(shown.replaceAll("\n", "")).not.toMatch(obeyed);
    }
  });

  it.each(hostile)("shows a condition as text, whatever it holds: %j", (words) => {
    const condition = `If the user says ${words.replaceAll("\n", " ")}, stop.`;
    const view = viewWith(`# A\n\n- ${condition}\n`, []);
    const markdown = hover({ ...view, figures: view.figures ?? emptySnapshot.prompts[0]! }, "If");
    for (const kind of ["Link", "Image", "URL", "HTMLTag"]) expect(markupOf(markdown)).not.toContain(kind);
  });
});
