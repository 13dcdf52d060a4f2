import { groupBy, indexBy, LineIndex } from "../base/index.ts";
import { assertedIn, type Evaluator, samplesOf } from "../evaluators/index.ts";
import type {
  FailureBundle,
  FailureList,
  FailurePrompt,
  FailuresQuery,
  FailureToolCall,
} from "../review/index.ts";
import {
  anyOf,
  type Evaluation,
  equals,
  evaluationId,
  evaluationOf,
  type Row,
  type Sample,
  type Store,
  type WholeConversation,
} from "../store/index.ts";
import type { Built } from "./build-snapshot.ts";
import { evaluatorCalled, promptCalled } from "./evaluate-options.ts";
import { failedCriteria } from "./failed-criteria.ts";
import type { PromptFile } from "./prompt-files.ts";

export interface FailureWorld {
  readonly store: Store;
  readonly evaluators: readonly Evaluator[];
  readonly files: readonly PromptFile[];
  readonly built: Built;
}

const defaultLimit = 100;

/** What the evaluators fail as they are defined now, the latest evaluation first. Throws `evaluator-unknown`, `prompt-unknown`. */
export async function listFailures(world: FailureWorld, query: FailuresQuery): Promise<FailureList> {
  const { store, evaluators, files, built } = world;
  const asked = query.evaluator === undefined ? evaluators : [evaluatorCalled(query.evaluator, evaluators)];
  const linked = query.prompt === undefined ? undefined : linkedTo(promptCalled(query.prompt, files), built);
  const where = [
    "`label` = 'fail'",
    anyOf(
      "evaluatorKey",
      asked.map(({ key }) => key),
    ),
    ...(query.conversation === undefined ? [] : [equals("conversationId", query.conversation)]),
  ].join(" AND ");
  const rows = await store.tables.evaluations.read({
    where,
    columns: ["id", "evaluator", "conversationId", "atMs"],
  });
  const meant = rows
    .filter(
      ({ evaluator = "", conversationId = "" }) =>
        built.isMeant(evaluator, conversationId) && (linked?.has(conversationId) ?? true),
    )
    .sort((a, b) => (b.atMs ?? 0) - (a.atMs ?? 0) || (a.id < b.id ? -1 : 1));
  const ids = meant.slice(0, query.limit ?? defaultLimit).map(({ id }) => id);
  return { total: meant.length, failures: await bundles(world, ids) };
}

const linkedTo = ({ file }: PromptFile, { input }: Built): ReadonlySet<string> =>
  new Set((input.linked.get(file) ?? []).map(({ conversationId = "" }) => conversationId));

/** In the order of `ids`. */
async function bundles(world: FailureWorld, ids: readonly string[]): Promise<FailureBundle[]> {
  const { store } = world;
  const rows = (await store.tables.evaluations.readAny("id", ids)).map(evaluationOf);
  const failing = rows.filter(({ label }) => label === "fail");
  const conversationIds = [...new Set(failing.map(({ conversationId }) => conversationId))];
  const [whole, links] = await Promise.all([
    store.conversations(conversationIds),
    store.tables.links.readAny("conversationId", conversationIds),
  ]);
  const byId = indexBy(failing, (one) => evaluationId(one.evaluatorKey, one.sampleId));
  const wholeById = indexBy(whole, ({ conversation }) => conversation.id);
  const linksOf = groupBy(links, ({ conversationId }) => conversationId ?? "");
  return ids.flatMap((id) => {
    const evaluation = byId.get(id);
    const conversation = evaluation && wholeById.get(evaluation.conversationId);
    if (!conversation) return [];
    return bundleOf(world, evaluation, conversation, linksOf.get(evaluation.conversationId) ?? []) ?? [];
  });
}

function bundleOf(
  world: FailureWorld,
  evaluation: Evaluation,
  { conversation, messages, spans }: WholeConversation,
  links: readonly Row<"links">[],
): FailureBundle | undefined {
  const { evaluator, evaluatorKey, sampleId, conversationId, score, messageIndex } = evaluation;
  const sample = samplesOf(conversationId, messages, conversation).find(({ id }) => id === sampleId);
  if (!sample) return undefined;
  const { outcome, taskId } = conversation;
  const definition = world.evaluators.find(({ key }) => key === evaluatorKey)?.definition;
  return {
    ...{ id: evaluationId(evaluatorKey, sampleId), evaluator, scope: sample.scope },
    ...{ conversationId, sampleId, traceIds: [...new Set(spans.map(({ traceId }) => traceId))] },
    ...(taskId !== undefined && { taskId }),
    ...{ input: sample.input, output: sample.output, reason: evaluation.explanation },
    ...(score !== undefined && { score }),
    ...(messageIndex !== undefined && { messageIndex }),
    failed: failedCriteria(definition ? assertedIn(definition) : [], evaluation),
    toolCalls: toolCallsOf(sample),
    prompts: links.flatMap((link) => promptOf(world, evaluator, link) ?? []),
    ...(outcome && {
      outcome: { label: outcome.label, ...(outcome.explanation && { explanation: outcome.explanation }) },
    }),
  };
}

/** The results follow the calls, at times after the sample's own end. */
function toolCallsOf({ messages, from, to }: Sample): FailureToolCall[] {
  const results = indexBy(
    messages.filter(({ toolCallId }) => toolCallId !== undefined),
    ({ toolCallId }) => toolCallId!,
  );
  return messages
    .slice(from, to)
    .flatMap(({ toolCalls }) => toolCalls ?? [])
    .map(({ id, name, args }) => {
      const result = results.get(id);
      return {
        ...{ name, args },
        ...(result && { result: result.text }),
        ...(result?.isError && { isError: true }),
      };
    });
}

function promptOf(
  { files, built }: FailureWorld,
  evaluator: string,
  { file, version = "" }: Row<"links">,
): FailurePrompt | undefined {
  if (!file) return undefined;
  const document = files.find((one) => one.file === file)?.document;
  const figures = built.snapshot.prompts.find((one) => one.file === file);
  const covered = figures?.instructions.filter(({ evaluators }) => evaluators.includes(evaluator)) ?? [];
  const lines = document && new LineIndex(document.text);
  return {
    ...{ file, version },
    instructions: covered.map(({ key, text }) => {
      const now = document?.instructions.find((one) => one.key === key);
      return { text, ...(now && lines && { line: lines.positionAt(now.range.start).line + 1 }) };
    }),
  };
}
