import { expect, test } from "vitest";
import { evaluatorCoverage, idleText } from "./evaluator-coverage.ts";
import { evaluatorFindings } from "./evaluator-findings.ts";
import { type FindingPolicy, noPolicy, unusedIgnores } from "./finding-policy.ts";
import { emptySnapshot, type Snapshot } from "./snapshot.ts";

const instruction = (key: string, exercised: number, evaluators: string[] = [], kind = "always") => ({
  ...{ key, text: `Do ${key}.`, kind, evaluators, figures: [], behaviors: [], versions: ["v"] },
  ...{ failing: 0, exercised, held: 100 },
});
const figure = (evaluator: string, passes: number, n: number, unknown = 0, clusters = n) => ({
  ...{ evaluator, passes, n, unknown, clusters, rate: n ? passes / n : 0, low: 0, high: 1, effectiveN: n },
  ...{ trust: "untested", pError: 1, pWarning: 1, failing: [], failingConversations: 0, linked: false },
});
const day = Date.UTC(2026, 2, 1);
const dayMs = 86_400_000;
const putTo = (n: number, applied: number, changes: object = {}) => ({
  ...{ n, applied, since: 0, daysSince: 0, untilMs: day, p: 1, ...(applied > 0 && { lastMs: day }) },
  ...changes,
});
/** Of evaluators by name, whom they were put to. */
const traffic: Readonly<Record<string, object>> = {
  fine: putTo(100, 100),
  idle: putTo(100, 0),
  blind: putTo(40, 40),
  easy: putTo(60, 60),
  guard: putTo(60, 60),
  young: putTo(59, 59),
  gone: putTo(400, 40, { since: 70, daysSince: 7, untilMs: day + 7 * dayMs, p: 1e-4 }),
  weekly: putTo(400, 40, { since: 70, daysSince: 6, untilMs: day + 6 * dayMs, p: 1e-4 }),
  rare: putTo(400, 2, { since: 300, daysSince: 30, untilMs: day + 40 * dayMs, p: 0.06 }),
  fresh: putTo(59, 0),
};
const snapshot = {
  ...emptySnapshot,
  evaluators: [...Object.keys(traffic), "waiting"].map((name, line) => ({
    ...{ name, line, scope: "turn", trust: name === "guard" ? "trusted" : "untested" },
    ...(traffic[name] && { traffic: traffic[name] }),
  })),
  prompts: [
    {
      ...{ name: "a", file: "a.md", conversations: { matched: 100, ambiguous: 0, unmatched: 0 } },
      versions: [{ version: "v", conversations: 100, keys: ["rare", "often", "tested", "story"] }],
      instructions: [
        instruction("rare", 3),
        instruction("often", 90),
        instruction("tested", 100, ["fine"]),
        instruction("story", 100, [], "context"),
        instruction("gone", 100),
      ],
      evaluators: [
        figure("fine", 50, 100),
        figure("idle", 0, 0),
        figure("blind", 0, 0, 40),
        figure("easy", 150, 150, 0, 60),
        figure("guard", 150, 150, 0, 60),
        figure("young", 300, 300, 0, 59),
        figure("gone", 30, 40),
        figure("weekly", 30, 40),
        figure("rare", 1, 2),
        figure("fresh", 0, 0),
        figure("waiting", 0, 0),
      ],
    },
  ],
} as unknown as Snapshot;

test("holes come by traffic, in the newest version, and only of lines that direct", () => {
  const { directives, covered, holes } = evaluatorCoverage(snapshot);
  expect([directives, covered]).toEqual([3, 1]);
  expect(holes.map(({ text, exercised }) => [text, exercised])).toEqual([
    ["Do often.", 90],
    ["Do rare.", 3],
  ]);
});

test("evaluators that say nothing, where there is enough to say so", () => {
  const { idle } = evaluatorCoverage(snapshot);
  expect(idle.map(({ name, why }) => [name, why])).toEqual([
    ["idle", "never-applies"],
    ["blind", "always-unknown"],
    ["easy", "never-fails"],
    ["guard", "never-fails"],
    ["gone", "traffic-gone"],
  ]);
  const texts = idle.map(idleText);
  expect(texts[0]).toMatch(/^applies to no sample of 100 people or tasks: its condition never holds/);
  expect(texts[2]).toBe(
    "passed all 150 samples of 60 conversations or tasks: fewer than 5 in 100 of those have a failure, or it sees none",
  );
  expect(texts[4]).toBe(
    "applied to 40 of 400 people or tasks, last on 2026-03-01, and to none of the 70 since: what it was made for does not come any more",
  );
});

test("they are marked where they are defined, but for a guard that caught what it was shown", () => {
  const { findings } = evaluatorFindings(snapshot, noPolicy, "homeostat.yaml");
  expect(findings.map(({ evaluator, code, severity }) => `${severity} ${evaluator} ${code}`)).toEqual([
    "information idle never-applies",
    "information blind always-unknown",
    "information easy never-fails",
    "information gone traffic-gone",
  ]);
  expect(findings[3]!.message).toMatch(/^gone applied to 40 of 400 people or tasks, .*any more\.$/);
});

test("a rule may be off or lower, never higher; what is ignored is not said, and counts as used", () => {
  const policy: FindingPolicy = {
    rules: { "never-applies": "off", "traffic-gone": "hint", "always-unknown": "error" },
    ignores: [
      { rule: "never-fails", evaluator: "easy", reason: "a guard" },
      { rule: "never-fails", evaluator: "fine", reason: "it is said of another" },
      { rule: "traffic-gone", file: "prompts/*.md", reason: "that is no prompt" },
      { rule: "traffic-gone", text: "Be brief", reason: "nor a line" },
    ],
  };
  const { findings, used } = evaluatorFindings(snapshot, policy, "homeostat.yaml");
  expect(findings.map(({ evaluator, severity }) => [evaluator, severity])).toEqual([
    ["blind", "information"],
    ["gone", "hint"],
  ]);
  expect(unusedIgnores(policy, [{ used }])).toEqual(policy.ignores.slice(1));
});

test("another prompt's lines and evaluators are left out", () => {
  expect(evaluatorCoverage(snapshot, "b.md")).toEqual({ directives: 0, covered: 0, holes: [], idle: [] });
});
