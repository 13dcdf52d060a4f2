import { describe, expect, it } from "vitest";
import { foldingOf, type OutlineNode, outlineOf } from "./outline.ts";
import { viewWith } from "./testing.ts";

const text = `---
mode: ask
---
You are a clerk.

# Support

- Ask for the order number.

## Dates

- Never promise
  a date.

# Returns

\`\`\`
code
\`\`\`
`;
const view = viewWith(text, [{ evaluator: "asks", covers: "order number", outcomes: "+++-" }]);

const tree = (nodes: readonly OutlineNode[], depth = 0): string[] =>
  nodes.flatMap(({ name, detail, kind, children }) => [
    `${"  ".repeat(depth)}${kind === "section" ? "#" : "-"} ${name}${detail && ` (${detail})`}`,
    ...tree(children, depth + 1),
  ]);

describe("outlineOf", () => {
  it("is the tree of sections with their instructions, figures as detail", () => {
    expect(tree(outlineOf(view))).toEqual([
      "- You are a clerk. (persona)",
      "# Support",
      "  - Ask for the order number. (75 % · 3/4)",
      "  # Dates",
      "    - Never promise a date. (always)",
      "# Returns",
      "  - ``` code ``` (example)",
    ]);
  });

  it("has nodes that hold their selection and their children", () => {
    const check = (node: OutlineNode): void => {
      expect(node.range.start).toBeLessThanOrEqual(node.selection.start);
      expect(node.selection.end).toBeLessThanOrEqual(node.range.end);
      for (const child of node.children) {
        expect(node.range.start).toBeLessThanOrEqual(child.range.start);
        expect(child.range.end).toBeLessThanOrEqual(node.range.end);
        check(child);
      }
    };
    outlineOf(view).forEach(check);
  });

  it("names every node, which editors insist on", () => {
    const names = outlineOf(viewWith("#\n\n# \u200e\n\n- Ask.\n", [])).map(({ name }) => name);
    expect(names).toEqual(["(untitled)", "(untitled)"]);
  });

  it("puts a heading that is an order below itself", () => {
    expect(tree(outlineOf(viewWith("## Never promise a date\n", [])))).toEqual([
      "# Never promise a date",
      "  - Never promise a date (always)",
    ]);
  });
});

describe("foldingOf", () => {
  it("folds front matter, sections without the blank lines below them, and instructions of several lines", () => {
    const lines = text.split("\n");
    const folded = foldingOf(view).map(({ start, end }) => `${lines[start]} … ${lines[end]}`);
    expect(folded).toEqual([
      "--- … ---",
      "# Support …   a date.",
      "## Dates …   a date.",
      "# Returns … ```",
      "- Never promise …   a date.",
      "``` … ```",
    ]);
  });

  it("folds the same lines with Windows line ends", () => {
    expect(foldingOf(viewWith(text.replaceAll("\n", "\r\n"), []))).toEqual(foldingOf(view));
  });

  it("has nothing to fold in one line", () => {
    expect(foldingOf(viewWith("# Support\n\n\n", []))).toEqual([]);
  });
});
