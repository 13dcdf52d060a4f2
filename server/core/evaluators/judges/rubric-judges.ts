import type { Assertion, CheckType, JsonSchema, Prepared, Verdict } from "../check-type.ts";
import { unknownVerdict } from "../check-type.ts";
import { shown as cited } from "../evidence.ts";
import { criterionOf } from "./criterion.ts";
import { type GivenVerdict, verdictForm } from "./forms.ts";
import type { Shown } from "./judge.ts";
import { type Judging, judged, type Reading, said } from "./judged.ts";
import { shownOf } from "./shown-sample.ts";
import { spentOf } from "./spent.ts";

const rubric: JsonSchema = { type: "string", minLength: 1 };
const share: JsonSchema = { type: "number", minimum: 0, maximum: 1 };

interface RubricJudge {
  readonly name: string;
  readonly doc: string;
  /** The criterion that a judge is given, made of the value. */
  readonly criterion: (value: string) => string;
  readonly claim: (value: string) => string;
  readonly read: (answer: GivenVerdict, threshold: number | undefined) => Reading;
  readonly hasThreshold: boolean;
  readonly takesList?: boolean;
  readonly needsConversation?: boolean;
}

/** promptfoo's rule: the judge must pass it and, with a threshold, score it so high. */
const passed = ({ label, score, reason }: GivenVerdict, threshold: number | undefined): Reading => ({
  label: label === "pass" && threshold !== undefined && score < threshold ? "fail" : label,
  ...(label !== "unknown" && { score }),
  evidence: `${said(reason)}${threshold === undefined ? "" : `, score ${score.toFixed(2)}, threshold ${threshold}`}`,
});

const meet = (value: string): string => `meet ${cited(value)}`;

export const llmRubric = rubricJudge({
  name: "llm-rubric",
  doc: "A model says whether the output meets the rubric `value`, with its reason. `{{name}}` in it stands for a variable of the prompt. With `threshold` its score must reach that as well. With `scope: conversation` it reads the whole transcript with its tool calls.",
  criterion: (value) => value,
  claim: meet,
  read: passed,
  hasThreshold: true,
});

export const modelGradedClosedqa = rubricJudge({
  name: "model-graded-closedqa",
  doc: "A model says whether the output, as the answer to what the user asked, meets the criterion `value`.",
  criterion: (value) => `The output, as the answer to what the user asked, meets this criterion: ${value}`,
  claim: meet,
  read: (answer) => passed(answer, undefined),
  hasThreshold: false,
});

export const gEval = rubricJudge({
  name: "g-eval",
  doc: "A model works out steps from the criterion `value`, follows them and gives a score; it must reach `threshold`, by default 0.7. With a list of criteria their mean must.",
  criterion: (value) =>
    `${value}\nWork out from this, for yourself, the steps in which to judge it; follow them one by one; the score says how far the criterion is met on the whole.`,
  claim: meet,
  read: ({ label, score, reason }, threshold = 0.7) => ({
    label: label === "unknown" ? label : score >= threshold ? "pass" : "fail",
    ...(label !== "unknown" && { score }),
    evidence: `${said(reason)}, score ${score.toFixed(2)}, threshold ${threshold}`,
  }),
  hasThreshold: true,
  takesList: true,
});

export const goalSuccess = rubricJudge({
  name: "trajectory:goal-success",
  doc: "A model reads the whole conversation with its tool calls and says whether the agent reached the goal `value`.",
  criterion: (value) =>
    `The agent reached this goal for the user, as what it did and what its tools gave show; that it says so is not enough: ${value}`,
  claim: (value) => `reach the goal ${cited(value)}`,
  read: passed,
  hasThreshold: true,
  needsConversation: true,
});

function rubricJudge(judge: RubricJudge): CheckType {
  const { name, doc, hasThreshold, takesList = false, needsConversation } = judge;
  return {
    name,
    doc,
    version: 1,
    value: takesList ? { anyOf: [rubric, { type: "array", items: rubric, minItems: 1 }] } : rubric,
    ...(hasThreshold && { threshold: share }),
    required: ["value"],
    asksModel: true,
    ...(needsConversation && { needsConversation }),
    prepare(assertion, inverse): Prepared {
      const values = takesList ? [assertion.value].flat() : [assertion.value];
      if (values.length === 0 || !values.every((one) => typeof one === "string" && one.trim() !== ""))
        return { problem: "`value` must be a text that says what is wanted", at: "value" };
      return {
        check: async (sample, services, signal) => {
          const judging = { assertion, sample, services, signal };
          const verdicts: Verdict[] = [];
          for (const value of values as string[])
            verdicts.push(await byRubric(judge, value, inverse, judging));
          return verdicts.length === 1 ? verdicts[0]! : meanOf(verdicts, assertion, inverse);
        },
      };
    },
  };
}

async function byRubric(
  judge: RubricJudge,
  value: string,
  inverse: boolean,
  judging: Judging,
): Promise<Verdict> {
  const { assertion, sample } = judging;
  const criterion = criterionOf(value, sample);
  if ("problem" in criterion) return unknownVerdict(`${criterion.problem}.`);
  const texts: readonly Shown[] = [
    ...(judge.needsConversation ? shownOf({ ...sample, scope: "conversation" }) : shownOf(sample)),
    ...criterion.shown,
  ];
  return judged(judging, {
    question: { form: verdictForm, criterion: judge.criterion(criterion.text), shown: texts },
    read: (answer) => judge.read(answer, assertion.threshold),
    inverse,
    claim: judge.claim(value),
    subject: sample.scope === "conversation" || judge.needsConversation ? "The agent" : "The output",
  });
}

/** Of several criteria the mean score decides, as in promptfoo; one that is unknown leaves it unknown. */
function meanOf(verdicts: readonly Verdict[], { threshold = 0.7 }: Assertion, inverse: boolean): Verdict {
  const unknown = verdicts.find(({ score }) => score === undefined);
  if (unknown) return { ...unknown, ...spentOf(verdicts, "unknown") };
  const score = verdicts.reduce((sum, one) => sum + one.score!, 0) / verdicts.length;
  const holds = (inverse ? 1 - score : score) >= threshold;
  const lowest = verdicts.reduce((least, one) => (one.score! < least.score! ? one : least));
  const label = holds === inverse ? "fail" : "pass";
  return {
    ...lowest,
    ...spentOf(verdicts, label),
    label,
    score,
    reason: `Mean score ${score.toFixed(2)} of ${verdicts.length} criteria, threshold ${threshold}. ${lowest.reason}`,
  };
}
