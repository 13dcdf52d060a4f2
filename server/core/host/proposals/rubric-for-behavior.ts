import { nameFrom } from "../../attribution/index.ts";
import type { Count, LongWork } from "../../base/index.ts";
import { parseEvaluators, type Shown, samplesOf } from "../../evaluators/index.ts";
import type { BehaviorProposal, BehaviorProposals } from "../../review/index.ts";
import { anyOf, equals, type Message, type Sample } from "../../store/index.ts";
import type { WritingModels } from "../judging/writing-models.ts";
import {
  type BehaviorWorld,
  collecting,
  contrastIn,
  entryFor,
  nameFor,
  noLine,
  reportOf,
} from "./behavior-proposal.ts";
import { type BehaviorSamples, behaviorSamples, type JudgedConversation } from "./behavior-samples.ts";
import { freeNames } from "./free-names.ts";
import { measureCheck, paidEffort, spread } from "./measure-check.ts";
import { criterionIn, writtenRubric } from "./propose-rubrics.ts";
import { behaviorRubricForm, orderForBehavior } from "./rubric-form.ts";

/** Conversations that the writer is shown of each side, and of each side those that its criterion is tried on. */
const shownOnASide = 4;
const triedOnASide = paidEffort.tried! / 2;
const longestShown = 3_000;
const longestMessage = 500;

/**
 * Has a model write a criterion from some conversations of a behavior that failed and some that passed, and holds it against others. Throws
 * `behavior-unknown`.
 */
export async function rubricForBehavior(
  world: BehaviorWorld,
  id: string,
  models: WritingModels,
  work: LongWork = {},
): Promise<BehaviorProposals> {
  const read = await behaviorSamples(world.store, world.built, id, work);
  const report = reportOf(read, world);
  const sides = [true, false].map((side) => read.judged.filter(({ failed }) => failed === side));
  if (sides.some((side) => side.length === 0))
    return { ...report, nothing: "There is nothing to tell apart: some must have failed and some passed." };
  const [bad = [], good = []] = sides.map((side) => spread(side, shownOnASide));
  // On others than it was written from, as far as there are any.
  const others = sides.flatMap((side) =>
    spread(
      side.filter((one) => !bad.includes(one) && !good.includes(one)),
      triedOnASide,
    ),
  );
  const offer = await offerFrom({ bad, good, others }, read, { world, models, work });
  const { judge } = world.services;
  return { ...report, ...offer, judges: "refused" in judge ? [] : judge.tallies() };
}

interface Chosen {
  readonly bad: readonly JudgedConversation[];
  readonly good: readonly JudgedConversation[];
  readonly others: readonly JudgedConversation[];
}

interface Asking {
  readonly world: BehaviorWorld;
  readonly models: WritingModels;
  readonly work: LongWork;
}

type Offer = Pick<BehaviorProposals, "proposals"> | Pick<BehaviorProposals, "nothing">;

async function offerFrom(
  { bad, good, others }: Chosen,
  read: BehaviorSamples,
  { world, models, work }: Asking,
): Promise<Offer> {
  const behavior = nameFor(read, world);
  work.progress?.({ stage: `asking ${models.names.writer} for a rubric`, done: 0, total: 1 });
  const written = await writtenRubric(
    {
      form: behaviorRubricForm,
      criterion: orderForBehavior,
      shown: await shownFor(read, world, { behavior, bad, good }),
      asked: [behavior, read.figures.description, ...read.figures.words].join("\n"),
    },
    world.services,
    models,
    work.signal,
  );
  if ("nothing" in written) return written;
  const { rubric } = written;
  const raw = {
    name: freeNames(world.evaluators)(nameFrom(rubric.name)),
    ...{ scope: rubric.scope, assert: [{ type: "llm-rubric", value: criterionIn(rubric) }] },
    ...(rubric.applies !== "" && { when: [{ type: "llm-rubric", value: rubric.applies }] }),
  };
  const [evaluator] = parseEvaluators([raw]).evaluators;
  if (!evaluator) return { nothing: `${models.model} wrote no usable rubric.` };
  const { labels, onVerdict } = collecting();
  const samples = others.flatMap((one) => read.samplesOf.get(one.id) ?? []);
  const measuring = { samples, exercise: world.built.input.exercise, effort: paidEffort, onVerdict };
  const figure = await measureCheck(evaluator, noLine, measuring, world.services, work);
  const contrast = contrastIn(others, labels);
  const refused = whyNotOffered(figure.n, others.length, contrast);
  if (refused !== undefined)
    return { nothing: `${models.model} wrote a rubric that is not offered: ${refused}. “${rubric.passes}”` };
  const exemplars = { failing: bad.map(({ id }) => id), passing: good.map(({ id }) => id) };
  // Without the behavior's name: those are words of users, and what a description says an evaluator claims to test.
  const description = `A rubric that ${models.model} wrote for this behavior, from conversations that failed (${exemplars.failing.join(", ")}) and that passed (${exemplars.passing.join(", ")}).`;
  const entry = entryFor(raw, description, evaluator, behavior);
  // Adding it asks about conversations that nobody judged yet, and about each trial of a task.
  const ofAll = await countSamples(world.store, read.members, evaluator.scope, work.signal);
  const proposal = { pattern: "rubric", name: raw.name, writtenBy: models.model, entry, contrast, exemplars };
  return { proposals: [{ ...proposal, figure: { ...figure, ofAll } }] };
}

