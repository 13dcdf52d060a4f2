import { describe, expect, it } from "vitest";
import { forbiddenTools } from "./forbidden-tools.ts";
import { toolMentions } from "./tool-mentions.ts";
import { unknownTools } from "./unknown-tools.ts";

const names = ["get_order", "cancel_order", "transfer_to_human_agents", "think"];
const found = (...texts: string[]) =>
  unknownTools(texts, { names, arguments: ["order_id"] })
    .flat()
    .map(({ name, meant }) => (meant === undefined ? name : `${name}: ${meant}`));

describe("names that no tool has", () => {
  it.each([
    ["Use the `lookup` tool.", "lookup"],
    ["Always call the tool named `lookup`.", "lookup"],
    ["Use the `a1b`, `lookup` and `think` tools.", "a1b, lookup"],
    ["Make a tool call to get_invoice.", "get_invoice"],
    ["Use the getInvoice tool.", "getInvoice"],
    ["Call get_ordr(order_id) first.", "get_ordr: get_order"],
    ["Then use `transfer_to_human_agent`.", "transfer_to_human_agent: transfer_to_human_agents"],
    ["Call `get_order`, then call `get_invoice`.", "get_invoice"],
  ])("%s", (text, expected) => {
    expect(found(text).join(", ")).toBe(expected);
  });

  it.each([
    "Call get_order and think.",
    "Use the mcp__shop__get_order tool.",
    "Use `order_id` as the key.",
    "Call `get_order` with `user_name`.",
    "Repeat for every `approved` tool.",
    "Databases, Developer Tools and the GitHub tool are listed.",
    "Use snake_case for names, and call `useState()` in components.",
    "Use the right tool.",
    "Call get_invoice.",
    "See docs/get_invoice.md and run get_order.py.",
  ])("not in: %s", (text) => {
    expect(found(text)).toEqual([]);
  });

  it("are none where no tool is known", () => {
    expect(unknownTools(["Use the `lookup` tool."], { names: [], arguments: [] })).toEqual([[]]);
  });

  it("takes a word behind “call” for a tool where the prompt calls its tools by their names", () => {
    expect(found("Call get_invoice.", "Never call get_order twice.")).toEqual(["get_invoice"]);
  });

  it("says where they stand, and takes no time over long lines", () => {
    const text = "Use the `lookup` tool.";
    expect(toolMentions(text).map(({ range }) => text.slice(range.start, range.end))).toEqual(["lookup"]);
    const start = performance.now();
    toolMentions("`a_b`, ".repeat(20_000));
    toolMentions("call the ".repeat(20_000));
    toolMentions("a_".repeat(50_000));
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe("tools that a line forbids", () => {
  it.each([
    ["Never call the `get_order` tool.", "get_order"],
    ["Do not use get_order or cancel_order.", "get_order, cancel_order"],
    ["You must not call cancel_order under any circumstances!", "cancel_order"],
    ["- **Never** use `think`.", "think"],
  ])("%s", (text, expected) => {
    expect(forbiddenTools(text, names).join(", ")).toBe(expected);
  });

  it.each([
    "Never call get_order twice.",
    "Do not call cancel_order before they confirm.",
    "Do not use get_order to guess.",
    "Never use get_order without an id.",
    "Do not use more than one tool.",
    "Do not call lookup.",
    "Never use get_order or a list.",
    "Call get_order.",
  ])("none: %s", (text) => {
    expect(forbiddenTools(text, names)).toEqual([]);
  });
});
