import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { termsIn } from "../../server/core/attribution/terms.ts";
import { type Host, openHost, readPrompt } from "../../server/core/index.ts";
import {
  type AssertionVerdict,
  assertionKey,
  assertionVerdicts,
  hashOfAssertion,
  type KeyEntry,
  tau2Results,
} from "./tau2-assertions.ts";
import { tempFolder } from "./temp-folder.ts";

/** An unmet assertion on a rule of the policy: what the diagnosis of its verdict suspects, best first, beside what the key says. */
export interface JudgedAssertion extends AssertionVerdict {
  readonly entry: KeyEntry;
  /** Texts of lines of the policy; `undefined` stands for a line that is missing. */
  readonly suspects: readonly (string | undefined)[];
  /** That of the first one; 0 where there is none. */
  readonly probability: number;
}

/** A line of the policy as the product reads it, and which key quotes stand in it. */
export interface PolicyLine {
  readonly text: string;
  holds(quote: string): boolean;
}

export function policyLines(folder: string): readonly PolicyLine[] {
  const text = readFileSync(join(folder, "policy.md"), "utf8");
  return readPrompt("policy.md", text).instructions.map((one) => ({
    text: one.text,
    holds: (quote) => {
      const at = text.indexOf(quote);
      return at >= one.range.start && at < one.range.end;
    },
  }));
}

/** The evaluator that asks for what a sentence says. */
export const assertionEvaluator = (assertion: string): string => `assertion-${hashOfAssertion(assertion)}`;

/** Imports the simulations and what was said of them, an evaluator for each sentence; `act` asks the host, which is closed after it. */
export async function withAssertions<T>(
  folder: string,
  verdicts: readonly AssertionVerdict[],
  act: (host: Host) => Promise<T>,
): Promise<T> {
  const assertions = [...new Set(verdicts.map(({ assertion }) => assertion))].sort();
  const work = tempFolder("assertions", {
    "homeostat.yaml": JSON.stringify({
      version: 1,
      prompts: [{ name: "airline", file: "policy.md" }],
      evaluators: assertions.map((assertion) => ({
        name: assertionEvaluator(assertion),
        description: assertion,
        assert: [{ type: "recorded-evaluation", value: assertionEvaluator(assertion) }],
      })),
    }),
    "verdicts.jsonl": verdicts
      .map(({ conversation, assertion, met, justification }) =>
        JSON.stringify({
          conversation,
          evaluator: assertionEvaluator(assertion),
          label: met ? "pass" : "fail",
          explanation: justification,
        }),
      )
      .join("\n"),
  });
  for (const name of [...tau2Results(folder), "policy.md"]) copyFileSync(join(folder, name), work.file(name));
  const host = await openHost({ root: work.path, trusted: false });
  try {
    await host.importConversations([...tau2Results(folder)], undefined);
    await host.importEvaluations("verdicts.jsonl");
    await host.evaluate();
    await host.findBehaviors();
    return await act(host);
  } finally {
    await host.close();
    work.remove();
  }
}

/** The diagnosis of each unmet verdict on a rule of the policy. */
export function judgedAssertions(folder: string): Promise<readonly JudgedAssertion[]> {
  const verdicts = assertionVerdicts(folder);
  return withAssertions(folder, verdicts, async (host) => {
    const lines = new Map(
      (await host.snapshot()).prompts[0]!.instructions.map(({ key, text }) => [key, text]),
    );
    const judged: JudgedAssertion[] = [];
    for (const { verdict, entry } of unmetRules(verdicts)) {
      const { prompts } = await host.diagnose({
        kind: "conversation",
        id: verdict.conversation,
        evaluator: assertionEvaluator(verdict.assertion),
      });
      const suspects = (prompts[0]?.suspects ?? []).map(({ key }) =>
        key === undefined ? undefined : lines.get(key),
      );
      const probability = prompts[0]?.suspects[0]?.probability ?? 0;
      judged.push({ ...verdict, entry, suspects, probability });
    }
    return judged;
  });
}

/** Unmet verdicts that judge a rule of the policy, with their place in the key. */
export function unmetRules(
  verdicts: readonly AssertionVerdict[],
): readonly { readonly verdict: AssertionVerdict; readonly entry: KeyEntry }[] {
  const key = new Map(assertionKey().map((entry) => [`${entry.task} ${entry.assertion}`, entry]));
  return verdicts.flatMap((verdict) => {
    const entry = key.get(`${verdict.task} ${hashOfAssertion(verdict.assertion)}`);
    return !verdict.met && entry?.judges === "policy" ? [{ verdict, entry }] : [];
  });
}

/**
 * Lines by how much of a text's words they share: cosine of terms weighed by how few lines have them, which is what one would do without
 * any conversation.
 */
export function byTextMatch(lines: readonly PolicyLine[], text: string): readonly string[] {
  const termsOf = lines.map(({ text: line }) => new Set(termsIn(line)));
  const weightOf = (term: string): number =>
    Math.log((1 + lines.length) / (1 + termsOf.filter((terms) => terms.has(term)).length));
  const asked = new Set(termsIn(text));
  const scored = lines.map((line, at) => {
    const terms = [...termsOf[at]!];
    const shared = terms
      .filter((term) => asked.has(term))
      .reduce((sum, term) => sum + weightOf(term) ** 2, 0);
    const length = Math.sqrt(terms.reduce((sum, term) => sum + weightOf(term) ** 2, 0));
    return { line, score: length > 0 ? shared / length : 0 };
  });
  return scored.sort((a, b) => b.score - a.score).map(({ line }) => line.text);
}

/** The probability that one of `right` lines is among `top` that are drawn of `all`. */
export function byChance(right: number, top: number, all: number): number {
  let none = 1;
  for (let drawn = 0; drawn < top; drawn++) none *= (all - right - drawn) / (all - drawn);
  return 1 - none;
}
