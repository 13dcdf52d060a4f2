import { attribute, type PromptFigures } from "../attribution/index.ts";
import type { EvaluatorInfo, QueryContext, Snapshot } from "../review/index.ts";
import { keptAblations } from "./ablation/kept-ablations.ts";
import { behaviorMembers, figuresOfBehaviors } from "./behaviors-in-figures.ts";
import type { Config } from "./config.ts";
import type { OutcomeDefinition } from "./config-outcomes.ts";
import { coverageOfBehaviors } from "./coverage-of-behaviors.ts";
import { type FiguresInput, promptConversations } from "./figures-input.ts";
import type { FiguresReader } from "./figures-reader.ts";
import { knownVersions } from "./identity/known-versions.ts";
import { unknownIntents } from "./issues-input.ts";
import type { KnownVersion } from "./match-prompts.ts";
import { coveredTexts, keptTests, testStamp } from "./mutation/kept-tests.ts";
import { type ResolvedTrust, resolvedTrust } from "./mutation/resolved-trust.ts";
import { namedBehaviors } from "./named-behaviors.ts";
import { byKind, type Outcomes, readOutcomes } from "./outcomes/outcome-rows.ts";
import { outcomesByQuery } from "./outcomes/outcomes-by-query.ts";
import { withOutcomes } from "./outcomes/outcomes-in-figures.ts";
import type { PromptFile } from "./prompt-files.ts";
import { trafficOfPrompts } from "./prompt-traffic.ts";
import type { QueryWorld } from "./query/condition-plans.ts";
import { readTags, type Tagged, withTags } from "./tags-in-figures.ts";
import { toolsOfPrompts } from "./tools-of-prompts.ts";
import { trafficOfEvaluators } from "./traffic-of-evaluators.ts";

/** A snapshot, and beside it the full evidence that it is too small to carry. */
export interface Built {
  readonly snapshot: Snapshot;
  /** Failing conversations by instruction key. */
  readonly failing: ReadonlyMap<string, readonly string[]>;
  readonly input: FiguresInput;
  readonly outcomes: Outcomes;
  /** Of the configuration's, those in force: no imported kind goes before them. */
  readonly defined: readonly OutcomeDefinition[];
  readonly tagged: readonly Tagged[];
  /** Whether an evaluator, by its name, is still meant for a conversation: one that was narrowed leaves verdicts behind. */
  readonly isMeant: (evaluator: string, conversationId: string) => boolean;
}

