import { nameFrom } from "../../attribution/index.ts";
import type { Count, LongWork } from "../../base/index.ts";
import { parseEvaluators, type Shown, samplesOf } from "../../evaluators/index.ts";
import type { BehaviorProposals } from "../../review/index.ts";
import { anyOf, equals, type Message, type Sample } from "../../store/index.ts";
import { type BehaviorSamples, behaviorSamples, type JudgedConversation } from "./behavior-samples.ts";
import { measureCheck, paidEffort, spread } from "./measure-check.ts";
import type { RubricModels } from "./plan-rubrics.ts";
import {
  type BehaviorWorld,
  collecting,
  contrastIn,
  entryFor,
  freeName,
  nameFor,
  noLine,
  reportOf,
} from "./propose-for-behavior.ts";
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
  models: RubricModels,
  work: LongWork = {},
): Promise<BehaviorProposals> {
  const { services, built } = world;
  const read = await behaviorSamples(world.store, built, id, work);
  const report = reportOf(read, world);
  const [failed, passed] = [true, false].map((side) => read.judged.filter((one) => one.failed === side)) as [
    JudgedConversation[],
    JudgedConversation[],
  ];
  if (failed.length === 0 || passed.length === 0)
    return { ...report, nothing: "There is nothing to tell apart: some must have failed and some passed." };
  const [bad, good] = [failed, passed].map((side) => spread(side, shownOnASide)) as [
    typeof failed,
    typeof passed,
  ];
  const behavior = nameFor(read, world);
  work.progress?.({ stage: `asking ${models.names.writer} for a rubric`, done: 0, total: 1 });
  const written = await writtenRubric(
    {
      form: behaviorRubricForm,
      criterion: orderForBehavior,
      shown: await shownFor(read, world, { behavior, bad, good }),
      asked: [behavior, read.figures.description, ...read.figures.words].join("\n"),
    },
    services,
    models,
    work.signal,
  );
  const { judge } = services;
  const judges = (): BehaviorProposals["judges"] => ("refused" in judge ? [] : judge.tallies());
  if ("nothing" in written) return { ...report, nothing: written.nothing, judges: judges() };
  const { rubric } = written;
  const exemplars = { failing: bad.map((one) => one.id), passing: good.map((one) => one.id) };
  // Without the behavior's name: those are words of users, and what a description says an evaluator claims to test.
  const description = `A rubric that ${models.model} wrote for this behavior, from conversations that failed (${exemplars.failing.join(", ")}) and that passed (${exemplars.passing.join(", ")}).`;
  const raw = {
    name: freeName(nameFrom(rubric.name), world.evaluators),
    ...{ scope: rubric.scope, assert: [{ type: "llm-rubric", value: criterionIn(rubric) }] },
    ...(rubric.applies !== "" && { when: [{ type: "llm-rubric", value: rubric.applies }] }),
  };
  const [evaluator] = parseEvaluators([raw]).evaluators;
  if (!evaluator) return { ...report, nothing: `${models.model} wrote no usable rubric.`, judges: judges() };
  // On others than it was written from, as far as there are any.
  const others = [failed, passed].flatMap((side) => {
    const unseen = side.filter((one) => !bad.includes(one) && !good.includes(one));
    return spread(unseen, triedOnASide);
  });
  const samples = others.flatMap((one) => read.samplesOf.get(one.id) ?? []);
  const { labels, onVerdict } = collecting();
  const measuring = { samples, exercise: built.input.exercise, effort: paidEffort, onVerdict };
  const figure = await measureCheck(evaluator, noLine, measuring, services, work);
  const contrast = contrastIn(others, labels);
  if (figure.n === 0) {
    const why =
      others.length === 0
        ? "there are no other conversations to try it on"
        : "it gave no verdict on any that it was tried on";
    return {
      ...report,
      nothing: `${models.model} wrote a rubric that is not offered: ${why}. “${rubric.passes}”`,
      judges: judges(),
    };
  }
  if (rateOf(contrast.failing) <= rateOf(contrast.passing)) {
    const { failing, passing } = contrast;
    return {
      ...report,
      nothing: `${models.model} wrote a rubric that is not offered: it fails ${failing.k} of ${failing.n} that fail and ${passing.k} of ${passing.n} that pass. “${rubric.passes}”`,
      judges: judges(),
    };
  }
  const entry = entryFor(raw, description, evaluator, behavior);
  // Adding it asks about conversations that nobody judged yet, and about each trial of a task.
  const ofAll = await countSamples(world.store, read.members, evaluator.scope, work.signal);
  const proposal = { pattern: "rubric", name: raw.name, writtenBy: models.model, entry, contrast, exemplars };
  return {
    ...report,
    proposals: [{ ...proposal, figure: { ...figure, ofAll } }],
    judges: judges(),
  };
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
