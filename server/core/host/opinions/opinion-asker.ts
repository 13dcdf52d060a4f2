import type { DiagnosisModel } from "../../attribution/index.ts";
import { type LongWork, UserError } from "../../base/index.ts";
import { type ModelAccess, openChat, type Spending, spendingOn } from "../../models/index.ts";
import type { OpinionReport } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import type { Config } from "../config.ts";
import { loadLabels } from "../labels/labels-file.ts";
import { askCauses } from "./ask-causes.ts";
import { askConditions, openConditions } from "./ask-conditions.ts";

/** Which prompts a model is asked about. `isPlan`: only to say what would be asked of whom. */
export interface OpinionQuery {
  /** Files or names; absent = all. */
  readonly prompts?: readonly string[];
  /** Calls that it may take at most, beside the model's own limit. */
  readonly calls?: number;
  readonly isPlan?: boolean;
}

/** More failures of one prompt than this tell little more. */
const mostFailures = 60;
/** Of the calls so many are left for failures. */
const keptForCauses = 0.5;
/** More than this costs more than it tells, unless somebody says otherwise. */
const usualCalls = 150;

export interface OpinionWorld {
  readonly store: Store;
  readonly config: Config;
  readonly access: ModelAccess;
  readonly root: string;
  /** The prompts that are asked about; `isPlain`: as if no model had been asked of causes, or of anything. */
  readonly files: readonly string[];
  readonly modelOf: (file: string, without: "opinions" | "causes") => Promise<DiagnosisModel>;
}

/**
 * Asks a chat model what the diagnosis of prompts leaves open: first whether conditions hold that no word shows, then what the failures are due
 * to that are least sure. Throws `no-chat`, and what the model's calls throw; what was answered before that is kept.
 */
export async function askOpinions(
  world: OpinionWorld,
  { calls, isPlan }: OpinionQuery,
  work: LongWork,
): Promise<OpinionReport> {
  const { models } = world.config;
  if (!models.chat) throw noChat(models.refused);
  const chat = openChat(models.chat, world.access);
  const mostCalls = Math.min(calls ?? usualCalls, chat.maxCalls);
  const spending = upTo(spendingOn(chat), mostCalls);
  let report: OpinionReport = {
    ...{ model: chat.model, origin: chat.origin, calls: 0, mostCalls },
    ...{ conditions: 0, units: 0, failures: 0, fellBack: 0, unasked: 0, isHopeless: false },
  };
  if (isPlan) {
    for (const file of world.files)
      report = {
        ...report,
        conditions: report.conditions + openConditions(await world.modelOf(file, "opinions")),
      };
    return report;
  }
  const ask = async (): Promise<void> => {
    for (const file of world.files) {
      if (report.isHopeless) return;
      report = await askAboutPrompt(file, { ...world, spending }, report, work);
    }
  };
  // One process at a time: the next one finds what was answered.
  await world.store.alone("opinions", ask, work.signal);
  return { ...report, calls: spending.calls() };
}

async function askAboutPrompt(
  file: string,
  { store, root, modelOf, spending }: OpinionWorld & { readonly spending: Spending },
  before: OpinionReport,
  work: LongWork,
): Promise<OpinionReport> {
  const conditions = await askConditions(store, spending, await modelOf(file, "opinions"), {
    ...work,
    ...{ kept: keptForCauses, mostCalls: before.mostCalls },
  });
  const { labels } = await loadLabels(root);
  const passing = labels.entries.filter(({ label, sample }) => label === "pass" && sample === undefined);
  const causes = conditions.isHopeless
    ? { failures: 0, fellBack: 0, unasked: 0, isHopeless: true }
    : await askCauses(store, spending, await modelOf(file, "causes"), {
        ...work,
        most: mostFailures,
        isRefuted: (evaluator, conversation, turn) =>
          turn === undefined &&
          passing.some((one) => one.evaluator === evaluator && one.conversation === conversation),
      });
  return {
    ...before,
    conditions: before.conditions + conditions.conditions,
    units: before.units + conditions.units,
    failures: before.failures + causes.failures,
    fellBack: before.fellBack + conditions.fellBack + causes.fellBack,
    unasked: before.unasked + conditions.unasked + causes.unasked,
    isHopeless: causes.isHopeless,
  };
}

const upTo = (spending: Spending, most: number): Spending => ({
  ...spending,
  mayAsk: (kept = 0) => spending.calls() < Math.ceil(most * (1 - kept)) && spending.mayAsk(),
});

const noChat = (refused: string | undefined): UserError =>
  refused === undefined
    ? new UserError(
        "no-chat",
        "No chat model is named that could be asked.",
        'Name one in homeostat.yaml, as models: { chat: { baseUrl: "http://127.0.0.1:11434/v1", model: llama3.2 } }; docs/models.md has more.',
      )
    : new UserError(
        "no-chat",
        `${refused}.`,
        "Trust the workspace first; on the command line, leave out --untrusted.",
      );
