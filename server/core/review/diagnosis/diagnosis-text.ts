import { percent, plural, tame } from "../wording.ts";
import { causesText, effectText, leastSuspicion } from "./diagnosis-words.ts";
import type {
  ToldCause,
  ToldDiagnosis,
  ToldEvidence,
  ToldExemplar,
  ToldInteraction,
  ToldLine,
  ToldMechanism,
  ToldPrompt,
  ToldSuspect,
} from "./told-diagnosis.ts";

/** How the face at hand sets things off; without, plain text. */
export interface TextPaint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly alarm: (text: string) => string;
}

const plain: TextPaint = { bold: (text) => text, dim: (text) => text, alarm: (text) => text };

export interface DiagnosisTextOptions {
  /** Of suspects, mechanisms and interactions; where nobody says how many, suspects that are likely enough and five of each. */
  readonly top?: number;
  readonly paint?: TextPaint;
}

const usualTop = 5;

/** A diagnosis as a page of text: what it comes to, then line by line why, then the ways in which it goes wrong. */
export function diagnosisText(
  { prompts, nothing }: ToldDiagnosis,
  { top, paint = plain }: DiagnosisTextOptions = {},
): string {
  if (nothing) return nothing.why;
  return prompts
    .filter(({ failures }) => failures > 0)
    .map((prompt) => promptText(prompt, { top: top ?? usualTop, least: top ? 0 : leastSuspicion, paint }))
    .join("\n\n");
}

interface Manner {
  readonly top: number;
  /** Suspects below are not told. */
  readonly least: number;
  readonly paint: TextPaint;
}

function promptText(prompt: ToldPrompt, manner: Manner): string {
  const { file, failures, samples, conversations, verdict, asked = [] } = prompt;
  const { causes, suspects, mechanisms, interactions } = prompt;
  const { bold, dim } = manner.paint;
  const likely = suspects.filter(({ probability }) => probability >= manner.least);
  const parts: (readonly [title: string, blocks: readonly string[], all?: number])[] = [
    ["Why", causes.filter(({ cause }) => cause !== "prompt").flatMap((one) => causeBlock(one, manner))],
    ["Suspects", likely.map((one, index) => suspectBlock(one, index + 1, manner)), suspects.length],
    ["How it goes wrong", mechanisms.map((one, index) => mechanismBlock(one, index + 1, manner))],
    ["Only in company", interactions.map((one) => interactionBlock(one, manner))],
  ];
  return [
    `${bold(file)}  ${failures} of ${plural(samples, "judged sample")} fail, from ${plural(conversations, "conversation")}`,
    `Cause: ${causesText(causes) || "not known"}`,
    verdict,
    ...asked.map((sentence) => dim(sentence)),
    ...parts.flatMap(([title, blocks, all = blocks.length]) => {
      const shown = title === "Why" ? blocks : blocks.slice(0, manner.top);
      const left = all - shown.length;
      if (shown.length === 0) return [];
      return ["", bold(title), ...shown, ...(left > 0 ? [dim(`  and ${left} more: --top ${all}`)] : [])];
    }),
  ].join("\n");
}

const causeBlock = ({ name, meaning, probability, why, evidence }: ToldCause, { paint }: Manner): string[] =>
  why.length + evidence.length === 0
    ? []
    : [
        [
          `  ${name} ${percent(probability)} ${paint.dim(meaning)}`,
          ...why.map((sentence) => `      ${sentence}`),
          ...evidence.slice(0, 2).map((one) => quoteLine(one, paint)),
        ].join("\n"),
      ];

export const placeText = ({ file, line, text, isChanged }: ToldLine): string =>
  `${file}${line === undefined ? "" : `:${line + 1}`} "${tame(text, 140)}"${
    line === undefined ? " (not in the file any more)" : isChanged ? " (changed since)" : ""
  }`;

/** "policy.md:42 "Never promise a date." is ignored: …" */
export const suspectSentence = (suspect: ToldSuspect): string =>
  suspect.blame === "missing" || !suspect.line
    ? `${suspect.line ? `${suspect.line.file}: ` : ""}${suspect.said}`
    : `${placeText(suspect.line)} ${suspect.said}`;

