import { expect, it, vi } from "vitest";
import { behaviorDetail } from "../../../test/support/behavior.ts";
import type { BehaviorDetail } from "../../core/index.ts";
import { behaviorText } from "./show-behavior.ts";

vi.mock("picocolors", () => {
  const plain = (text: string) => text;
  return {
    default: { bold: plain, dim: plain, red: plain, yellow: (text: string) => `<yellow>${text}</yellow>` },
  };
});

it("marks what is clearly more often, not what is clearly less", () => {
  const outcomes = [
    ...behaviorDetail().outcomes!,
    { kind: "left", n: 20, hits: 9, restRate: 0, isClear: true },
    { kind: "wrote again", n: 20, hits: 9, restRate: 0.2, lift: 2.25, isClear: false },
  ];
  // The page's figures are those of the core but for a few that are not printed.
  const text = behaviorText(behaviorDetail({ outcomes }) as unknown as BehaviorDetail);
  expect(text.split("\n")).toEqual(
    expect.arrayContaining([
      "  churned: 40 of 200, of all others 5 %<yellow>  4.0 times as often</yellow>",
      "  cancelled: 6 of 200, of all others 10 %  0.3 times as often",
      "  left: 9 of 20, of all others 0 %<yellow>  only here</yellow>",
      "  wrote again: 9 of 20, of all others 20 %",
    ]),
  );
  expect(text).toContain("churn-risk: 45, 15 % of its conversations<yellow>  3.2 times as often</yellow>\n");
  expect(text).toContain("urgent: 33, 11 % of its conversations\n");
});
