import { describe, expect, it } from "vitest";
import { applyHunks } from "../edits/index.ts";
import { type ComponentFile, changeComponents, componentHunks } from "./change-components.ts";
import { checkComponents } from "./check-components.ts";
import type { ComponentEdit, ComponentSpec } from "./component.ts";
import { readComponents } from "./read-components.ts";

const tools = `[
  {
    "type": "function",
    "function": {
      "name": "get_order",
      "description": "Gets it.",
      "parameters": { "type": "object", "properties": {
        "order": { "type": "string", "description": "A number." },
        "to": { "type": "object", "properties": { "city": { "description": "Where \\"to\\"." } } } } }
    }
  },
  { "name": "cancel", "description": "Cancels an order." }
]
`;
const yaml = "retrieval:\n  top_k: 3 # documents\n  mode: fast\n  strict: false\npersona: You are kind.\n";
const toolFile: ComponentFile = { file: "tools.json", text: tools, specs: [{ file: "tools.json" }] };
const spec = (at: string, bounds?: ComponentSpec["bounds"]): ComponentSpec => ({
  ...{ file: "agent.yaml", at },
  ...(bounds && { bounds }),
});
const valueFile: ComponentFile = {
  ...{ file: "agent.yaml", text: yaml },
  specs: [
    spec("/retrieval/top_k", { min: 1, max: 20 }),
    spec("/retrieval/mode", { oneOf: ["fast", "exact"] }),
    spec("/persona"),
  ],
};
const put = (at: string, text: string): ComponentEdit => ({ operator: "rewrite", at, text });
const changed = (file: ComponentFile, ...edits: ComponentEdit[]): string => {
  const made = changeComponents(file, edits);
  return "text" in made ? made.text : made.cannot;
};

describe("components of a file", () => {
  it("are the descriptions of tools and of their parameters", () => {
    const { components } = readComponents(toolFile.file, toolFile.text, toolFile.specs);
    expect(components.map(({ title, text }) => [title, text])).toEqual([
      ["get_order", "Gets it."],
      ["get_order, order", "A number."],
      ["get_order, to.city", 'Where "to".'],
      ["cancel", "Cancels an order."],
    ]);
  });

  it("are values within bounds; one that has none is not touched, and says so", () => {
    const specs = [...valueFile.specs, spec("/retrieval/strict"), spec("/none")];
    const { components, lost } = readComponents("agent.yaml", yaml, specs);
    expect(components.map(({ at, kind }) => [at, kind])).toEqual([
      ["/retrieval/top_k", "value"],
      ["/retrieval/mode", "value"],
      ["/persona", "text"],
    ]);
    expect(lost.map(({ why }) => why)).toEqual([
      expect.stringContaining("`/retrieval/strict` is false, which is no text: say within what"),
      expect.stringContaining("There is no `/none` in agent.yaml; it has /retrieval/top_k"),
    ]);
  });

  it("are changed in the file's own syntax, and nothing else is", () => {
    const text = 'Looks an order up:\n"where is it".';
    expect(changed(toolFile, put("/0/function/description", text))).toBe(
      tools.replace('"Gets it."', () => JSON.stringify(text)),
    );
    expect(changed(valueFile, put("/retrieval/top_k", "8"), put("/persona", "You: #1, kind"))).toBe(
      yaml.replace("top_k: 3", "top_k: 8").replace("You are kind.", '"You: #1, kind"'),
    );
    expect(changed(valueFile, put("/retrieval/top_k", "21"))).toBe("It has to be a number from 1 to 20.");
    expect(changed(valueFile, put("/retrieval/top_k", "2.5"))).toBe("It has to be a whole number.");
    expect(changed(valueFile, put("/retrieval/mode", "slow"))).toBe("It has to be one of fast, exact.");
    expect(changed(valueFile, put("/retrieval/strict", "true"))).toContain("not in this file");
    expect(changed(valueFile, put("/persona", " "))).toContain("no words");
  });

  it("are told as one hunk each, which gives the file when it is applied alone or with others", () => {
    const both = changed(valueFile, put("/retrieval/top_k", "8"), put("/persona", "You: #1, kind"));
    const hunks = componentHunks(valueFile, both)!;
    expect(hunks.map(({ replaced, text }) => [replaced, text])).toEqual([
      ["3", "8"],
      ["You are kind.", '"You: #1, kind"'],
    ]);
    expect(applyHunks(yaml, hunks)).toBe(both);
    expect(applyHunks(yaml, [hunks[1]!])).toBe(changed(valueFile, put("/persona", "You: #1, kind")));
    expect(componentHunks(valueFile, yaml.replace("strict: false", "strict: true"))).toBeUndefined();
    // On one line and with clauses, where lines and clauses would break the string.
    const flat = { ...toolFile, text: JSON.stringify(JSON.parse(tools)) };
    const to = changed(flat, put("/1/description", "Takes an order back, if asked, for good."));
    expect(componentHunks(flat, to)).toHaveLength(1);
    expect(applyHunks(flat.text, componentHunks(flat, to)!)).toBe(to);
  });
});

describe("what guards a file", () => {
  const rules = (file: ComponentFile, text: string, guards = {}): string[] =>
    checkComponents(file, text, guards).map(({ rule, severity }) => `${rule}: ${severity}`);
  it("holds everything but the named texts: a schema, a name, a value beside", () => {
    expect(rules(toolFile, tools.replace('"type": "string"', '"type": "number"'))).toEqual(["outside: stop"]);
    expect(rules(toolFile, tools.replace('"cancel"', '"cancel_now"'))).toEqual(["outside: stop"]);
    expect(rules(valueFile, yaml.replace("false", "true"))).toEqual(["outside: stop"]);
    expect(rules(valueFile, yaml.replace("# documents", "# all"))).toEqual(["outside: stop"]);
    expect(rules(toolFile, tools.replace("]\n", ""))).toEqual(["outside: stop"]);
  });
  it("holds values within their bounds, whoever wrote them", () => {
    expect(rules(valueFile, yaml.replace("top_k: 3", "top_k: 300"))).toEqual(["bounds: stop"]);
    expect(rules(valueFile, yaml.replace("top_k: 3", "top_k: 12"))).toEqual([]);
    expect(rules(valueFile, yaml.replace("top_k: 3", 'top_k: "12"'))).toEqual(["outside: stop"]);
  });
  it("holds the rules for prompts against texts", () => {
    const said = "Ada Lovelace wants order 77123 sent to Turin on Friday";
    const text = changed(toolFile, put("/1/description", `Cancels an order. ${said}.`));
    expect(rules(toolFile, text, { traceTexts: [said], testTexts: [said] })).toContain("test-text: stop");
    expect(rules(toolFile, changed(toolFile, put("/1/description", "Cancels an order for good.")))).toEqual(
      [],
    );
    const long = changed(
      toolFile,
      put("/1/description", `Cancels an order. ${"And so on it goes. ".repeat(40)}`),
    );
    expect(rules(toolFile, long)).toContain("length: stop");
    const other = changed(toolFile, put("/1/description", "Cancels all orders."));
    expect(rules(toolFile, other, { frozen: [{ lines: "Cancels an order" }] })).toContain("frozen: stop");
    expect(rules(toolFile, other)).toEqual([]);
  });
});
