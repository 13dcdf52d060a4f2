import { expect, test } from "vitest";
import { toolDefinitionsOf } from "./tool-definitions.ts";

const schema = { type: "object", properties: { at: { type: "string" } } };
const expected = { name: "w", description: "d", parameters: schema };

test.each([
  ["OpenTelemetry", [{ type: "function", name: "w", description: "d", parameters: schema }]],
  ["OpenAI", [{ type: "function", function: { name: "w", description: "d", parameters: schema } }]],
  ["Anthropic", [{ name: "w", description: "d", input_schema: schema }]],
  [
    "Vercel, each as a text",
    [JSON.stringify({ type: "function", name: "w", description: "d", inputSchema: schema })],
  ],
  ["Gemini", [{ functionDeclarations: [{ name: "w", description: "d", parameters: schema }] }]],
  ["Bedrock", [{ toolSpec: { name: "w", description: "d", inputSchema: { json: schema } } }]],
  [
    "OpenLLMetry, the schema as a text",
    [{ name: "w", description: "d", parameters: JSON.stringify(schema) }],
  ],
  ["by name", { w: { description: "d", parameters: schema } }],
])("%s", (_, tools) => {
  expect(toolDefinitionsOf(tools)).toEqual([expected]);
  expect(toolDefinitionsOf(JSON.stringify(tools))).toEqual([expected]);
});

test("a tool that the provider runs has its type as name; what is none is none", () => {
  expect(toolDefinitionsOf([{ type: "web_search" }])).toEqual([{ name: "web_search" }]);
  for (const raw of [undefined, null, "", "[", "[]", 3, {}, [1, "x", null]])
    expect(toolDefinitionsOf(raw)).toBeUndefined();
});
