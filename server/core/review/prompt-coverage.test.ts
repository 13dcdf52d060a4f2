import { expect, it } from "vitest";
import { lineCoverage, lineCoverageOf } from "./prompt-coverage.ts";
import { viewWith } from "./testing.ts";

const text = `You help people with their orders.

# Support

- Ask for the order number.
- Never promise a date.

# Parcels

If the parcel is lost, apologise.
`;
const view = viewWith(text, [
  { evaluator: "asks", covers: "order number", outcomes: "++--?" },
  { evaluator: "kind", covers: "order number", outcomes: "....." },
]);
const told = ({ statements, sections }: ReturnType<typeof lineCoverage>): string[] => [
  ...sections.map(({ title, count, range }) => `${range.start.line} ${title} ${count}`),
  ...statements.map(({ range, count, branches }) =>
    `${range.start.line} ${count} ${branches.map((one) => `${one.label}: ${one.count}`).join(", ")}`.trim(),
  ),
];

it("has a statement for each line that directs, with a branch for each evaluator, or one that nobody takes", () => {
  expect(told(lineCoverage(view))).toEqual([
    "2 Support 5",
    "7 Parcels 0",
    "4 5 evaluator asks: 4, evaluator kind: 0",
    "5 5 evaluator (none covers this line): 0",
    "9 0 evaluator (none covers this line): 0",
  ]);
});

it("of a behavior has the lines that it puts to work alone", () => {
  const key = view.document.instructions.find(({ text: said }) => said.includes("promise"))!.key;
  expect(told(lineCoverageOf(view, { [key]: 2, gone: 3 }))).toEqual(["2 Support 2", "5 2"]);
});

it("nobody has used the text of a changed line yet", () => {
  const edited = viewWith(text, [{ evaluator: "asks", covers: "order number", outcomes: "++--?" }], {
    shown: text.replace("order number", "order number and the name"),
  });
  expect(told(lineCoverage(edited))[2]).toBe("4 0 evaluator asks: 0");
});
