import type {
  Blame,
  CauseKind,
  CauseShare,
  Diagnosis,
  DiagnosisSubject,
  Evidence,
  Exemplar,
  Interaction,
  Mechanism,
  PromptDiagnosis,
  Suspect,
} from "../../attribution/index.ts";
import type { InstructionPlace } from "../prompt-view.ts";
import type { Snapshot } from "../snapshot.ts";
import { tame } from "../wording.ts";
import {
  causeMeaning,
  causeNext,
  causeWords,
  emptyText,
  interactionText,
  suspectNext,
  suspectText,
  verdictText,
} from "./diagnosis-words.ts";
import { gapText } from "./gap-text.ts";
import { askedSentences } from "./opinion-text.ts";

/** A line of a prompt. `text` is tame. */
export interface ToldLine {
  readonly file: string;
  /** Of its instruction. */
  readonly key: string;
  readonly text: string;
  /** Zero-based; absent where the text as it is holds it no more. */
  readonly line?: number;
  /** Another text has taken its place there. */
  readonly isChanged?: true;
}

/** A place in a conversation; `quote` is captured text, on one line and harmless. */
export interface ToldEvidence {
  readonly conversationId: string;
  readonly messageIndex?: number;
  readonly spanId?: string;
  readonly quote?: string;
}

export interface ToldCause {
  readonly cause: CauseKind;
  /** As it stands in a list of shares, and what it means. */
  readonly name: string;
  readonly meaning: string;
  readonly probability: number;
  readonly why: readonly string[];
  readonly evidence: readonly ToldEvidence[];
  /** What to do about it: a sentence. */
  readonly next: string;
}

export interface ToldSuspect {
  /** The same wherever this suspect is told within one prompt. */
  readonly id: string;
  readonly blame: Blame;
  readonly probability: number;
  /** The line; with `missing` the one after which it belongs, where that is known. */
  readonly line?: ToldLine;
  /** `conflict`: the line that cannot be followed at the same time. */
  readonly other?: ToldLine;
  /** `missing`: what no line speaks to. */
  readonly behavior?: { readonly id: string; readonly name: string };
  /** `missing`, where it is no behavior: the word that what was asked and found there has in common. */
  readonly situation?: string;
  /** What is wrong with it and what shows it, as a clause that follows the line: "is ignored: …". */
  readonly said: string;
  readonly evaluators: readonly string[];
  readonly failing: number;
  readonly exercised: number;
  readonly otherwise: { readonly failing: number; readonly n: number };
  readonly effect: { readonly difference: number; readonly low: number; readonly high: number };
  readonly why: readonly string[];
  readonly evidence: readonly ToldEvidence[];
  readonly next: string;
}

export interface ToldExemplar {
  readonly conversationId: string;
  readonly evaluator: string;
  /** What the evaluator said. */
  readonly explanation: string;
  readonly firstStep?: ToldEvidence & { readonly probability: number; readonly why?: string };
  /** What the agent was not given and what would fetch it: sentences with captured words in them. */
  readonly gap?: readonly string[];
  /** The message at which the evaluator found it. */
  readonly evidenceAt?: number;
}

export interface ToldMechanism {
  readonly id: string;
  readonly title: string;
  readonly cause: CauseKind;
  readonly causeName: string;
  readonly probability: number;
  readonly failing: number;
  readonly share: number;
  readonly evaluators: readonly string[];
  readonly behaviors: readonly { readonly id: string; readonly name: string }[];
  readonly suspects: readonly ToldSuspect[];
  readonly causes: readonly ToldCause[];
  /** All of them, or the first thousand. */
  readonly conversations: readonly string[];
  readonly exemplars: readonly ToldExemplar[];
  readonly next: string;
}

export interface ToldInteraction {
  readonly line: ToldLine;
  readonly other?: ToldLine;
  readonly behavior?: { readonly id: string; readonly name: string };
  /** As a clause that follows the line. */
  readonly said: string;
  readonly evidence: readonly ToldEvidence[];
}

