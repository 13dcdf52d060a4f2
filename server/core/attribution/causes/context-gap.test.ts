import { expect, test } from "vitest";
import { messagesFromSpans, type RetrievedDocument, type Span } from "../../store/index.ts";
import { causeMarks } from "./cause-marks.ts";
import { type ContextGap, contextGap, filledGap } from "./context-gap.ts";
import { DocumentIndex } from "./document-index.ts";
import { says, span, user } from "./testing.ts";

const question = "How long is the warranty of the Alta-7 kettle?";
const asking = (documents: readonly RetrievedDocument[], answer = "I do not know."): readonly Span[] => [
  span(1, {
    kind: "retrieval",
    name: "search docs",
    documents,
    attributes: { "input.value": "kettle Alta-7" },
  }),
  span(2, { kind: "model", input: [user(question)], output: says(answer) }),
];
const gapOf = (spans: readonly Span[]): ContextGap | undefined => {
  const messages = messagesFromSpans(spans);
  return contextGap(messages, spans, causeMarks(messages, spans));
};

test("what was asked and not given, by whom, and what it was asked", () => {
  expect(gapOf(asking([]))).toEqual({
    ...{ kind: "empty-retrieval", messageIndex: 0, source: "search docs", asked: "kettle Alta-7" },
    ...{ missing: ["long", "warranty", "Alta-7", "kettle"], query: "long warranty Alta-7 kettle" },
  });
});

test("what was given is not missing; where all was given, nothing is", () => {
  const lacks = "I could not find any information on that.";
  expect(gapOf(asking([{ text: "The Alta-7 is a kettle." }], lacks))!.missing).toEqual(["long", "warranty"]);
  const all = [{ text: "The warranty of an Alta-7 kettle is two years long." }];
  expect(gapOf(asking(all, lacks))).toBeUndefined();
  expect(gapOf(asking(all, "Two years."))).toBeUndefined();
});

test("nothing was looked up", () => {
  const spans = [
    span(1, {
      kind: "model",
      input: [user(question)],
      output: says("I don't have access to that information."),
    }),
  ];
  expect(gapOf(spans)).toMatchObject({ kind: "lacks-information", messageIndex: 1 });
  expect(gapOf(spans)).not.toHaveProperty("source");
});

function indexed(own: string): DocumentIndex {
  const index = new DocumentIndex();
  for (const [id, text] of [
    ["opening.md", "Our shops open at nine and close at six."],
    ["kettles.md", "Kettles boil water. The Alta-7 is the largest kettle."],
    ["returns.md", "A warranty does not cover returns of parcels."],
    ["warranty.md", "The warranty: an Alta-7 kettle lasts two years long, any other one."],
  ] as const)
    for (const conversation of ["c1", "c2", "c3"]) index.add({ id, text }, "search docs", conversation);
  index.add({ id: "mine.md", text: "warranty Alta-7 kettle long" }, "search docs", own);
  return index;
}

test("a document of other conversations fills it, by the shortest query that finds it first", () => {
  const index = indexed("own");
  expect(index.size).toBe(5);
  const { found, query } = filledGap(gapOf(asking([]))!, index, "own");
  expect(found).toMatchObject({ id: "warranty.md", source: "search docs", conversations: 3 });
  expect(found!.holds).toEqual(expect.arrayContaining(["warranty", "Alta-7", "kettle"]));
  // The conversation's own document is among what is stored and stands before it.
  expect(found!.rank).toBeLessThanOrEqual(2);
  expect(query.split(" ").length).toBeLessThanOrEqual(4);
});

test("documents that hold too little of it are not named", () => {
  const gap = { ...gapOf(asking([]))!, missing: ["descaling", "cartridge", "kettle"] };
  expect(filledGap(gap, indexed("own"), "own")).toEqual(gap);
  expect(filledGap(gap, new DocumentIndex(), "own")).toEqual(gap);
});

test("documents that come again are one, empty ones none, and ranks do not depend on the order", () => {
  const index = new DocumentIndex();
  const texts = ["b kettle", "a kettle", "", "a kettle"];
  for (const [i, text] of texts.entries()) index.add({ text }, "s", `c${i}`);
  expect(index.size).toBe(2);
  expect(index.search(new Set(["kettl"])).map(({ document }) => document.text)).toEqual([
    "a kettle",
    "b kettle",
  ]);
});
