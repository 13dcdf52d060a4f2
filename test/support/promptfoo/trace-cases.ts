import { bothForms, type PromptfooCase, type PromptfooSpan } from "./case.ts";

let ids = 0;
const span = (
  name: string,
  startTime: number,
  endTime?: number,
  more: Partial<PromptfooSpan> = {},
): PromptfooSpan => ({
  spanId: String(++ids).padStart(16, "0"),
  name,
  startTime,
  ...(endTime !== undefined && { endTime }),
  ...more,
});
const toolSpan = (
  tool: string,
  args: unknown,
  startTime: number,
  more: Partial<PromptfooSpan> = {},
): PromptfooSpan =>
  span(`execute_tool ${tool}`, startTime, startTime + 10, {
    ...more,
    attributes: {
      "tool.name": tool,
      ...(args !== undefined && { "tool.arguments": JSON.stringify(args) }),
      ...more.attributes,
    },
  });

const traces: readonly (readonly PromptfooSpan[] | undefined)[] = [
  undefined,
  [],
  [span("chat gpt", 0, 100), span("retrieve docs", 100, 350), span("retrieve docs", 350, 400)],
  [
    span("HTTP GET /a", 0, 50, { statusCode: 2, statusMessage: "boom" }),
    span("http get /b", 50, 60, { statusCode: 1 }),
  ],
  [
    span("a", 0, 10, { attributes: { error: true } }),
    span("b", 10, 30, { attributes: { "http.status_code": 500 } }),
    span("c", 30, 60, { attributes: { "http.status_code": "404" } }),
    span("d", 60, 100, { attributes: { "otel.status_code": "ERROR" } }),
    span("e", 100, 150, { attributes: { exception: { type: "X" } } }),
    span("f", 150, 210, { statusMessage: "request timeout" }),
    span("g", 210, 280, { attributes: { error: "no", "http.status_code": 399 } }),
    span("h", 280),
  ],
  [span("日本 検索", 0, 1), span("a.b(c)[d]", 1, 2), span("a+b", 2, 3), span("", 3, 4)],
  Array.from({ length: 20 }, (_, i) => span(`step ${i}`, i * 10, i * 10 + i)),
];

const patterns = [
  "*",
  "retrieve*",
  "HTTP *",
  "?",
  "a.b(c)[d]",
  "a+b",
  "日本*",
  "step 1?",
  "nothing",
  "*e*",
  "",
];

const booking: readonly PromptfooSpan[] = [
  toolSpan("search_flights", { to: "LAX" }, 0),
  toolSpan("search_flights", { to: "LAX", page: 2 }, 20),
  toolSpan("book_flight", { to: "LAX", seats: [{ row: 1, seat: "A" }], note: null }, 40),
  toolSpan("日本", { ü: "ß" }, 60),
  toolSpan("no_args", undefined, 80),
];
const trajectories: readonly (readonly PromptfooSpan[] | undefined)[] = [
  undefined,
  [],
  booking,
  booking.slice(0, 1),
  booking.slice(2),
  [...booking].reverse(),
];

const traced = (
  type: string,
  values: readonly unknown[],
  over: readonly (readonly PromptfooSpan[] | undefined)[],
): PromptfooCase[] =>
  values.flatMap((value) =>
    over.flatMap((spans) =>
      bothForms(value === undefined ? { type } : { type, value }, ["done"], {
        vars: { tool: "book_flight" },
        ...(spans && { spans }),
      }),
    ),
  );