function suspectBlock(suspect: ToldSuspect, rank: number, { paint }: Manner): string {
  const { probability, other, blame, evaluators, why, evidence, next } = suspect;
  return [
    `${String(rank).padStart(2)}  ${paint.alarm(percent(probability).padStart(5))}  ${suspectSentence(suspect)}`,
    ...(other && blame === "conflict" ? [`           the other: ${placeText(other)}`] : []),
    `           ${paint.dim([effectText(suspect), `by ${evaluators.join(", ")}`].filter(Boolean).join("; "))}`,
    ...why.map((sentence) => `           ${sentence}`),
    ...evidence.slice(0, 2).map((one) => quoteLine(one, paint, 11)),
    `           ${next}`,
  ].join("\n");
}

/** Where it can be read, by a command that can be copied. */
const quoteLine = (
  { conversationId, messageIndex, quote }: ToldEvidence,
  paint: TextPaint,
  indent = 6,
): string =>
  `${" ".repeat(indent)}${quote === undefined ? "" : `“${quote}”  `}${paint.dim(whereText(conversationId, messageIndex))}`;

const whereText = (id: string, messageIndex: number | undefined): string =>
  `homeostat show ${shellWord(id)}${messageIndex === undefined ? "" : `  message ${messageIndex + 1}`}`;

/** An id as a word that a shell takes for nothing else; ids are captured text. */
export const shellWord = (id: string): string => {
  const flat = id.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").slice(0, 200);
  return /^[\w.:@/+-]+$/.test(flat) ? flat : `'${flat.replaceAll("'", `'\\''`)}'`;
};

function mechanismBlock(mechanism: ToldMechanism, rank: number, { paint }: Manner): string {
  const { title, share, failing, cause, causeName, probability, suspects, behaviors, exemplars, next } =
    mechanism;
  return [
    `${String(rank).padStart(2)}  ${paint.alarm(percent(share).padStart(5))}  ${paint.bold(title)}  ${paint.dim(`${plural(failing, "failure")}; ${causeName} ${percent(probability)}`)}`,
    ...(cause === "prompt" ? suspects : [])
      .slice(0, 2)
      .map(
        (one) =>
          `           ${one.line && one.blame !== "missing" ? placeText(one.line) : one.said} ${paint.dim(percent(one.probability))}`,
      ),
    ...(behaviors.length > 0
      ? [`           ${paint.dim(`in ${firstOf(behaviors.map(({ name }) => name))}`)}`]
      : []),
    ...exemplars.flatMap((one) => exemplarLines(one, paint)),
    `           ${next}`,
  ].join("\n");
}

/** The first three, and how many more there are. */
const firstOf = (names: readonly string[]): string =>
  names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;

const exemplarLines = (
  { conversationId, evaluator, explanation, firstStep, gap = [] }: ToldExemplar,
  paint: TextPaint,
): string[] => [
  `           ${paint.dim(`${whereText(conversationId, undefined)}`)}  ${evaluator}: ${tame(explanation, 180)}`,
  ...(firstStep ? [`             ${stepText(firstStep)}`] : []),
  ...gap.map((sentence) => `             ${sentence}`),
];

/** "goes wrong first at message 7 (64 %): the tool was called with another id. “book_flight(…)”"; below even odds perhaps. */
export const stepText = ({
  messageIndex,
  probability,
  why,
  quote,
}: NonNullable<ToldExemplar["firstStep"]>): string =>
  `${probability < 0.5 ? "perhaps goes wrong first" : "goes wrong first"} ${messageIndex === undefined ? "in one step" : `at message ${messageIndex + 1}`} (${percent(probability)})${why === undefined ? "" : `: ${why}`}${quote === undefined ? "" : ` “${tame(quote, 100)}”`}`;

const interactionBlock = ({ line, other, said, evidence }: ToldInteraction, { paint }: Manner): string =>
  [
    `    ${placeText(line)} ${said}`,
    ...(other ? [`           the other: ${placeText(other)}`] : []),
    ...evidence.slice(0, 1).map((one) => quoteLine(one, paint, 11)),
  ].join("\n");
