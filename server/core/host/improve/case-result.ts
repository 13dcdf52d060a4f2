import { type Evaluator, judgesIn } from "../../evaluators/index.ts";
import type { Complaint, GateVerdict, Measured } from "../../improve/index.ts";
import type { Evaluation } from "../../store/index.ts";

/** What an evaluator said of a part of a fresh run: of a failing one what is wrong, in words that may be shown to who mends the prompt. */
export interface SaidOfPart {
  readonly part: string;
  readonly label: Evaluation["label"];
  readonly complaint?: string;
}

const mostOfReason = 400;

/**
 * What is wrong, for who proposes edits. Of a judge its reason is told, for it speaks of the answer; never its criterion, nor the pattern of a
 * check: who knows how it is checked writes that into the prompt, and the answer passes without being any better.
 */
export function complaintOf(evaluator: Evaluator, { explanation }: Evaluation): string {
  const { description, name } = evaluator;
  const reason = judgesIn(evaluator).length > 0 ? / says ([\s\S]*)/.exec(explanation)?.[1] : undefined;
  const purpose = `Not met: ${description ?? name.replaceAll("-", " ")}`;
  return reason === undefined ? purpose : `${purpose} ${reason.slice(0, mostOfReason)}`;
}

/**
 * How a case went, over all evaluators that gave a verdict on it. One that the target says nothing of is nothing to be mended: what it scores
 * shows what an edit breaks, and nobody reflects on what fails there for other reasons.
 */
export function caseResult(
  said: ReadonlyMap<string, readonly SaidOfPart[]>,
  isTarget: (evaluator: string) => boolean,
  missing: string,
): Measured {
  const judged = [...said].flatMap(([evaluator, parts]) => {
    const verdicts = parts.filter(({ label }) => label === "pass" || label === "fail");
    if (verdicts.length === 0) return [];
    const passes = verdicts.filter(({ label }) => label === "pass").length;
    return [{ evaluator, share: passes / verdicts.length, verdicts }];
  });
  if (judged.length === 0) return { missing };
  const [target, others] = [true, false].map((wanted) =>
    judged.filter(({ evaluator }) => isTarget(evaluator) === wanted).map(({ share }) => share),
  ) as [number[], number[]];
  // Who mends it is told what it is for: what else fails there is another cycle's.
  const told = complaintsOf(judged.filter(({ evaluator }) => isTarget(evaluator)));
  const decisive = target.length > 0 ? target : others;
  return {
    score: target.length > 0 && others.length > 0 ? (mean(target) + mean(others)) / 2 : mean(decisive),
    passed: target.every((share) => share === 1),
    complaints: told.length > 0 ? told : complaintsOf(judged),
  };
}

const complaintsOf = (
  judged: readonly { evaluator: string; verdicts: readonly SaidOfPart[] }[],
): Complaint[] => judged.flatMap(({ evaluator, verdicts }) => complaintsIn(evaluator, verdicts));

/** The same said of several turns is one complaint. */
function complaintsIn(evaluator: string, verdicts: readonly SaidOfPart[]): Complaint[] {
  const texts = verdicts.flatMap(({ label, complaint }) =>
    label === "fail" ? (complaint ?? evaluator) : [],
  );
  return [...new Set(texts)].map((text) => ({ text, criterion: evaluator }));
}

const mean = (shares: readonly number[]): number => shares.reduce((sum, one) => sum + one, 0) / shares.length;

/** One verdict on all parts of a run: it fails where one of them does. Undefined where there is none. */
export function gateVerdict(
  parts: readonly (readonly [part: string, label: string, ...more: unknown[]])[],
): GateVerdict | undefined {
  const labels = new Set(parts.map(([, label]) => label));
  if (labels.has("fail")) return "fail";
  if (labels.has("unknown")) return undefined;
  return labels.has("pass") ? "pass" : "none";
}
