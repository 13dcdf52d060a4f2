import { type Agreement, type AgreementTable, agreementOf, groupBy } from "../base/index.ts";
import type { Evaluation, Label } from "../store/index.ts";

/** What an evaluator said; without texts, which are read of those that are shown. */
export type RatedSample = Pick<
  Evaluation,
  "sampleId" | "conversationId" | "label" | "score" | "trials" | "agreeing"
> & { readonly id: string };

/** What one rater that the evaluator is held against said of a sample, or of the whole conversation. */
export interface Reference {
  readonly conversationId: string;
  /** Of a turn or call; absent = the whole conversation. */
  readonly sampleId?: string;
  readonly label: "pass" | "fail" | "unknown";
  readonly who?: string;
  readonly why?: string;
  /** The label was given under another definition of the evaluator than the one that is in force. */
  readonly isOlder?: boolean;
}

/** A sample that the evaluator and the others see differently. */
export interface Disagreement {
  readonly conversationId: string;
  readonly sampleId?: string;
  readonly evaluator: "pass" | "fail";
  readonly reference: "pass" | "fail";
  /** Of the evaluator in its verdict, 0 to 1: its score, and how often it gave the verdict where it was asked repeatedly. Absent = it says none. */
  readonly confidence?: number;
  /** Id of the evaluation that decided. */
  readonly evaluationId: string;
  readonly references: readonly Reference[];
}

/** An evaluator against others: fail is what both look for. `table`: the evaluator is the first, the others are the second. */
export interface EvaluatorAgreement extends Agreement {
  /** Samples that the others rated pass or fail and the evaluator judged, without a verdict too. */
  readonly rated: number;
  /** Samples that the others rated and that are in no count: what the evaluator left undecided, what the others did, and where they differ among themselves. */
  readonly unknown: { readonly evaluator: number; readonly reference: number; readonly split: number };
  /** Samples that the others rated and the evaluator did not judge, or found not applicable. */
  readonly notJudged: number;
  /** Of the samples counted, those whose labels were given under an older definition alone. */
  readonly older: number;
  /** Those worth looking at first come first: where the evaluator is sure, and where most people say the contrary. */
  readonly disagreements: readonly Disagreement[];
}

/** `clusterOf`: conversations to tasks, whose trials are alike. */
export function evaluatorAgreement(
  evaluations: readonly RatedSample[],
  references: readonly Reference[],
  clusterOf: (conversationId: string) => string,
): EvaluatorAgreement {
  const bySample = new Map(evaluations.map((one) => [one.sampleId, one]));
  const byConversation = groupBy(evaluations, ({ conversationId }) => conversationId);
  const unknown = { evaluator: 0, reference: 0, split: 0 };
  let [notJudged, older] = [0, 0];
  const disagreements: Disagreement[] = [];
  const tables = new Map<string, AgreementTable>();
  for (const [, own] of groupBy(references, placeOf)) {
    const { conversationId, sampleId } = own[0]!;
    const said = majorityOf(own);
    const judged =
      sampleId === undefined ? wholeOf(byConversation.get(conversationId) ?? []) : bySample.get(sampleId);
    if (said === "unknown") unknown.reference++;
    else if (said === "split") unknown.split++;
    else if (!judged || judged.label === "not-applicable") notJudged++;
    else if (judged.label === "unknown") unknown.evaluator++;
    else {
      const cluster = clusterOf(conversationId);
      tables.set(cluster, counted(tables.get(cluster), judged.label, said));
      if (own.every(({ isOlder }) => isOlder)) older++;
      if (judged.label !== said)
        disagreements.push({
          conversationId,
          ...(sampleId !== undefined && { sampleId }),
          evaluator: judged.label,
          reference: said,
          ...confidenceOf(judged),
          evaluationId: judged.id,
          references: own,
        });
    }
  }
  const agreement = agreementOf([...tables.values()]);
  return {
    ...agreement,
    rated: agreement.rate.n + unknown.evaluator,
    unknown,
    notJudged,
    older,
    disagreements: disagreements.sort(mostTellingFirst),
  };
}

const placeOf = ({ conversationId, sampleId = "" }: Pick<Reference, "conversationId" | "sampleId">): string =>
  `${conversationId}\u0000${sampleId}`;

/** What most of those say who say pass or fail; split where as many say the one as the other, unknown where nobody says either. */
export function majorityOf(
  references: readonly Pick<Reference, "label">[],
): "pass" | "fail" | "unknown" | "split" {
  const count = (label: Reference["label"]): number => references.filter((one) => one.label === label).length;
  const [passes, fails] = [count("pass"), count("fail")];
  if (passes + fails === 0) return "unknown";
  return passes === fails ? "split" : passes > fails ? "pass" : "fail";
}

/** What was said of the whole conversation; of one that was judged in parts alone: it fails where one does. */
function wholeOf(evaluations: readonly RatedSample[]): RatedSample | undefined {
  const whole = evaluations.filter(
    ({ sampleId, conversationId }) => sampleId === conversationId || sampleId === `${conversationId}#all`,
  );
  const parts = whole.length > 0 ? whole : evaluations;
  const first = (label: Label): RatedSample | undefined => parts.find((one) => one.label === label);
  return first("fail") ?? first("pass") ?? first("unknown") ?? first("not-applicable");
}

function counted(
  table: AgreementTable = { bothFail: 0, onlyFirstFails: 0, onlySecondFails: 0, bothPass: 0 },
  first: "pass" | "fail",
  second: "pass" | "fail",
): AgreementTable {
  const cell =
    first === "fail"
      ? second === "fail"
        ? "bothFail"
        : "onlyFirstFails"
      : second === "fail"
        ? "onlySecondFails"
        : "bothPass";
  return { ...table, [cell]: table[cell] + 1 };
}

/** A score that is no share, as 1 to 5, says nothing of how sure its maker was. */
function confidenceOf({ label, score, trials, agreeing }: RatedSample): { readonly confidence?: number } {
  const byScore =
    score !== undefined && score >= 0 && score <= 1 ? (label === "pass" ? score : 1 - score) : 1;
  const byTrials = trials !== undefined && agreeing !== undefined && trials > 0 ? agreeing / trials : 1;
  const isSaid = trials !== undefined || (score !== undefined && score >= 0 && score <= 1);
  return isSaid ? { confidence: Math.min(byScore, byTrials) } : {};
}

const people = ({ references, reference }: Disagreement): number =>
  references.filter(({ label }) => label === reference).length;

/** Where nothing is said of confidence, in the middle: between what is sure and what is not. */
const mostTellingFirst = (a: Disagreement, b: Disagreement): number =>
  (b.confidence ?? 0.5) - (a.confidence ?? 0.5) || people(b) - people(a) || compare(placeOf(a), placeOf(b));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
