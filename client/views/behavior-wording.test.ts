import { expect, it } from "vitest";
import { behavior } from "../../test/support/overview.ts";
import { behaviorLabel, behaviorNote } from "./behavior-wording.ts";

const troubled = behavior("parcel", {
  size: 128,
  judged: 100,
  failed: 76,
  issue: true,
  issues: [
    { kind: "high", text: "Fails in 76 %.", people: 70 },
    { kind: "rising", text: "Failures rose.", people: 40 },
    { kind: "rising", text: "More people were hit.", people: 30 },
  ],
});

it("a behavior's note says each kind of issue once, its rate and its size", () => {
  expect(behaviorNote(troubled)).toBe("↑ rising · 76 % fail · 128");
  expect(behaviorNote(behavior("b", { issues: [{ kind: "new", text: "New.", people: 4 }], judged: 0 }))).toBe(
    "new · 10",
  );
  expect(behaviorNote(behavior("b", { size: 3, judged: 0 }))).toBe("3");
});

it("read aloud it says what each issue is", () => {
  expect(behaviorLabel(troubled)).toBe(
    "parcel, 128 conversations, 76 of 100 judged conversations fail, needs attention. Fails in 76 %. Failures rose. More people were hit.",
  );
});