export async function buildSnapshot(
  world: QueryWorld,
  config: Config,
  context: QueryContext,
  reader: FiguresReader,
): Promise<Built> {
  const { store, files } = world;
  const revision = await store.revision();
  const [versions, read, tagged, imported, tests, ablations] = await Promise.all([
    knownVersions(store, files),
    reader.read(config.evaluators),
    readTags(store),
    readOutcomes(store),
    keptTests(store, config.evaluators, files),
    keptAblations(store),
  ]);
  const trustOf = (one: Config["evaluators"][number]): ResolvedTrust =>
    resolvedTrust(one, tests.get(one.name), config.trust);
  const evaluators = config.evaluators.map((one) => ({ ...one, trust: trustOf(one).trust }));
  const isMeant = meantFor(config.evaluators, files, read, world.decidedNames);
  const verdicts = read.verdicts.filter((one) => isMeant(one.evaluator, one.conversationId));
  const input: FiguresInput = { ...read, verdicts };
  // What is known for certain goes before what a query makes of conversations.
  const known = new Set(imported.map(({ kind }) => kind));
  const defined = config.outcomes.filter(({ name }) => !known.has(name));
  const outcomes = byKind(
    [...imported, ...(await outcomesByQuery(defined, input.conversations, world, context))],
    defined.map(({ name }) => name),
  );
  const unknown = await unknownIntents(store, input);
  const failing = new Map<string, readonly string[]>();
  const prompts = files.map((file): PromptFigures => {
    const result = attribute({
      name: file.name,
      file: file.file,
      versions: versionsInPlay(file, versions, input),
      evaluators: evaluators.filter((one) => !one.prompts || one.prompts.includes(file.name)),
      verdicts: input.verdicts,
      conversations: promptConversations(input, file.file),
      exercise: input.exercise,
      thresholds: config.thresholds,
      counts: countsOf(file.file, input),
    });
    for (const [key, ids] of result.failing) failing.set(key, [...(failing.get(key) ?? []), ...ids]);
    return result.figures;
  });
  // One without any conversation was found by a search that was killed before it said what is in it.
  const members = behaviorMembers(input);
  const found = figuresOfBehaviors(input, members).filter(({ size }) => size > 0);
  const withTheirTags = withTags(found, tagged, input);
  const later = withOutcomes(withTheirTags.behaviors, outcomes, tagged, input);
  const traffic = trafficOfEvaluators(input, config.evaluators, isMeant);
  const infoOf = (one: Config["evaluators"][number]): EvaluatorInfo => ({
    ...evaluatorInfo(one, config, trustOf(one)),
    ...(tests.has(one.name) && { test: testStamp(one, config.trust, coveredTexts(one, files)) }),
    ...(read.flips.has(one.name) && { flips: read.flips.get(one.name)! }),
    ...(traffic.has(one.name) && { traffic: traffic.get(one.name)! }),
  });
  const infos = config.evaluators.map(infoOf);
  const behaviorCoverage = coverageOfBehaviors(input, members, infos);
  const { traffic: promptTraffic, unaddressed } = trafficOfPrompts(files, input, later.behaviors, infos);
  const { tools, forbidden } = await toolsOfPrompts(store, files, input, (file) =>
    versionsInPlay(file, versions, input),
  );
  const snapshot: Snapshot = {
    revision,
    thresholds: config.thresholds,
    prompts,
    behaviors: later.behaviors,
    groups: input.groups.map(({ id, name = "", description = "" }) => ({ id, name, description })),
    outliers: input.conversations.length - input.behaviorsOf.size,
    ...(unknown && { unknown }),
    evaluators: infos,
    ...(behaviorCoverage && { behaviorCoverage }),
    ...(promptTraffic.length > 0 && { promptTraffic }),
    ...(unaddressed.length > 0 && { unaddressed }),
    ...(tools.length > 0 && { tools }),
    ...(forbidden.length > 0 && { forbidden }),
    ...(withTheirTags.tags.length > 0 && { tags: withTheirTags.tags }),
    ...(later.outcomes.length > 0 && { outcomes: later.outcomes }),
    ...(ablations.length > 0 && { ablations }),
    totals: {
      conversations: input.conversations.length,
      unmatched: input.unmatched.size,
      evaluations: input.verdicts.length,
    },
  };
  return { snapshot, failing, input, outcomes, defined, tagged, isMeant };
}

function meantFor(
  evaluators: Config["evaluators"],
  files: readonly PromptFile[],
  { linked, behaviors, behaviorsOf }: FiguresInput,
  decidedNames: QueryWorld["decidedNames"],
): Built["isMeant"] {
  const bound = new Map(
    evaluators.flatMap((one) =>
      one.behaviors ? [[one.name, namedBehaviors(one.behaviors, behaviors, decidedNames).ids] as const] : [],
    ),
  );
  const isWithin = (evaluator: string, id: string): boolean => {
    const ids = bound.get(evaluator);
    return ids === undefined || (behaviorsOf.get(id) ?? []).some((one) => ids.has(one));
  };
  const narrowed = new Map(
    evaluators.flatMap(({ name, prompts }) => {
      const own = files.filter((file) => prompts?.includes(file.name));
      const ids = own
        .flatMap(({ file }) => linked.get(file) ?? [])
        .map(({ conversationId }) => conversationId);
      return prompts ? [[name, new Set(ids)] as const] : [];
    }),
  );
  return (evaluator, conversationId) =>
    (narrowed.get(evaluator)?.has(conversationId) ?? true) && isWithin(evaluator, conversationId);
}

/** The text as it is now, and every version that conversations used; newest first. */
function versionsInPlay(
  file: PromptFile,
  versions: readonly KnownVersion[],
  input: FiguresInput,
): Omit<KnownVersion, "name" | "file">[] {
  const used = new Set((input.linked.get(file.file) ?? []).map(({ version }) => version));
  const own = versions.filter(
    (one) => one.file === file.file && (used.has(one.version) || one.version === file.document.version),
  );
  return own.map(({ name: _name, file: _file, ...version }) => version);
}

function countsOf(file: string, input: FiguresInput): PromptFigures["conversations"] {
  const rows = input.linked.get(file) ?? [];
  const ambiguous = rows.filter(({ how }) => how === "ambiguous").length;
  return { matched: rows.length - ambiguous, ambiguous, unmatched: input.unmatched.size };
}

export const evaluatorInfo = (
  { name, description, scope }: Config["evaluators"][number],
  config: Config,
  { trust, says }: ResolvedTrust,
): EvaluatorInfo => ({
  name,
  ...(description && { description }),
  scope,
  trust,
  ...(says !== undefined && { tested: says }),
  ...(config.places.has(name) && { line: config.places.get(name)!.line }),
});
