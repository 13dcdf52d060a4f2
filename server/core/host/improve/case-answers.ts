import type { LongWork } from "../../base/index.ts";
import { applyEdits, type DatasetCase, type Suggestion } from "../../improve/index.ts";
import { readPrompt } from "../../prompt/index.ts";
import { freshRunText, lastAnswer } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { type FreshUnit, freshUnit, type KeptRun, readFreshRuns } from "../ablation/fresh-runs.ts";
import type { Config } from "../config.ts";
import { agentKeyOf } from "../replay/agent-of-trial.ts";
import type { ReplayQuery, ReplayWorld } from "../replay/replay.ts";
import { caseContexts } from "./case-contexts.ts";
import { cycleCalled } from "./cycle-evidence.ts";
import type { CyclesPlace } from "./known-cycles.ts";
import { keptDataset } from "./make-dataset.ts";

/** A case of a cycle, by the id of the cycle or of what it suggests. */
export interface CaseQuery {
  readonly id: string;
  readonly case: string;
}

/** What was said in a case with the text as it was and with the suggested one. */
export interface CaseAnswers {
  /** The last answers. */
  readonly before?: string;
  readonly after?: string;
  /** Both conversations whole, to be laid side by side. */
  readonly documents?: { readonly before: string; readonly after: string };
  /** Why there are none, as a sentence. */
  readonly reason?: string;
}

export interface CaseAnswersWorld extends CyclesPlace {
  readonly replayWorld: (query: ReplayQuery) => Promise<ReplayWorld & { readonly config: Config }>;
}

/** Trials of a case that are looked for; the gate makes no more by itself. */
const mostTrials = 8;

/** Reads what is kept; nothing is run. Of several trials one whose verdicts differ. Throws `suggestion-unknown`, and what a replay throws. */
export async function caseAnswers(
  query: CaseQuery,
  { store, root, replayWorld }: CaseAnswersWorld,
  { signal }: LongWork = {},
): Promise<CaseAnswers> {
  const { suggestion, dataset: version, plan } = await cycleCalled({ store, root }, query.id);
  if (!suggestion) return { reason: "Nothing was suggested, so there is no text after." };
  const dataset = await keptDataset(store, version);
  const own = dataset?.cases.find(({ id }) => id === query.case);
  if (!own) return { reason: "The case is not in the store any more." };
  const replay = await replayWorld({
    ...{ conversationIds: [], prompt: plan.prompt.file, agent: plan.agent.name },
  });
  signal?.throwIfAborted();
  const units = await unitsOf(own, suggestion, { store, replay });
  const kept = await readFreshRuns(
    store,
    units.flatMap(({ before, after }) => [before.id, after.id]),
  );
  const pairs = units.flatMap(({ before, after }) => {
    const [was, is] = [kept.get(before.id), kept.get(after.id)];
    return was && is ? [{ was, is, unit: before }] : [];
  });
  const pair = pairs.find(({ was, is }) => verdictsOf(was) !== verdictsOf(is)) ?? pairs[0];
  if (!pair)
    return {
      reason:
        "Its runs are not kept, or the agent was configured otherwise since. Run it again: Homeostat: Replay This Conversation.",
    };
  return told(pair, replay, own);
}

interface UnitPair {
  readonly before: FreshUnit;
  readonly after: FreshUnit;
}

async function unitsOf(
  own: DatasetCase,
  suggestion: Suggestion,
  { store, replay }: { store: Store; replay: ReplayWorld & { readonly config: Config } },
): Promise<UnitPair[]> {
  const { file, definition } = replay;
  const context = (await caseContexts(store, [own], file, definition.toolsFile)).get(own.id);
  if (!context) return [];
  const { base, hunks } = suggestion;
  const edits = Object.fromEntries(
    Object.keys(base).map((name) => [name, hunks.filter((hunk) => hunk.file === name)]),
  );
  const texts = [base, applyEdits(base, edits)].map((one) => one[file.file]);
  const [before, after] = texts.map((text) =>
    readPrompt(file.file, text ?? file.document.text, file.options),
  );
  const key = agentKeyOf(replay);
  return Array.from({ length: mostTrials }, (_, trial) => ({
    before: freshUnit(context, before!, trial, key),
    after: freshUnit(context, after!, trial, key),
  }));
}

const verdictsOf = ({ evaluations }: KeptRun): string =>
  JSON.stringify(
    Object.entries(evaluations)
      .map(([key, parts]) => [key, parts.map(([part, label]) => [part, label])] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

function told(
  { was, is, unit }: { readonly was: KeptRun; readonly is: KeptRun; readonly unit: FreshUnit },
  { evaluators, file }: ReplayWorld,
  own: DatasetCase,
): CaseAnswers {
  const { conversation } = unit.context.whole;
  const document = ({ run, evaluations }: KeptRun, how: string): string =>
    freshRunText(
      {
        ...run,
        verdicts: evaluators.map(({ name, key }) => ({ evaluator: name, verdicts: evaluations[key] ?? [] })),
      },
      { conversation, prompt: { file: file.file, version: unit.document.version }, how },
    );
  const [before, after] = [lastAnswer(was.run.messages), lastAnswer(is.run.messages)];
  const of = own.input === undefined ? "" : ", asked otherwise";
  return {
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    documents: {
      before: document(was, `with the text as it was${of}`),
      after: document(is, `with the suggested text${of}`),
    },
  };
}
