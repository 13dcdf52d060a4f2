import {
  type Frozen,
  frozenRanges,
  isDirectiveKind,
  type LineOperator,
  lineOperators,
  mutateLine,
} from "../../attribution/index.ts";
import { UserError } from "../../base/index.ts";
import { type Instruction, type PromptDocument, readPrompt } from "../../prompt/index.ts";
import type { AgentBudget } from "../config-agents.ts";
import type { FiguresInput } from "../figures-input.ts";
import type { PromptFile } from "../prompt-files.ts";
import { aboutSpent, withoutTools } from "../replay/plan-replay.ts";
import type { RecordedContext } from "../replay/recorded-context.ts";
import { type AgentFacts, contextsOf, factsOf, lesserBudget, type ReplayWorld } from "../replay/replay.ts";
import type { Spent } from "../replay/replay-budget.ts";
import { type ChosenSamples, chooseSamples } from "./choose-samples.ts";
import { type FreshUnit, freshUnit, type KeptRun, readFreshRuns } from "./fresh-runs.ts";

/** Which lines of a prompt are changed, how, and what that may take. */
export interface AblationQuery {
  /** Name or file. */
  readonly prompt: string;
  /** Text of the prompt's file. Default: as it is on disk. */
  readonly promptText?: string;
  /** Lines of the file, from 1; instructions by their keys; all that direct; or those that failures point to. */
  readonly lines: readonly number[] | { readonly instructions: readonly string[] } | "all" | "suspects";
  /** Default: drop. */
  readonly operators?: readonly LineOperator[];
  /** Conversations for a line. */
  readonly samples?: number;
  /** Runs of each conversation with each text. */
  readonly trials?: number;
  readonly seed?: number;
  readonly agent?: string;
  /** Names of those that judge. Default: all that are for the prompt. */
  readonly evaluators?: readonly string[];
  readonly budget?: Partial<AgentBudget>;
  /** The report is to hold what was said in conversations whose verdicts flipped. */
  readonly withRuns?: boolean;
}

/** None of 20 that changed rules a difference of more than 16 points out. */
export const defaultSamples = 20;

export interface PlannedLine extends ChosenSamples {
  readonly key: string;
  /** In the file, from 1. */
  readonly line: number;
  readonly text: string;
  /** Conditions that must hold for it to be put to work. */
  readonly triggers: readonly string[];
  readonly operators: readonly LineOperator[];
  /** What the line says then, where its words are others. */
  readonly reworded: readonly { readonly operator: LineOperator; readonly words: string }[];
  /** What cannot be done to it, and why, as a sentence. */
  readonly cannot: readonly { readonly operator: LineOperator; readonly reason: string }[];
}

/** What an ablation is about to take; nobody was asked yet. */
export interface AblationPlan {
  readonly agent: AgentFacts;
  readonly prompt: { readonly name: string; readonly file: string; readonly version: string };
  readonly lines: readonly PlannedLine[];
  /** Conversations that are run, each with one text; `kept` of them were run before and cost nothing. */
  readonly runs: number;
  readonly kept: number;
  readonly about: Spent;
  readonly budget: AgentBudget;
  readonly withoutTools: number;
  readonly judges: readonly string[];
  /** Entries of `frozen:` that are in no prompt of the workspace. */
  readonly unfoundFrozen: readonly string[];
}

/** Both sides of a comparison. */
export interface Pair {
  readonly line: PlannedLine;
  readonly operator: LineOperator;
  readonly conversationId: string;
  readonly before: FreshUnit;
  readonly after: FreshUnit;
}

export interface AblationWorld extends ReplayWorld {
  readonly input: FiguresInput;
  readonly files: readonly PromptFile[];
  readonly frozen: readonly Frozen[];
  /** What else than its settings decides how the agent goes: who plays the user. */
  readonly agentKey: readonly unknown[];
}

/** An ablation that is ready to be run: pairs in the order in which they are worth most. */
export interface OpenAblation {
  readonly plan: AblationPlan;
  readonly units: readonly FreshUnit[];
  readonly pairs: readonly Pair[];
  readonly kept: ReadonlyMap<string, KeptRun>;
}

/**
 * What is to be run. `suspects`: keys of lines, most suspected first. Throws `ablation-empty` where no line is meant, or none of them can be
 * changed and is put to work.
 */
