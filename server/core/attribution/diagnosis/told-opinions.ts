import { plural } from "../../base/index.ts";
import type { CauseOpinion } from "./cause-opinions.ts";
import { type CauseTally, causeTally } from "./cause-opinions.ts";
import type { ConditionTally } from "./condition-opinions.ts";
import type { Evidence, PromptDiagnosis, Suspect } from "./diagnosis.ts";
import type { DiagnosisModel } from "./model.ts";

/** What a diagnosis owes to a chat model that was asked, and how that did on questions whose answers were known. */
export interface AskedOpinions {
  /** What people call it. */
  readonly model: string;
  /** Failures that it was asked about, beside control questions. */
  readonly failures: number;
  readonly causes: CauseTally;
  readonly conditions?: ConditionTally;
}

const mostEvidence = 5;

/** A diagnosis that says which suspects a model named, where its answers count, with the words that it gave and that were found. */
export function withOpinions(diagnosis: PromptDiagnosis, { input, asked }: DiagnosisModel): PromptDiagnosis {
  const { opinions } = input;
  if (!opinions) return diagnosis;
  const causes = causeTally(opinions.causes);
  const told = opinions.causes.filter(({ control }) => !control);
  const report: AskedOpinions = {
    ...{ model: opinions.model, failures: told.length, causes },
    ...(asked && { conditions: asked }),
  };
  if (!causes.isInformed) return { ...diagnosis, asked: report };
  const named = (suspects: readonly Suspect[]): Suspect[] =>
    suspects.map((one) => namedSuspect(one, told, causes));
  return {
    ...diagnosis,
    asked: report,
    suspects: named(diagnosis.suspects),
    mechanisms: diagnosis.mechanisms.map((one) => ({ ...one, suspects: named(one.suspects) })),
  };
}

function namedSuspect(suspect: Suspect, told: readonly CauseOpinion[], { known }: CauseTally): Suspect {
  const { key } = suspect;
  if (key === undefined) return suspect;
  const shown = told.filter((one) => one.shown.includes(key));
  const naming = shown.filter(({ pick }) => typeof pick === "object" && pick.key === key);
  if (naming.length === 0) return suspect;
  const evidence = naming.map(
    ({ conversationId, messageIndex, quote }): Evidence => ({
      conversationId,
      ...(messageIndex !== undefined && { messageIndex }),
      ...(quote !== undefined && { quote }),
    }),
  );
  const others = suspect.evidence.filter(
    (one) => !evidence.some(({ conversationId }) => conversationId === one.conversationId),
  );
  const of = plural(shown.length, "failure");
  return {
    ...suspect,
    why: [
      ...suspect.why,
      `A model says that this line is to blame for ${naming.length} of the ${of} that it was shown the line for; it was right on ${known.right} of ${plural(known.n, "control question")}.`,
    ],
    evidence: [...evidence, ...others].slice(0, mostEvidence),
  };
}
