import type { PromptfooCase, RecordedVerdict } from "./case.ts";
import type { OurVerdict } from "./our-verdict.ts";

/** Same verdict and same score. Where promptfoo gives the test up, we refuse the configuration or know no verdict. */
export function isSameVerdict(ours: OurVerdict, theirs: RecordedVerdict): boolean {
  if (theirs === "error") return ours.label === "refused" || ours.label === "unknown";
  const [label, score] = theirs.split(" ");
  return ours.label === label && Math.abs((ours.score ?? Number.NaN) - Number(score)) < 1e-9;
}

interface Difference {
  readonly types: readonly string[];
  /** Which cases it is about; all of the types' where absent. */
  readonly where?: (one: PromptfooCase, ours: OurVerdict, theirs: RecordedVerdict) => boolean;
  readonly why: string;
}

const isInverse = ({ assert }: PromptfooCase): boolean =>
  assert.every(({ type }) => String(type).startsWith("not-"));

/** Where we mean to judge otherwise than promptfoo 0.121.20, and why. */
export const differences: readonly Difference[] = [
  {
    types: [
      ...[
        "contains-any",
        "contains-all",
        "icontains-any",
        "icontains-all",
        "regex",
        "word-count",
        "latency",
        "cost",
      ],
      ...["is-json", "contains-json", "is-xml", "contains-xml", "contains-sql", "trajectory:tool-sequence"],
      ...["trajectory:step-count", "trace-span-count", "trace-span-duration", "trace-error-spans"],
    ],
    where: (_, ours) => ours.label === "refused",
    why: "What can only be a mistake (an empty list, a broken pattern or schema, a minimum above the maximum, a mode that does not exist) is refused when the configuration is read; promptfoo fails each test, or passes it.",
  },
  {
    types: [
      ...["trace-span-count", "trace-span-duration", "trace-error-spans"],
      ...["is-valid-openai-tools-call", "is-valid-function-call", "is-valid-openai-function-call"],
    ],
    where: (one, ours, theirs) =>
      isInverse(one) && theirs.startsWith(ours.label === "pass" ? "fail" : "pass"),
    why: "promptfoo overlooks the `not-` of these types and judges as without it; here it means the opposite.",
  },
  {
    types: [
      "trajectory:tool-used",
      "trajectory:tool-args-match",
      "trajectory:tool-sequence",
      "trajectory:step-count",
    ],
    where: ({ spans }, _, theirs) => spans === undefined && theirs === "error",
    why: "promptfoo knows of tool calls from spans alone and gives the test up where there is no trace; here they are read from the messages, which are always there.",
  },
  {
    types: ["assert-set"],
    where: ({ assert }) => assert.some(({ type, weight }) => type === "assert-set" && weight === 0),
    why: "A set of weight 0 has no say here, as an assertion of weight 0 has none; in promptfoo it still fails the test.",
  },
  {
    types: ["assert-set", "weights"],
    where: ({ output }, _, theirs) => output === "" && theirs === "error",
    why: "An empty output has no GLEU score: promptfoo gives the whole test up, here that check is unknown and the others count.",
  },
];

export const explanationOf = (
  one: PromptfooCase,
  ours: OurVerdict,
  theirs: RecordedVerdict,
): string | undefined =>
  differences.find(({ types, where }) => types.includes(one.type) && (where?.(one, ours, theirs) ?? true))
    ?.why;
