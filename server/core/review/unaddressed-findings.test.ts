import { expect, it } from "vitest";
import { findingsOf } from "./findings.ts";
import type { Snapshot } from "./snapshot.ts";
import { viewWith } from "./testing.ts";

const text = "# Shop\n\n## Refunds\n\nAsk for the order.\n\n## Deliveries\n\nTell when the courier comes.\n";
const rate = { passes: 6, n: 10, rate: 0.6, low: 0.3, high: 0.8, effectiveN: 10 };
const behavior = (id: string, name: string, over: object = {}) =>
  ({
    id,
    name,
    words: [],
    exemplars: [],
    size: 60,
    share: 0.2,
    rate,
    failing: [],
    prompts: [],
    ...over,
  }) as never;
const snapshot: Partial<Snapshot> = {
  behaviors: [
    behavior("b1", "send to an *island*"),
    behavior("b2", "songs", { decision: { muted: true } }),
    behavior("b3", "gift wrap"),
  ],
  promptTraffic: [{ file: "a.prompt.md", conversations: 200, addressed: 100, judged: 0, trusted: 0 }],
  unaddressed: [
    { file: "a.prompt.md", behaviorId: "b1", n: 40, section: ["Shop", "Deliveries"], terms: ["island"] },
    { file: "a.prompt.md", behaviorId: "b2", n: 30, terms: ["song"] },
    { file: "a.prompt.md", behaviorId: "b3", n: 20, section: ["Shop", "Presents"], terms: ["wrap"] },
    { file: "a.prompt.md", behaviorId: "b1", n: 9, terms: [] },
    { file: "b.prompt.md", behaviorId: "b1", n: 90, terms: [] },
  ],
};
const told = (shown = text): string[] =>
  findingsOf(viewWith(text, [{ evaluator: "kind", outcomes: "++" }], { shown, snapshot }))
    .filter(({ code }) => code === "behavior-unaddressed")
    .map(({ range, severity, message }) => `${severity} ${shown.slice(range.start, range.end)}: ${message}`);

it("stand at the section where a line would belong, else at the end; not those that are muted or few", () => {
  expect(told()).toEqual([
    "information ## Deliveries: No line speaks to “send to an *island*”: 40 conversations (20 % of this prompt's), 4 of 10 judged ones fail. One would belong in this section.",
    "information Tell when the courier comes.: No line speaks to “gift wrap”: 20 conversations (10 % of this prompt's), 4 of 10 judged ones fail.",
  ]);
});

it("are gone where a line just written speaks to them", () => {
  expect(told(`${text}\nParcels go to islands by ship.\n`)).toEqual([expect.stringContaining("gift wrap")]);
});
