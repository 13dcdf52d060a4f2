import type { Sample } from "../../store/index.ts";
import type { CheckType, Prepared } from "../check-type.ts";
import { unknownVerdict } from "../check-type.ts";
import { messageAt, quote } from "../evidence.ts";
import { contextOf, documentsOf, inOrder, numbered, placeOf, type Source, toolResultsOf } from "./context.ts";
import { criterionOf } from "./criterion.ts";
import { type Claim, claimsForm } from "./forms.ts";
import type { Shown } from "./judge.ts";
import { judged, type Reading, said } from "./judged.ts";
import { outputShown } from "./shown-sample.ts";

const holdsBySources = "A claim holds where one of the sources says it, or it follows from them.";

interface ClaimsJudge {
  readonly name: string;
  readonly doc: string;
  readonly criterion: string;
  /** What is taken apart or asked about, beside the sources. */
  readonly beside: (sample: Sample, value: string) => readonly Shown[];
  readonly sourcesOf: (sample: Sample) => readonly Source[];
  /** What the output must do. */
  readonly claim: string;
  readonly subject?: string;
  readonly takesValue?: boolean;
  /** Share of claims that must hold, where the assertion does not say. */
  readonly usual: number;
}

const besidesOutput = (sample: Sample): readonly Shown[] => [
  { label: "what the user asked", text: sample.input },
  outputShown(sample),
];

/** promptfoo's default: 0, which measures and never fails. */
const measured = 0;

export const contextFaithfulness = claimsJudge({
  name: "context-faithfulness",
  doc: "A model takes the output apart and says of each claim whether the context holds it; their share must reach `threshold` (by default 0: measured alone). The context is the prompt variable `context`, else what retrievals and tools gave.",
  criterion: `The claims are those of the text "the output". ${holdsBySources}`,
  beside: besidesOutput,
  sourcesOf: contextOf,
  claim: "claim only what its context holds",
  usual: measured,
});

export const contextRecall = claimsJudge({
  name: "context-recall",
  doc: "A model says of each claim of the text `value`, the truth, whether the context holds it; their share must reach `threshold` (by default 0: measured alone).",
  criterion: `The claims are those of the text "what is expected". ${holdsBySources}`,
  beside: (_, value) => [{ label: "what is expected", text: value }],
  sourcesOf: contextOf,
  subject: "The context",
  claim: "hold what is expected",
  takesValue: true,
  usual: measured,
});

export const contextRelevance = claimsJudge({
  name: "context-relevance",
  doc: "A model says of each sentence of the context whether it is needed to answer what the user asked; their share must reach `threshold` (by default 0: measured alone).",
  criterion:
    'The claims are the sentences of the sources, one by one. A claim holds where it is needed to answer the text "what the user asked".',
  beside: (sample) => [{ label: "what the user asked", text: sample.input }],
  sourcesOf: contextOf,
  subject: "The context",
  claim: "be needed for the answer",
  usual: measured,
});

export const groundedClaims = claimsJudge({
  name: "grounded-claims",
  doc: "A model takes the output apart and holds each claim against what tools and retrievals gave and the user said; every one must hold, or their share must reach `threshold`. The explanation names the first that does not, and the messages and spans that were searched. `grounded` does without a model for figures, dates, names and ids.",
  criterion: `The claims are those that the text "the output" makes about the user's case: what is booked, owed, known, done or allowed. ${holdsBySources}`,
  beside: besidesOutput,
  sourcesOf: (sample) => inOrder([...documentsOf(sample), ...toolResultsOf(sample), ...saidByUser(sample)]),
  claim: "claim only what tools, documents or the user said",
  usual: 1,
});

const saidByUser = ({ messages, to }: Sample): Source[] =>
  messages
    .slice(0, to)
    .flatMap(({ role, text }, messageIndex) =>
      role === "user" && text.trim()
        ? [{ text, name: `the user in message ${messageIndex}`, messageIndex, after: messageIndex }]
        : [],
    );

function claimsJudge(judge: ClaimsJudge): CheckType {
  const { name, doc, criterion, beside, sourcesOf, claim, subject, takesValue, usual } = judge;
  return {
    name,
    doc,
    version: 2,
    ...(takesValue && { value: { type: "string", minLength: 1 } }),
    threshold: { type: "number", minimum: 0, maximum: 1 },
    required: takesValue ? ["value"] : [],
    asksModel: true,
    needsSpans: true,
    prepare(assertion, inverse): Prepared {
      const { value = "", threshold = usual } = assertion;
      if (typeof value !== "string" || (takesValue && value.trim() === ""))
        return { problem: "`value` must be a text with what is true", at: "value" };
      return {
        check: async (sample, services, signal) => {
          const expected = criterionOf(value, sample);
          if ("problem" in expected) return unknownVerdict(`${expected.problem}.`);
          const sources = sourcesOf(sample);
          if (sources.length === 0)
            return unknownVerdict(
              "There is no context: no variable `context`, no retrieved document and no tool result.",
            );
          const { shown, seen } = numbered(sources);
          return judged(
            { assertion, sample, services, signal },
            {
              question: {
                form: claimsForm,
                criterion,
                shown: [...beside(sample, expected.text), ...expected.shown, ...shown],
              },
              read: (claims) => readClaims(claims, { sample, seen, threshold }),
              inverse,
              claim,
              ...(subject && { subject }),
            },
          );
        },
      };
    },
  };
}

function readClaims(
  claims: readonly Claim[],
  { sample, seen, threshold }: { sample: Sample; seen: readonly Source[]; threshold: number },
): Reading {
  if (claims.length === 0) return { label: "unknown", evidence: "that nothing is claimed" };
  // None, or one that was never shown, proves nothing.
  const held = claims.filter(({ holds, source }) => holds && source >= 1 && source <= seen.length);
  const score = held.length / claims.length;
  const loose = claims.find((one) => !held.includes(one));
  const place = loose ? sample.output.indexOf(loose.claim.slice(0, 40)) : -1;
  const searched = `; searched: ${quote(seen.map(placeOf).join("; "), 0, 200).slice(1, -1)}`;
  return {
    label: score >= threshold ? "pass" : "fail",
    score,
    evidence: `that ${held.length} of ${claims.length} claims hold${loose ? `, and not ${quote(loose.claim, 0, 120)}: ${said(loose.reason)}` : ""}${searched}`,
    ...(place >= 0 && { messageIndex: messageAt(sample, place) }),
  };
}