export interface ToldPrompt {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  readonly samples: number;
  readonly failures: number;
  readonly conversations: number;
  /** What it comes to: a sentence. */
  readonly verdict: string;
  /** Where a chat model was asked: what its answers were worth, in sentences. */
  readonly asked?: readonly string[];
  readonly causes: readonly ToldCause[];
  readonly suspects: readonly ToldSuspect[];
  readonly mechanisms: readonly ToldMechanism[];
  readonly interactions: readonly ToldInteraction[];
}

/** What there is to do where nothing can be diagnosed. `step` names the command that does it. */
export interface NothingToDiagnose {
  readonly why: string;
  readonly step?: "import" | "evaluate" | "config";
}

/** A diagnosis as people read it: lines with their places, names in place of ids, what to do next. Every text is on one line and harmless. */
export interface ToldDiagnosis {
  readonly subject: {
    readonly kind: DiagnosisSubject["kind"] | "workspace";
    /** Of an evaluator or a behavior, the file of a prompt, the id of a conversation. */
    readonly name: string;
  };
  readonly prompts: readonly ToldPrompt[];
  /** Set where nothing failed, or nothing is known of what did. */
  readonly nothing?: NothingToDiagnose;
}

/** What the tellers of parts are given. */
export interface Telling {
  readonly snapshot: Snapshot;
  /** Lines of a prompt as its text is now, by key. */
  readonly places: (file: string) => ReadonlyMap<string, InstructionPlace>;
}

/** Lays a diagnosis over the texts as they are: the same diagnosis and the same texts are told the same. */
export function toldDiagnosis(
  diagnosis: Diagnosis,
  telling: Telling,
  kind: ToldDiagnosis["subject"]["kind"] = diagnosis.subject.kind,
): ToldDiagnosis {
  const prompts = diagnosis.prompts.map((prompt) => toldPrompt(prompt, telling));
  const subject = { kind, name: kind === "workspace" ? "" : subjectName(diagnosis.subject, telling) };
  const nothing = emptyText(subject, prompts, telling.snapshot);
  return { subject, prompts, ...(nothing && { nothing }) };
}

/** What is diagnosed where nobody names anything: each prompt that conversations used. */
export const promptSubjects = ({ prompts }: Pick<Snapshot, "prompts">): DiagnosisSubject[] =>
  prompts
    .filter(({ conversations }) => conversations.matched > 0)
    .map(({ file }) => ({ kind: "prompt", file }));

function subjectName(subject: DiagnosisSubject, { snapshot }: Telling): string {
  switch (subject.kind) {
    case "prompt":
      return tame(subject.file, 300);
    case "evaluator":
      return tame(subject.name, 120);
    case "behavior":
      return behaviorOf(subject.id, snapshot).name;
    case "conversation":
      return tame(subject.id, 120);
  }
}

function toldPrompt(prompt: PromptDiagnosis, telling: Telling): ToldPrompt {
  const { name, version, samples, failures, conversations } = prompt;
  const lines = new Lines(prompt.file, telling);
  const suspects = prompt.suspects.map((one) => toldSuspect(one, lines));
  return {
    ...{ file: tame(prompt.file, 1_000), name: tame(name, 120), version },
    ...{ samples, failures, conversations },
    verdict: verdictText(prompt.causes, suspects),
    ...(prompt.asked && { asked: askedSentences(prompt.asked) }),
    causes: prompt.causes.map(toldCause),
    suspects,
    mechanisms: prompt.mechanisms.map((one) => toldMechanism(one, lines)),
    interactions: prompt.interactions.map((one) => toldInteraction(one, lines)),
  };
}

/** The lines of one prompt by key, as they are told. */
class Lines {
  private readonly places: ReadonlyMap<string, InstructionPlace>;
  private readonly texts: ReadonlyMap<string, string>;

  constructor(
    private readonly file: string,
    readonly telling: Telling,
  ) {
    this.places = telling.places(file);
    const figures = telling.snapshot.prompts.find((one) => one.file === file);
    this.texts = new Map(figures?.instructions.map(({ key, text }) => [key, text]));
  }

  of(key: string): ToldLine {
    const place = this.places.get(key);
    return {
      file: tame(this.file, 1_000),
      key,
      text: tame(place?.text ?? this.texts.get(key) ?? "a line that is not there any more", 300),
      ...(place && { line: place.line }),
      ...(place?.isChanged && { isChanged: true }),
    };
  }
}

