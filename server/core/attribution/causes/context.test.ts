import { expect, test } from "vitest";
import type { RetrievedDocument, Span } from "../../store/index.ts";
import { calls, gives, kindsAt, marked, says, span, user } from "./testing.ts";

const asked = "How long is the warranty of the Alta kettle?";
const retrieval = (documents?: readonly RetrievedDocument[], changes: Partial<Span> = {}): string[] =>
  kindsAt(
    0,
    [user(asked)],
    [span(1, { kind: "retrieval", name: "search docs", ...(documents && { documents }), ...changes })],
  );

test("a retrieval without documents is told from one whose documents were not recorded, and from one that failed", () => {
  expect(retrieval([])).toEqual(["empty-retrieval"]);
  expect(retrieval(undefined)).toEqual([]);
  expect(retrieval([], { status: "error", error: "boom" })).toEqual(["tool-error"]);
});

test("low scores count where they fall and lie in 0..1; distances and missing scores tell nothing", () => {
  const scored = (...scores: (number | undefined)[]): string[] =>
    retrieval(
      scores.map((score) => ({ text: "warranty of kettles", ...(score !== undefined && { score }) })),
    );
  expect(scored(0.2, 0.11, 0.1)).toEqual(["poor-retrieval"]);
  for (const fine of [
    [0.8, 0.1],
    [0.1, 0.2],
    [0.1, undefined],
    [-0.2, -0.4],
    [12, 3],
  ])
    expect(scored(...fine)).toEqual([]);
});

test("documents are unrelated where none shares a word with the query, else with the user's words", () => {
  expect(retrieval([{ text: "Our shops open at nine." }])).toEqual(["unrelated-documents"]);
  expect(retrieval([{ text: "Our shops open at nine." }, { text: "Warranties last two years." }])).toEqual(
    [],
  );
  expect(
    retrieval([{ text: "Our shops open at nine." }], { attributes: { "input.value": "shops open" } }),
  ).toEqual([]);
  expect(retrieval([{ text: "" }])).toEqual([]);
});

test("nothing found: where the same tool gave nothing else in that turn", () => {
  const found = (...results: string[]): number[] =>
    marked("nothing-found", [
      user("Is there a flight to Oslo?"),
      ...results.flatMap((text, i) => [calls("search", { i }), gives(text)]),
      says("Unfortunately there are no flights."),
    ]);
  for (const nothing of ["[]", "{}", "null", "No results found.", '{"results": [], "total": 0}', "0 records"])
    expect(found(nothing), nothing).toEqual([2]);
  expect(found("[]", '[{"id": 1}]')).toEqual([]);
  // An empty text is what a write gives.
  for (const something of ["", "[0]", "No", "nobody knows", '{"results": [1]}'])
    expect(found(something)).toEqual([]);
});

test("a tool that does not have it is no broken tool", () => {
  expect(kindsAt(2, [user("Order 12?"), calls("get", {}), gives("Error: order 12 not found")])).toEqual([
    "not-found",
  ]);
});

test.each(["length", "max_tokens", "MAX_TOKENS"])(
  "an answer that stopped at %s is cut off",
  (finishReason) => {
    const spans = [
      span(1, { kind: "model", finishReason, input: [user("Tell me all")], output: says("It begins and") }),
    ];
    expect(kindsAt(1, [user("Tell me all"), says("It begins and")], spans)).toEqual(["truncated"]);
  },
);

test("too long an input and a cut result", () => {
  const error = "This model's maximum context length is 8192 tokens";
  const failed = [span(1, { kind: "model", status: "error", error, input: [user("x")] })];
  expect(kindsAt(0, [user("x")], failed)).toContain("truncated");
  expect(marked("truncated", [gives("line 1\n[truncated 900 lines]")])).toEqual([0]);
  expect(marked("truncated", [gives("The truncated cone has volume 3.")])).toEqual([]);
  expect(
    kindsAt(0, [user("x")], [span(1, { kind: "model", finishReason: "stop", input: [user("x")] })]),
  ).toEqual([]);
});

test.each([
  "I don't have access to the reasons for delays.",
  "I do not have any information about that product.",
  "The documents do not mention a warranty.",
  "I couldn't find any relevant information on that.",
  "Unfortunately, no information is available.",
])("lacks information: %s", (text) =>
  expect(marked("lacks-information", [user("Why?"), says(text)])).toEqual([1]),
);

test.each([
  "I don't have to ask you for that.",
  "Do you have the information at hand?",
  "The document mentions two years.",
  "You don't have any reservations.",
])("does not lack information: %s", (text) => {
  expect(marked("lacks-information", [user("Why?"), says(text)])).toEqual([]);
  expect(marked("lacks-information", [user(text)])).toEqual([]);
});

test("asks for what was given", () => {
  expect(
    marked("asks-for-given", [
      user("My e-mail is ada@example.org."),
      says("Thanks! Please provide your email address."),
      user("ada@example.org"),
    ]),
  ).toEqual([1]);
});
