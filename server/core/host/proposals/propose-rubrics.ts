import { nameFrom } from "../../attribution/index.ts";
import type { LongWork } from "../../base/index.ts";
import {
  type AnswerForm,
  type EvaluationServices,
  type Evaluator,
  parseEvaluators,
  type Shown,
} from "../../evaluators/index.ts";
import type {
  CheckProposal,
  ProposalFigure,
  ProposalsReport,
  ProposedLine,
  RubricQuery,
} from "../../review/index.ts";
import type { Sample } from "../../store/index.ts";
import type { WritingModels } from "../judging/writing-models.ts";
import {
  type LinesToPropose,
  linesToPropose,
  type ProposalWorld,
  type WantedLine,
  whyUntestable,
} from "./lines-to-propose.ts";
import { measureCheck, paidEffort, spread } from "./measure-check.ts";
import { checksFor } from "./propose-checks.ts";
import { rubricFault } from "./rubric-fault.ts";
import { orderFor, rubricForm, type WrittenRubric } from "./rubric-form.ts";

/** Recorded answers that the writer is shown, and how much of each. */
const shownAnswers = 3;
const shownLength = 600;
/** How often a criterion is asked for, where the first is of no use. */
const attempts = 2;

type Written = { readonly rubric: WrittenRubric } | { readonly nothing: string };

/**
 * Has a model write a rubric for each line that is asked for, runs it on some samples as a judge would, and breaks answers that it passes.
 * What gives no verdict on anything is not offered. `world.services` ask within the limits of the caller. Throws `prompt-unknown`.
 */
export async function proposeRubrics(
  world: ProposalWorld,
  query: RubricQuery,
  models: WritingModels,
  work: LongWork = {},
): Promise<ProposalsReport> {
  const wanted = await linesToPropose(world, query, work);
  const { file, prompt } = wanted;
  const isForAll = query.line === undefined;
  const lines = wanted.lines.filter(
    (line) => !isForAll || (whyUntestable(line) === undefined && checksFor(line, wanted).length === 0),
  );
  const found: ProposedLine[] = [];
  for (const [done, line] of lines.entries()) {
    work.signal?.throwIfAborted();
    work.progress?.({ stage: `asking ${models.names.writer} for rubrics`, done, total: lines.length });
    found.push({ ...line.said, ...(await rubricFor(line, wanted, { world, models, work })) });
  }
  const { judge } = world.services;
  return {
    ...{ file: file.file, conversations: prompt.conversations, total: prompt.total, lines: found },
    judges: "refused" in judge ? [] : judge.tallies(),
  };
}

interface Asking {
  readonly world: ProposalWorld;
  readonly models: WritingModels;
  readonly work: LongWork;
}

async function rubricFor(
  line: WantedLine,
  { file, prompt, exercise, freeName }: LinesToPropose,
  { world: { services }, models, work }: Asking,
): Promise<Pick<ProposedLine, "proposals" | "nothing">> {
  const untestable = whyUntestable(line);
  if (untestable !== undefined) return { proposals: [], nothing: untestable };
  const written = await writtenFor(line, services, models, work.signal);
  if ("nothing" in written) return { proposals: [], nothing: written.nothing };
  const { rubric } = written;
  const { model } = models;
  const entry = {
    name: freeName(nameFrom(rubric.name)),
    description: `A rubric that ${model} wrote for this line.`,
    ...{ scope: rubric.scope, prompts: [file.name] },
    ...(rubric.applies !== "" && { when: [{ type: "llm-rubric", value: rubric.applies }] }),
    assert: [{ type: "llm-rubric", value: criterionIn(rubric) }],
    covers: [line.cover!],
  };
  const [evaluator] = parseEvaluators([entry]).evaluators;
  if (!evaluator) return { proposals: [], nothing: `${model} wrote no usable rubric.` };
  const { samples } = line;
  const measuring = { samples, exercise, effort: paidEffort };
  const measured = await measureCheck(evaluator, line.instruction, measuring, services, work);
  const figure = { ...measured, toJudge: leftOf(prompt, evaluator, measured) };
  const proposal: CheckProposal = {
    ...{ pattern: "rubric", name: evaluator.name, writtenBy: model, entry, figure },
  };
  if (figure.n > 0) return { proposals: [proposal] };
  const { unknown, notApplicable } = figure;
  const came =
    unknown + notApplicable === 0
      ? "there is nothing at hand to try it on"
      : unknown > 0
        ? `it gave no verdict on any of ${unknown} answers it was tried on`
        : `it applies to none of ${notApplicable} answers it was tried on`;
  return {
    proposals: [],
    nothing: `${model} wrote a rubric that is not offered: ${came}. “${rubric.passes}”`,
  };
}

