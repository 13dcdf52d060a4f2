import { expect, it } from "vitest";
import type { PromptTraffic } from "../attribution/index.ts";
import { codeLensesOf } from "./code-lenses.ts";
import { viewWith } from "./testing.ts";

const view = viewWith("# A\n\nAsk for the order number.\n", [
  { evaluator: "asks", covers: "order number", outcomes: "-+++" },
]);
const titles = (promptTraffic: readonly PromptTraffic[]): string[] =>
  codeLensesOf({ ...view, snapshot: { ...view.snapshot, promptTraffic } }).map(({ title }) => title);

it("above the prompt stands how much of what people ask for it covers, both parts by themselves", () => {
  const traffic = { conversations: 200, addressed: 184, judged: 88, trusted: 0 };
  expect(titles([{ file: view.file, ...traffic }])[0]).toBe(
    "4 conversations · worst: asks 75 % · 92 % addressed, 44 % judged",
  );
  for (const none of [
    [],
    [{ file: "other.md", ...traffic }],
    [{ file: view.file, ...traffic, conversations: 0 }],
  ])
    expect(titles(none).join("\n")).not.toContain("addressed");
});
