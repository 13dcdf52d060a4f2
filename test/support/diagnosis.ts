import {
  type Diagnosis,
  emptySnapshot,
  type PromptView,
  placesIn,
  readPrompt,
  type Snapshot,
  type ToldDiagnosis,
  toldDiagnosis,
  viewOf,
} from "../../server/core/index.ts";

type PromptDiagnosis = Diagnosis["prompts"][number];
type Suspect = PromptDiagnosis["suspects"][number];

/** A shop's prompt whose third line is ignored, whose fourth and fifth cannot both be followed, and which says nothing of gift cards. */
export const diagnosedPrompt = `# Shop

- Ask for the order number first.
- Never promise a refund.
- Answer in at most 60 words.
- Explain every step in full.
`;
export const diagnosedFile = "shop.prompt.md";

export const diagnosedView = (text = diagnosedPrompt, snapshot: Partial<Snapshot> = {}): PromptView =>
  viewOf({ ...diagnosedSnapshot, ...snapshot }, diagnosedFile, readPrompt(diagnosedFile, text));

export const diagnosedSnapshot: Snapshot = {
  ...emptySnapshot,
  totals: { conversations: 240, unmatched: 0, evaluations: 480 },
  evaluators: [{ name: "no-promise", scope: "conversation", trust: "trusted", line: 2 }],
  behaviors: [
    {
      ...{ id: "b-gift", name: "gift card", description: "", words: [], exemplars: [], size: 22, share: 0.1 },
      rate: { passes: 4, n: 20, rate: 0.2, low: 0.08, high: 0.42, effectiveN: 20 },
      ...{ failing: [], issue: true, issues: [], people: 16, prompts: [diagnosedFile] },
    },
  ],
};

/** Key of the instruction that begins so. */
export const keyOf = (start: string, view = diagnosedView()): string =>
  view.document.instructions.find(({ text }) => text.startsWith(start))!.key;

export const suspectOf = (changes: Partial<Suspect> = {}): Suspect => ({
  ...{ blame: "ignored", probability: 0.58, key: keyOf("Never"), evaluators: ["no-promise"] },
  ...{ failing: 18, exercised: 25, otherwise: { failing: 3, n: 210 } },
  effect: { difference: 0.706, low: 0.5, high: 0.84 },
  why: ["The answers that fail promise what the line forbids."],
  evidence: [{ conversationId: "shop-00004", messageIndex: 2, quote: "I promise you a refund." }],
  ...changes,
});

export const promptDiagnosis = (changes: Partial<PromptDiagnosis> = {}): PromptDiagnosis => ({
  ...{ file: diagnosedFile, name: "shop", version: "v1", samples: 235, failures: 31, conversations: 200 },
  causes: [
    { cause: "prompt", probability: 0.62, why: [], evidence: [] },
    {
      ...{ cause: "tool", probability: 0.21, why: ["A call of track_parcel failed before the answer."] },
      evidence: [{ conversationId: "shop-00009", messageIndex: 4, spanId: "s-4", quote: "503 upstream" }],
    },
    { cause: "unknown", probability: 0.17, why: [], evidence: [] },
  ],
  suspects: [
    suspectOf(),
    suspectOf({
      ...{ blame: "conflict", probability: 0.2, key: keyOf("Answer"), other: keyOf("Explain") },
      ...{ evaluators: ["short"], failing: 9, exercised: 200, otherwise: { failing: 0, n: 0 } },
      ...{ effect: { difference: 0.045, low: 0.01, high: 0.09 }, why: [], evidence: [] },
    }),
    missingSuspect(),
  ],
  mechanisms: [
    {
      ...{
        id: "m-1",
        title: "Promises a refund",
        cause: "prompt",
        probability: 0.9,
        suspects: [suspectOf()],
      },
      ...{ causes: [], evaluators: ["no-promise"], behaviorIds: ["b-gift"], failing: 18, share: 18 / 31 },
      conversations: ["shop-00004", "shop-00008"],
      exemplars: [
        {
          ...{ conversationId: "shop-00004", evaluator: "no-promise", explanation: "It says “I promise”." },
          firstStep: {
            ...{ conversationId: "shop-00004", messageIndex: 2, spanId: "s-2", probability: 0.64 },
            ...{ why: "The answer gives what it may not give.", quote: "I promise you a refund." },
          },
        },
        { conversationId: "shop-00008", evaluator: "no-promise", explanation: "It says “I promise”." },
      ],
    },
    {
      ...{ id: "m-2", title: "The parcel service does not answer", cause: "tool", probability: 0.8 },
      ...{ suspects: [], causes: [], evaluators: ["outcome"], behaviorIds: [], failing: 7, share: 7 / 31 },
      conversations: ["shop-00009"],
      exemplars: [{ conversationId: "shop-00009", evaluator: "outcome", explanation: "Not solved." }],
    },
  ],
  interactions: [
    {
      ...{ key: keyOf("Ask"), behaviorId: "b-gift", failing: 12, n: 14, elsewhere: { failing: 3, n: 90 } },
      ...{ p: 0.0001, evidence: [] },
    },
  ],
  ...changes,
});

function missingSuspect(): Suspect {
  const { key: _, ...rest } = suspectOf();
  return {
    ...rest,
    ...{ blame: "missing", probability: 0.12, behaviorId: "b-gift", after: keyOf("Never"), failing: 4 },
    ...{ exercised: 5, otherwise: { failing: 20, n: 230 }, why: [], evidence: [] },
  };
}

export const diagnosisOf = (changes: Partial<PromptDiagnosis> = {}): Diagnosis => ({
  subject: { kind: "prompt", file: diagnosedFile },
  prompts: [promptDiagnosis(changes)],
});

/** The same as people get it, over the text as it is. */
export const told = (
  changes: Partial<PromptDiagnosis> = {},
  view: PromptView = diagnosedView(),
): ToldDiagnosis =>
  toldDiagnosis(diagnosisOf(changes), {
    snapshot: view.snapshot,
    places: (file) => (file === diagnosedFile ? placesIn(view) : new Map()),
  });