/**
 * Once added it judges all answers of the prompt: those that do not put the line to work, and those of versions without it. Of conversations
 * beyond the newest that were read, as many are reckoned as those had.
 */
function leftOf(
  { samples, conversations, total }: LinesToPropose["prompt"],
  { scope }: Evaluator,
  { n, unknown, notApplicable }: ProposalFigure,
): number {
  const read = samples.filter((one) => one.scope === scope).length;
  const all = conversations === 0 ? 0 : Math.ceil((read * total) / conversations);
  return Math.max(0, all - n - unknown - notApplicable);
}

/** One line, as a person would write it: the sentence that is met, then the one that says what is not. */
export const criterionIn = ({ passes, fails }: WrittenRubric): string => `${passes} Not met: ${fails}`;

function writtenFor(
  { instruction, samples }: WantedLine,
  services: EvaluationServices,
  models: WritingModels,
  signal: AbortSignal | undefined,
): Promise<Written> {
  const recorded = answersIn(samples);
  const shown = [
    { label: "the line", text: instruction.text },
    ...(instruction.section.length > 0
      ? [{ label: "the section it stands in", text: instruction.section.join(" > ") }]
      : []),
    ...recorded.map((text) => ({ label: "a recorded answer", text })),
  ];
  const asked = [instruction.text, ...instruction.section].join("\n");
  const request = { form: rubricForm, criterion: orderFor("the line"), shown, asked };
  return writtenRubric(request, services, models, signal);
}

export interface RubricRequest {
  readonly form: AnswerForm<WrittenRubric>;
  readonly criterion: string;
  readonly shown: readonly Shown[];
  /** What the rubric is for, in words that it may share. */
  readonly asked: string;
}

/** Asks for a rubric, and once more where what came cannot be used. */
export async function writtenRubric(
  { asked, ...question }: RubricRequest,
  { judge }: EvaluationServices,
  { writer, model }: WritingModels,
  signal: AbortSignal | undefined,
): Promise<Written> {
  if ("refused" in judge) return { nothing: `${judge.refused}.` };
  const recorded = question.shown.map(({ text }) => text);
  let nothing = "";
  for (let trial = 0; trial < attempts; trial++) {
    const reply = await judge.ask(
      question,
      // What is shown is of several conversations, so the answer is kept by none.
      { conversationId: "", provider: writer, trial, keeps: false, signal },
    );
    if ("refused" in reply) return { nothing: `There is no rubric: ${reply.refused}.` };
    const fault = rubricFault(reply.answer, { asked, recorded });
    if (fault === undefined) return { rubric: reply.answer };
    nothing = `There is no rubric: what ${model} wrote ${fault}.`;
  }
  return { nothing };
}

/** Answers of different conversations, as far as they go. */
function answersIn(samples: readonly Sample[]): string[] {
  const turns = samples.filter(({ scope, output }) => scope === "turn" && output.trim() !== "");
  const byConversation = new Map(turns.map((sample) => [sample.conversationId, sample]));
  return spread([...byConversation.values()], shownAnswers).map(({ output }) => output.slice(0, shownLength));
}