export const traceCases: readonly PromptfooCase[] = [
  ...traced(
    "trace-span-count",
    [
      ...patterns.map((pattern) => ({ pattern, min: 1 })),
      ...patterns.map((pattern) => ({ pattern, max: 2 })),
      { pattern: "*", min: 3, max: 3 },
      { pattern: "*" },
      { pattern: "*", min: 3, max: 1 },
      { min: 1 },
      undefined,
      "*",
    ],
    traces,
  ),
  ...traced(
    "trace-span-duration",
    [
      ...patterns.map((pattern) => ({ pattern, max: 60 })),
      { max: 250 },
      { max: 249.9 },
      { max: 0 },
      { max: 18, percentile: 95 },
      { max: 10, percentile: 50 },
      { max: 9, percentile: 50 },
      { max: 0, percentile: 0 },
      { max: 19, percentile: 100 },
      {},
      { max: "9" },
      undefined,
    ],
    traces,
  ),
  ...traced(
    "trace-error-spans",
    [
      undefined,
      0,
      1,
      6,
      { max_count: 5 },
      { max_percentage: 50 },
      { max_percentage: 75 },
      { max_count: 6, max_percentage: 10 },
      ...patterns.map((pattern) => ({ pattern })),
      {},
      "x",
    ],
    traces,
  ),
  ...traced(
    "trajectory:tool-used",
    [
      "book_flight",
      "BOOK_*",
      "book",
      "日?",
      "*",
      "{{tool}}",
      ["search_flights", "book_flight"],
      ["search_flights", "cancel"],
      ["{{tool}}"],
      { name: "search_*", min: 2 },
      { name: "search_*", min: 3 },
      { pattern: "search_flight?", max: 1 },
      { name: "cancel", min: 0, max: 0 },
      { name: "cancel" },
      {},
      [],
      7,
    ],
    trajectories,
  ),
  ...traced(
    "trajectory:tool-args-match",
    [
      { name: "search_flights", args: { to: "LAX" } },
      { name: "search_flights", args: { to: "JFK" } },
      { name: "search_flights", args: { to: "LAX" }, mode: "exact" },
      { name: "search_flights", arguments: { page: 2, to: "LAX" }, mode: "exact" },
      { name: "search_flights", args: { to: "LAX" }, mode: "exact", defaults: { page: 2 } },
      { name: "search_flights", args: { to: "LAX" }, mode: "exact", ignore: "pa*" },
      { name: "search_flights", args: { to: "LAX", page: "2" } },
      { pattern: "*_flight", args: { note: null } },
      { pattern: "*_flight", args: { seats: [{ seat: "A" }] } },
      { pattern: "*_flight", args: { seats: [] } },
      { name: "日本", args: { ü: "ß" } },
      { name: "no_args", args: {} },
      { name: "no_args", args: {}, mode: "exact" },
      { name: "book_flight", args: { toString: 1 } },
      { name: "x", args: 1, mode: "loose" },
      { name: "x", args: 1, ignore: [""] },
      { name: "x", args: 1, defaults: 3 },
      { args: {} },
      { name: "x" },
      "x",
    ],
    trajectories,
  ),
  ...traced(
    "trajectory:tool-sequence",
    [
      ["search_flights", "book_flight"],
      ["book_flight", "search_flights"],
      ["search_flights", "search_flights", "search_flights"],
      ["*", "日本"],
      ["{{tool}}"],
      { mode: "exact", steps: ["search_flights"] },
      { mode: "exact", steps: ["search_*", { name: "search_flights" }, { pattern: "*" }, "*", "*"] },
      { steps: ["book_flight", { name: "no_args" }] },
      { mode: "any", steps: ["search_flights"] },
      { steps: [] },
      { steps: [{}] },
      [],
      "x",
    ],
    trajectories,
  ),
  ...traced(
    "trajectory:step-count",
    [
      { max: 3 },
      { max: 5 },
      { min: 5 },
      { min: 1, max: 2, pattern: "search_*" },
      { type: "tool", min: 5, max: 5 },
      { type: "tool", name: "book_flight", min: 1, max: 1 },
      { type: ["tool", "span"], min: 5 },
      { type: "span", max: 0 },
      { type: "command", max: 0 },
      { type: "search", min: 1 },
      { type: "reasoning", max: 0 },
      { name: "日本", min: 1 },
      { min: 3, max: 1 },
      {},
      3,
      { min: "1" },
    ],
    [
      ...trajectories,
      [
        span("chat gpt", 0, 10),
        span("reasoning", 10, 20),
        toolSpan("search_flights", { to: "LAX" }, 20),
        span('search "flights"', 30, 40, { attributes: { "search.query": "flights" } }),
        toolSpan("shell", { command: "ls -la" }, 50),
        span("exec git status", 60, 70),
        span("agent response", 80, 90),
      ],
    ],
  ),
];