export async function openAblation(
  query: AblationQuery,
  world: AblationWorld,
  suspects: readonly string[] = [],
): Promise<OpenAblation> {
  const { file, definition } = world;
  const text = query.promptText ?? file.document.text;
  const document = readPrompt(file.file, text, file.options);
  const prompt = { file: file.file, text, options: file.options };
  const meant = linesMeant(document, query.lines, suspects);
  if (meant.length === 0) throw nothingMeant(query, file);
  const texts = new Map<string, PromptDocument>();
  const names = new Set(world.evaluators.map(({ name }) => name));
  const limits = { evaluators: names, limit: query.samples ?? defaultSamples, seed: query.seed ?? 0 };
  const lines = meant.map((one): PlannedLine => {
    const tried = (query.operators ?? ["drop"]).map((operator) => ({
      operator,
      mutated: mutateLine(prompt, one.key, operator, world.frozen),
    }));
    for (const { operator, mutated } of tried)
      if ("text" in mutated)
        texts.set(`${one.key} ${operator}`, readPrompt(file.file, mutated.text, file.options));
    return {
      key: one.key,
      line: text.slice(0, one.range.start).split("\n").length,
      ...{ text: one.text, triggers: one.triggers },
      operators: tried.flatMap(({ operator, mutated }) => ("text" in mutated ? operator : [])),
      reworded: tried.flatMap(({ operator, mutated }) =>
        "words" in mutated && mutated.words !== undefined ? { operator, words: mutated.words } : [],
      ),
      cannot: tried.flatMap(({ operator, mutated }) =>
        "cannot" in mutated ? { operator, reason: mutated.cannot } : [],
      ),
      ...chooseSamples(world.input, file.file, one, limits),
    };
  });
  const contexts = await contextsOf(
    lines.flatMap(({ ids, operators }) => (operators.length > 0 ? ids : [])),
    world,
  );
  const { pairs, units } = pairsOf(lines, contexts, document, texts, query, world);
  const kept = await readFreshRuns(
    world.store,
    units.map(({ id }) => id),
  );
  const open = units.filter(({ id }) => !kept.has(id));
  return {
    plan: {
      agent: factsOf(definition, world.agent),
      prompt: { name: file.name, file: file.file, version: document.version },
      lines,
      ...{ runs: units.length, kept: kept.size },
      about: aboutSpent(
        open.map(({ context }) => context),
        world,
      ),
      budget: lesserBudget(definition.budget, query.budget),
      withoutTools: withoutTools(contexts, definition),
      judges: world.judges,
      unfoundFrozen: unfound(world),
    },
    ...{ units, pairs, kept },
  };
}

function linesMeant(
  { instructions, text }: PromptDocument,
  lines: AblationQuery["lines"],
  suspects: readonly string[],
): Instruction[] {
  if (lines === "all") return instructions.filter(({ kind }) => isDirectiveKind(kind));
  const named = lines === "suspects" ? suspects : "instructions" in lines ? lines.instructions : undefined;
  if (named) return named.flatMap((key) => instructions.find((one) => one.key === key) ?? []);
  const numbers = lines as readonly number[];
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  return instructions.filter(({ range }) =>
    numbers.some((line) => lineAt(range.start) <= line && line <= lineAt(range.end)),
  );
}

function nothingMeant({ lines }: AblationQuery, { file }: PromptFile): UserError {
  if (lines === "suspects")
    return new UserError(
      "ablation-empty",
      `No line of ${file} is suspected.`,
      "Try lines by their number, or all of them.",
    );
  return new UserError(
    "ablation-empty",
    lines === "all"
      ? `No line of ${file} directs anything.`
      : `No instruction stands ${"instructions" in lines ? "there in" : `on line ${lines.join(", ")} of`} ${file}.`,
    `See the instructions: homeostat check ${file} --json`,
  );
}

/** Line by line, conversation by conversation, first with the text as it is: what a budget cuts off leaves whole pairs. */
function pairsOf(
  lines: readonly PlannedLine[],
  contexts: readonly RecordedContext[],
  document: PromptDocument,
  texts: ReadonlyMap<string, PromptDocument>,
  { trials = 1 }: AblationQuery,
  { agentKey }: AblationWorld,
): { readonly pairs: readonly Pair[]; readonly units: readonly FreshUnit[] } {
  const byId = new Map(contexts.map((one) => [one.whole.conversation.id, one]));
  const units = new Map<string, FreshUnit>();
  const unitOf = (context: RecordedContext, own: PromptDocument, trial: number): FreshUnit => {
    const made = freshUnit(context, own, trial, agentKey);
    const unit = units.get(made.id) ?? made;
    units.set(unit.id, unit);
    return unit;
  };
  const pairs: Pair[] = [];
  for (const line of lines)
    for (const conversationId of line.operators.length > 0 ? line.ids : []) {
      const context = byId.get(conversationId);
      for (let trial = 0; context && trial < trials; trial++)
        for (const operator of line.operators)
          pairs.push({
            ...{ line, operator, conversationId },
            before: unitOf(context, document, trial),
            after: unitOf(context, texts.get(`${line.key} ${operator}`)!, trial),
          });
    }
  return { pairs, units: [...units.values()] };
}

/** An entry that is in no prompt protects nothing: it is misspelt, or what it named is gone. */
const unfound = ({ frozen, files }: AblationWorld): string[] =>
  frozen
    .filter((one) => files.every(({ document }) => frozenRanges(document, [one]).length === 0))
    .map((one) => (typeof one === "string" ? one : one.lines));

/** Throws `operator-unknown`. */
export function operatorsNamed(names: readonly string[]): LineOperator[] {
  const unknown = names.find((name) => !lineOperators.some((one) => one === name));
  if (unknown !== undefined)
    throw new UserError(
      "operator-unknown",
      `There is no operator ${unknown}.`,
      `Operators: ${lineOperators.join(", ")}`,
    );
  return names as LineOperator[];
}
