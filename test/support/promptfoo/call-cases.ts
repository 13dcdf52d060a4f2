import { bothForms, type PromptfooCase } from "./case.ts";

const parameters = {
  type: "object",
  properties: {
    city: { type: "string" },
    days: { type: "integer", minimum: 1 },
    mail: { type: "string", format: "email" },
  },
  required: ["city"],
};
const functions = [
  { name: "get_weather", description: "Weather", parameters },
  { name: "no_schema" },
  { name: "broken", parameters: { type: "nonsense" } },
  { name: "日本", parameters: { type: "object" } },
];
const tools = functions.map((one) => ({ type: "function", function: one }));

const args: readonly unknown[] = [
  '{"city": "Rome"}',
  '{"city": "Rome", "days": 2, "extra": true}',
  '{"city": "Rome", "days": "2"}',
  '{"city": "Rome", "mail": "nobody"}',
  '{"days": 2}',
  "{}",
  "",
  '{"city": "Ro',
  "null",
  "[]",
  { city: "Rome" },
];
const calls: readonly unknown[] = [
  ...args.map((one) => ({ name: "get_weather", arguments: one })),
  { name: "GET_WEATHER", arguments: '{"city": "Rome"}' },
  { name: "no_schema", arguments: "{}" },
  { name: "broken", arguments: "{}" },
  { name: "日本", arguments: "{}" },
  { name: "unknown", arguments: "{}" },
  { name: 7, arguments: "{}" },
  { arguments: "{}" },
];

const toolOutputs: readonly unknown[] = [
  ...calls.map((call) => [{ id: "1", type: "function", function: call }]),
  { tool_calls: [{ function: calls[0] }, { function: calls[1] }] },
  { tool_calls: [{ function: calls[0] }, { function: calls[4] }] },
  { tool_calls: [] },
  [],
  {},
  "plain text",
  "",
  JSON.stringify([{ function: calls[0] }]),
  "MCP Tool Result (search): found",
  "MCP Tool Error (search): not found",
  "MCP Tool Result (a): x\nMCP Tool Error (b): y",
  "MCP Tool Result without a name",
];

const functionOutputs: readonly unknown[] = [
  ...calls,
  ...calls.slice(0, 6).map((call) => ({ function_call: call })),
  { function_call: null },
  {},
  [],
  "plain text",
  "",
];

const f1Outputs: readonly unknown[] = [
  "",
  "no calls",
  [{ function: { name: "search" } }, { function: { name: "book" } }],
  { tool_calls: [{ function: { name: "search" } }, { name: "book" }, null, 7] },
  [
    { type: "tool_use", name: "search" },
    { type: "text", text: "x" },
  ],
  { type: "tool_use", name: "book" },
  [{ functionCall: { name: "search" } }, { functionCall: { name: "pay" } }],
  { functionCall: { name: "search" } },
  { toolCall: { functionCalls: [{ name: "search" }, { name: "book" }] } },
  [{ name: "search" }, { name: "search" }, { name: "日本" }],
  '{"tool_calls": [{"function": {"name": "search"}}]}',
  'I call:\n{"type": "tool_use", "name": "search"}\nand\n[{"name": "book"}]\n{broken',
  "[]",
  "null",
  "7",
  { name: "search" },
  { tool_calls: "x" },
  {},
];

const skillCalls = [
  undefined,
  [],
  [{ name: "pdf" }],
  [{ name: "pdf" }, { name: "pdf" }, { name: "xlsx-writer" }],
  [{ name: "pdf", is_error: true }],
  [{ name: "PDF" }],
  [{ name: "日本 スキル" }],
];

const reasons = [
  undefined,
  "",
  "stop",
  "STOP",
  "length",
  "content_filter",
  "tool_calls",
  "end_turn",
  "weird",
  "stop ",
];

const flags = [
  undefined,
  {},
  { flagged: false },
  { flagged: true },
  { flagged: true, flaggedInput: true },
  { flagged: true, flaggedOutput: true, reason: "violence" },
  { flagged: false, flaggedInput: true },
  { flagged: true, reason: "日本 \u001b[31m" },
];

const logProbs = [undefined, [], [0], [-0.1, -0.2, -0.3], [-2.302585092994046], [-50, -100], [-1e-12], [0.5]];

export const callCases: readonly PromptfooCase[] = [
  ...bothForms({ type: "is-valid-openai-tools-call" }, toolOutputs, { tools }),
  ...bothForms({ type: "is-valid-openai-tools-call" }, toolOutputs.slice(0, 2)),
  ...["is-valid-function-call", "is-valid-openai-function-call"].flatMap((type) =>
    bothForms({ type }, functionOutputs, { functions }),
  ),
  ...[
    ["search", "book"],
    "search, book",
    "search",
    ["search", "book", "search"],
    ["日本"],
    ["{{tool}}", "book"],
    "",
    [],
    7,
  ]
    .flatMap((value) => [undefined, 0, 0.5, 0.8].map((threshold) => ({ value, threshold })))
    .flatMap(({ value, threshold }) =>
      bothForms(
        { type: "tool-call-f1", value, ...(threshold === undefined ? {} : { threshold }) },
        f1Outputs,
        { vars: { tool: "search" } },
      ),
    ),
  ...[
    "pdf",
    " pdf ",
    "p*",
    ["pdf", "xlsx-writer"],
    ["pdf", "missing"],
    { name: "pdf" },
    { pattern: "P*" },
    { pattern: "*-writer", min: 1 },
    { name: "pdf", min: 2 },
    { name: "pdf", max: 1 },
    { name: "pdf", max: 0 },
    { name: "pdf", pattern: "x*" },
    { name: "pdf", min: 2, max: 1 },
    { name: "pdf", min: 1.5 },
    { min: 1 },
    [],
    "",
    7,
    "{{skill}}",
  ].flatMap((value) =>
    skillCalls.flatMap((skills) =>
      bothForms({ type: "skill-used", value }, ["done"], {
        vars: { skill: "pdf" },
        ...(skills && { skillCalls: skills }),
      }),
    ),
  ),
  ...["stop", "Length", "content_filter", "end_turn", "weird", " stop", "{{reason}}", "", 7].flatMap(
    (value) =>
      reasons.flatMap((finishReason) =>
        bothForms({ type: "finish-reason", value }, ["x"], { vars: { reason: "tool_calls" }, finishReason }),
      ),
  ),
  ...flags.flatMap((guardrails) => bothForms({ type: "guardrails" }, ["x", "", "日本"], { guardrails })),
  ...["perplexity", "perplexity-score"].flatMap((type) =>
    [undefined, 1, 10, 0.5, 0.4, 0, 1.5].flatMap((threshold) =>
      logProbs.flatMap((list) =>
        bothForms({ type, ...(threshold === undefined ? {} : { threshold }) }, ["x"], { logProbs: list }),
      ),
    ),
  ),
];
