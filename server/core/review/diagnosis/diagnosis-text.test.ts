import { describe, expect, it } from "vitest";
import {
  diagnosedPrompt,
  diagnosedSnapshot,
  diagnosedView,
  diagnosisOf,
  keyOf,
  promptDiagnosis,
  suspectOf,
  told,
} from "../../../../test/support/diagnosis.ts";
import type { ContextGap } from "../../attribution/index.ts";
import { diagnosisText, shellWord } from "./diagnosis-text.ts";
import { toldDiagnosis } from "./told-diagnosis.ts";

const text = (...args: Parameters<typeof told>): string => diagnosisText(told(...args));

describe("a diagnosis as text", () => {
  it("names causes, lines, what shows it and what to do", () => {
    expect(text().split("\n")).toEqual([
      "shop.prompt.md  31 of 235 judged samples fail, from 200 conversations",
      "Cause: prompt 62 %, tool 21 %, not known 17 %",
      "Perhaps the prompt, which is not sure enough to edit a line by it alone: line 4 “Never promise a refund.” is ignored.",
      "",
      "Why",
      "  tool 21 % a tool or another system failed",
      "      A call of track_parcel failed before the answer.",
      "      “503 upstream”  homeostat show shop-00009  message 5",
      "",
      "Suspects",
      ' 1   58 %  shop.prompt.md:4 "Never promise a refund." is ignored: of the 25 times it was put to work 18 failed, otherwise 3 of 210',
      "           71 points more often, 95 % interval 50 to 84; by no-promise",
      "           The answers that fail promise what the line forbids.",
      "           “I promise you a refund.”  homeostat show shop-00004  message 3",
      "           Edit the line so that it is harder to pass over: say when it holds and give an example, or set it apart. Then replay.",
      ' 2   20 %  shop.prompt.md:5 "Answer in at most 60 words." cannot be followed together with line 6: of the 200 times both were put to work 9 failed',
      '           the other: shop.prompt.md:6 "Explain every step in full."',
      "           by short",
      "           Say which of the two goes first, or when each holds: this line and line 6.",
      "  and 1 more: --top 3",
      "",
      "How it goes wrong",
      " 1   58 %  Promises a refund  18 failures; prompt 90 %",
      '           shop.prompt.md:4 "Never promise a refund." 58 %',
      "           in gift card",
      "           homeostat show shop-00004  no-promise: It says “I promise”.",
      "             goes wrong first at message 3 (64 %): The answer gives what it may not give. “I promise you a refund.”",
      "           homeostat show shop-00008  no-promise: It says “I promise”.",
      "           Edit the line so that it is harder to pass over: say when it holds and give an example, or set it apart. Then replay.",
      " 2   23 %  The parcel service does not answer  7 failures; tool 80 %",
      "           homeostat show shop-00009  outcome: Not solved.",
      "           It is not the prompt: look at the tool that failed, or tell the agent what to do when it does.",
      "",
      "Only in company",
      '    shop.prompt.md:3 "Ask for the order number first." fails with “gift card” 12 of 14 times, elsewhere 3 of 90',
    ]);
  });

  it("says plainly that it does not know, and that it is not the prompt", () => {
    const none = { suspects: [], mechanisms: [], interactions: [] };
    const unknown = { cause: "unknown" as const, probability: 1, why: [], evidence: [] };
    expect(text({ ...none, causes: [unknown] })).toMatch(
      /Cause: not known 100 %\nDo not know: nothing is likely enough to be named\.$/,
    );
    const tool = { cause: "tool" as const, probability: 0.9, why: [], evidence: [] };
    expect(text({ ...none, causes: [tool, { ...unknown, probability: 0.1 }] })).toMatch(
      /Cause: tool 90 %, not known 10 %\nIt is not the prompt: look at the tool that failed/,
    );
  });

  it("of many shows the first, and says how many more there are", () => {
    expect(diagnosisText(told(), { top: 1 })).toMatch(/ 1 {3}58 %[\s\S]*and 2 more: --top 3/);
  });

  it("a line that was changed or is gone is said to be", () => {
    const changed = diagnosedView(diagnosedPrompt.replace("- Never promise a refund.\n", ""));
    const figures = { key: keyOf("Never"), text: "Never promise a refund." };
    const snapshot = { prompts: [{ file: "shop.prompt.md", instructions: [figures] }] } as never;
    const view = { ...changed, snapshot: { ...diagnosedSnapshot, ...(snapshot as object) } };
    expect(text({}, view)).toContain(
      'shop.prompt.md "Never promise a refund." (not in the file any more) is ignored',
    );
  });

  it("captured text is on one line, without what a terminal obeys", () => {
    const hostile = "a\u001b[31m\nb\u202e\r\n\u2028c\u0007";
    const evidence = [{ conversationId: hostile, quote: hostile }];
    const shown = text({
      suspects: [suspectOf({ why: [hostile], evaluators: [hostile], evidence })],
      mechanisms: [],
    });
    expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    expect(shown.split("\n")).toHaveLength(
      text({ suspects: [suspectOf()], mechanisms: [] }).split("\n").length,
    );
  });

  it("says what the agent was not given, and what would fetch it", () => {
    const [tool] = promptDiagnosis().mechanisms.slice(1);
    const [exemplar] = tool!.exemplars;
    const gap: ContextGap = {
      ...{ kind: "empty-retrieval", messageIndex: 0, source: "search docs", asked: "kettle?" },
      ...{ missing: ["warranty", "Alta\u001b"], query: "Alta warranty" },
    };
    const shownWith = (own: ContextGap): string =>
      text({
        suspects: [],
        mechanisms: [{ ...tool!, cause: "context", exemplars: [{ ...exemplar!, gap: own }] }],
      });
    expect(shownWith(gap)).toContain(
      "Nothing that the agent was given holds “warranty”, “Alta”: search docs did not give it, asked for “kettle?”.",
    );
    expect(shownWith(gap)).toContain(
      "No document that another conversation was given holds it; try “Alta warranty”",
    );
    const found = {
      ...{ id: "warranty.md", quote: "Alta kettles: two years.", source: "search docs", conversations: 12 },
      ...{ holds: ["Alta", "warranty"], rank: 1 },
    };
    expect(shownWith({ ...gap, found })).toContain(
      "Document warranty.md of search docs, given in 12 other conversations, holds “Alta”, “warranty”: “Alta kettles: two years.”. The query “Alta warranty” finds it first among what is stored.",
    );
    const { source: _, asked: __, ...nowhere } = gap;
    expect(shownWith(nowhere)).toContain("nothing was looked up");
  });

  it("an id is one word for a shell, whatever it holds", () => {
    expect(shellWord("tau:airline/3")).toBe("tau:airline/3");
    expect(shellWord("a b; rm -rf $(x) 'y'")).toBe(`'a b; rm -rf $(x) '\\''y'\\'''`);
  });
});

describe("where nothing can be diagnosed it says why and what to do", () => {
  const nothing = (totals: Partial<typeof diagnosedSnapshot.totals>, samples: number, evaluators = 1) =>
    toldDiagnosis(diagnosisOf({ samples, failures: 0, suspects: [], mechanisms: [], interactions: [] }), {
      places: () => new Map(),
      snapshot: {
        ...diagnosedSnapshot,
        totals: { ...diagnosedSnapshot.totals, ...totals },
        evaluators: diagnosedSnapshot.evaluators.slice(0, evaluators),
      },
    }).nothing;

  it.each([
    [nothing({ conversations: 0 }, 0), { why: "There are no conversations yet.", step: "import" }],
    [nothing({ evaluations: 0 }, 0), { why: "Nothing is judged yet.", step: "evaluate" }],
    [nothing({}, 0, 0), { why: "No evaluator judges shop.prompt.md.", step: "config" }],
    [nothing({}, 12), { why: "Nothing fails for shop.prompt.md. All 12 judged samples pass." }],
  ])("%j", (said, expected) => {
    expect(said).toEqual(expected);
  });

  it("a prompt with failures is not nothing", () => expect(told().nothing).toBeUndefined());
});