function behaviorOf(id: string, { behaviors }: Snapshot): { readonly id: string; readonly name: string } {
  return { id, name: tame(behaviors.find((one) => one.id === id)?.name ?? id, 80) };
}

const toldCause = ({ cause, probability, why, evidence }: CauseShare): ToldCause => ({
  ...{ cause, probability, name: causeWords[cause], meaning: causeMeaning[cause] },
  why: why.map((sentence) => tame(sentence, 400)),
  evidence: evidence.map(toldEvidence),
  next: causeNext[cause],
});

function toldSuspect(suspect: Suspect, lines: Lines): ToldSuspect {
  const { blame, probability, key, other, behaviorId, situation, after, why, evidence } = suspect;
  const { failing, exercised, otherwise, effect } = suspect;
  const [at, beside] = [key ?? after, other];
  const told = {
    ...(at !== undefined && { line: lines.of(at) }),
    ...(beside !== undefined && { other: lines.of(beside) }),
    ...(behaviorId !== undefined && { behavior: behaviorOf(behaviorId, lines.telling.snapshot) }),
    ...(situation && { situation: tame(situation.word, 40) }),
  };
  return {
    id: [blame, key ?? "", other ?? "", behaviorId ?? situation?.word ?? ""].join(":"),
    ...{ blame, probability, failing, exercised, otherwise, effect },
    ...told,
    said: suspectText(suspect, told),
    evaluators: suspect.evaluators.map((name) => tame(name, 120)),
    // The counts are in `said`.
    why: why
      .filter((sentence) => !sentence.startsWith(`${failing} of ${exercised} `))
      .map((sentence) => tame(sentence, 400)),
    evidence: evidence.map(toldEvidence),
    next: suspectNext(blame, told),
  };
}

/** Conversations of a mechanism that can be listed. */
const mostListed = 1_000;

function toldMechanism(mechanism: Mechanism, lines: Lines): ToldMechanism {
  const { id, title, cause, probability, failing, share, evaluators, behaviorIds } = mechanism;
  const suspects = mechanism.suspects.map((one) => toldSuspect(one, lines));
  return {
    ...{ id, title: onceQuoted(tame(title, 200)), cause, probability, failing, share, suspects },
    causeName: causeWords[cause],
    evaluators: evaluators.map((name) => tame(name, 120)),
    behaviors: behaviorIds.map((one) => behaviorOf(one, lines.telling.snapshot)),
    causes: mechanism.causes.map(toldCause),
    conversations: mechanism.conversations.slice(0, mostListed),
    exemplars: mechanism.exemplars.map(toldExemplar),
    next: cause === "prompt" && suspects[0] ? suspects[0].next : causeNext[cause],
  };
}

/** The name of a behavior may be a quotation already. */
const onceQuoted = (title: string): string => title.replaceAll("““", "“").replaceAll("””", "”");

const toldExemplar = ({
  conversationId,
  evaluator,
  explanation,
  firstStep,
  gap,
  evidenceAt,
}: Exemplar): ToldExemplar => ({
  conversationId,
  evaluator: tame(evaluator, 120),
  explanation: tame(explanation, 400),
  ...(firstStep && {
    firstStep: {
      ...toldEvidence(firstStep),
      probability: firstStep.probability,
      ...(firstStep.why !== undefined && { why: tame(firstStep.why, 400) }),
    },
  }),
  ...(evidenceAt !== undefined && { evidenceAt }),
  ...(gap && { gap: gapText(gap) }),
});

function toldInteraction(interaction: Interaction, lines: Lines): ToldInteraction {
  const { key, other, behaviorId, evidence } = interaction;
  const told = {
    ...(other !== undefined && { other: lines.of(other) }),
    ...(behaviorId !== undefined && { behavior: behaviorOf(behaviorId, lines.telling.snapshot) }),
  };
  return {
    line: lines.of(key),
    ...told,
    said: interactionText(interaction, told),
    evidence: evidence.map(toldEvidence),
  };
}

const toldEvidence = ({ conversationId, messageIndex, spanId, quote }: Evidence): ToldEvidence => ({
  conversationId,
  ...(messageIndex !== undefined && { messageIndex }),
  ...(spanId !== undefined && { spanId }),
  ...(quote !== undefined && { quote: tame(quote, 200) }),
});
