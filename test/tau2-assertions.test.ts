/** Which line of the airline policy an unmet assertion of tau2-bench judges, by a key that was made by hand before anything was ranked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  byChance,
  byTextMatch,
  type JudgedAssertion,
  judgedAssertions,
  type PolicyLine,
  policyLines,
} from "./support/assertion-suspects.ts";
import { realData } from "./support/real-data.ts";
import { assertionKey, assertionVerdicts, hashOfAssertion } from "./support/tau2-assertions.ts";

const data = realData("a-traces", "tau2-airline");

describe.skipIf(!data)("the key of unmet assertions", () => {
  const key = assertionKey();

  test("speaks of each that is unmet somewhere, and of no other", () => {
    const unmet = assertionVerdicts(data!).filter(({ met }) => !met);
    const place = (task: string, assertion: string) => `${task} ${assertion}`;
    const found = new Set(unmet.map(({ task, assertion }) => place(task, hashOfAssertion(assertion))));
    expect(key.map(({ task, assertion }) => place(task, assertion)).sort()).toEqual([...found].sort());
    expect([unmet.length, key.length, key.filter(({ judges }) => judges === "policy").length]).toEqual([
      94, 71, 34,
    ]);
  });

  test("quotes what stands in the policy once", () => {
    const policy = readFileSync(join(data!, "policy.md"), "utf8");
    const quotes = key.flatMap(({ lines = [], also = [] }) => [...lines, ...also]);
    expect(quotes.filter((quote) => policy.split(quote).length !== 2)).toEqual([]);
  });
});

/** Of verdicts, the share whose line is among the first so many. */
interface Shares {
  readonly top1: number;
  readonly top3: number;
}

describe.skipIf(!data)("a diagnosis of unmet assertions that judge a rule", () => {
  let judged: readonly JudgedAssertion[];
  let lines: readonly PolicyLine[];
  beforeAll(async () => {
    lines = policyLines(data!);
    judged = (await judgedAssertions(data!)).filter(({ entry }) => entry.lines!.length > 0);
  }, 300_000);

  const rightLines = ({ entry }: JudgedAssertion, isWide: boolean): readonly string[] => {
    const quotes = isWide ? [...entry.lines!, ...(entry.also ?? [])] : entry.lines!;
    return lines.filter((line) => quotes.some((quote) => line.holds(quote))).map(({ text }) => text);
  };
  const shares = (hits: (one: JudgedAssertion, top: number) => number): Shares => {
    const share = (top: number) => judged.reduce((sum, one) => sum + hits(one, top), 0) / judged.length;
    return { top1: share(1), top3: share(3) };
  };
  /** `isWide`: lines that the same fault breaks count as well. */
  const methods = (isWide: boolean) => {
    const ranked = (rank: (one: JudgedAssertion) => readonly (string | undefined)[]) =>
      shares((one, top) => {
        const right = rightLines(one, isWide);
        return Number(
          rank(one)
            .slice(0, top)
            .some((text) => text !== undefined && right.includes(text)),
        );
      });
    return {
      diagnosis: ranked(({ suspects }) => suspects),
      "text of assertion and reason": ranked(({ assertion, justification }) =>
        byTextMatch(lines, `${assertion} ${justification}`),
      ),
      "text of reason": ranked(({ justification }) => byTextMatch(lines, justification)),
      chance: shares((one, top) => byChance(rightLines(one, isWide).length, top, lines.length)),
    };
  };

  test("finds the line that they judge more often than the words of the judge or chance do", () => {
    const [strict, wide] = [methods(false), methods(true)];
    const percent = (share: number): string => `${Math.round(share * 100)} %`.padStart(5);
    console.log(
      [
        `${judged.length} unmet assertions on rules of the airline policy, ${lines.length} lines: the line is the first suspect, among the first three;`,
        "the same where lines count that the same fault breaks as well",
        ...Object.entries(strict).map(
          ([name, { top1, top3 }]) =>
            `${name.padEnd(30)} ${percent(top1)} ${percent(top3)}   ${percent(wide[name as keyof typeof wide].top1)} ${percent(wide[name as keyof typeof wide].top3)}`,
        ),
        `the first suspect is said to be to blame with ${percent(judged.reduce((sum, { probability }) => sum + probability, 0) / judged.length)} on average`,
      ].join("\n"),
    );
    expect(judged).toHaveLength(40);
    const { diagnosis } = strict;
    expect(diagnosis.top1).toBeGreaterThanOrEqual(0.3);
    expect(diagnosis.top3).toBeGreaterThanOrEqual(0.6);
    expect(diagnosis.top3).toBeGreaterThan(strict["text of assertion and reason"].top3);
  });
});