/** `n`: verdicts on the `tried` conversations. */
function whyNotOffered(
  n: number,
  tried: number,
  { failing, passing }: BehaviorProposal["contrast"],
): string | undefined {
  if (tried === 0) return "there are no other conversations to try it on";
  if (n === 0) return "it gave no verdict on any that it was tried on";
  return rateOf(failing) > rateOf(passing)
    ? undefined
    : `it fails ${failing.k} of ${failing.n} that fail and ${passing.k} of ${passing.n} that pass`;
}

const rateOf = ({ k, n }: Count): number => (n === 0 ? 0 : k / n);

async function countSamples(
  store: BehaviorWorld["store"],
  ids: readonly string[],
  scope: Sample["scope"],
  signal: AbortSignal | undefined,
): Promise<number> {
  let count = 0;
  for await (const page of store.pages(ids, signal))
    for (const { conversation, messages } of page)
      count += samplesOf(conversation.id, messages, conversation).filter((one) => one.scope === scope).length;
  return count;
}

async function shownFor(
  { figures, messagesOf }: BehaviorSamples,
  { store, evaluators }: BehaviorWorld,
  {
    behavior,
    bad,
    good,
  }: { behavior: string; bad: readonly JudgedConversation[]; good: readonly JudgedConversation[] },
): Promise<Shown[]> {
  const found = await store.tables.evaluations.read({
    where: `${anyOf(
      "conversationId",
      bad.map(({ id }) => id),
    )} AND ${equals("label", "fail")}`,
    columns: ["id", "conversationId", "evaluatorKey", "explanation"],
  });
  const current = new Map(evaluators.map(({ key, name }) => [key, name]));
  const wrong = (id: string): string[] =>
    found
      .filter((row) => row.conversationId === id && current.has(row.evaluatorKey ?? ""))
      .map((row) => `${current.get(row.evaluatorKey!)}: ${(row.explanation ?? "").slice(0, longestMessage)}`)
      .sort()
      .slice(0, 3);
  const textOf = (id: string): string => conversationIn(messagesOf.get(id) ?? []);
  return [
    {
      label: "the behavior",
      text: [behavior, figures.description, figures.words.join(", ")].filter(Boolean).join("\n"),
    },
    ...bad.flatMap(({ id }) => [
      { label: "a conversation that failed", text: textOf(id) },
      ...(wrong(id).length > 0
        ? [{ label: "what was found wrong with it", text: wrong(id).join("\n") }]
        : []),
    ]),
    ...good.map(({ id }) => ({ label: "a conversation that passed", text: textOf(id) })),
  ];
}

/** What was said and called, as far as it goes; prompts are left out. */
function conversationIn(messages: readonly Message[]): string {
  const lines = messages.flatMap(({ role, text, toolCalls = [], toolName }) => {
    if (role === "system") return [];
    const who = role === "assistant" ? "agent" : role === "tool" ? `tool ${toolName ?? ""}`.trim() : role;
    return [
      ...(text.trim() === "" ? [] : [`${who}: ${oneLine(text)}`]),
      ...toolCalls.map(({ name, args }) => `agent calls ${name}: ${oneLine(JSON.stringify(args) ?? "")}`),
    ];
  });
  return lines.join("\n").slice(0, longestShown);
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, " ").slice(0, longestMessage);
