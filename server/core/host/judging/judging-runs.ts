import { type LongWork, untilAborted } from "../../base/index.ts";
import { type EvaluationServices, mayCost } from "../../evaluators/index.ts";
import type { ModelAccess } from "../../models/index.ts";
import type { Store } from "../../store/index.ts";
import { assignNew } from "../assign-new.ts";
import type { Config } from "../config.ts";
import type { DecisionsOver } from "../decisions/decided-snapshot.ts";
import { type EvaluateSummary, evaluateConversations, type PuttingOff } from "../evaluate-conversations.ts";
import { chosenBy, type EvaluateOptions } from "../evaluate-options.ts";
import { noteEvaluatorVersions } from "../labels/evaluator-versions.ts";
import { behaviorBounds } from "../named-behaviors.ts";
import { type Chosen, openConversations } from "../open-conversations.ts";
import type { PromptFile } from "../prompt-files.ts";
import { tagConversations } from "../tag-conversations.ts";
import { withJudge } from "./open-judge.ts";
import { UnaskedLooks } from "./unasked-looks.ts";

/** Where evaluations are made. */
export interface JudgingPlace {
  readonly store: Store;
  readonly services: EvaluationServices;
  readonly access: ModelAccess;
  load(): Promise<{ readonly config: Config; readonly files: readonly PromptFile[] }>;
  /** Finds each conversation's prompt. */
  link(files: readonly PromptFile[], work: LongWork): Promise<void>;
  /** What people call behaviors. */
  decidedNames(): ReturnType<DecisionsOver["names"]>;
}

const nothing: EvaluateSummary = { conversations: 0, evaluations: 0, labels: {} };

/** Evaluations, one after the other: two at once would judge the same. */
export class JudgingRuns {
  private before: Promise<unknown> = Promise.resolve();
  private readonly looks = new UnaskedLooks();

  constructor(private readonly place: JudgingPlace) {}

  run(which: EvaluateOptions, work: LongWork): Promise<EvaluateSummary> {
    const { before } = this;
    const run = untilAborted(before, work.signal).then(() => this.runNow(which, work));
    // What they came to is let go: each would hold on to all before it.
    this.before = Promise.allSettled([before, run]).then(() => undefined);
    return run;
  }

  private async runNow(which: EvaluateOptions, work: LongWork): Promise<EvaluateSummary> {
    work.signal?.throwIfAborted();
    const { config, files } = await this.place.load();
    if (which.isContinuous) return this.look(which, { config, files }, work);
    const { evaluators, evaluate } = config;
    const { continuous } = evaluate;
    const wanted = chosenBy(which, { evaluators, files, continuous, nowMs: Date.now() });
    return this.judge({ config, files, wanted, isUnasked: false }, work);
  }

  /** Nobody asked for it: one that finds nothing to do must cost and write nothing. */
  private async look(
    which: EvaluateOptions,
    { config, files }: Pick<Judging, "config" | "files">,
    work: LongWork,
  ): Promise<EvaluateSummary> {
    const { store } = this.place;
    const { evaluators } = config;
    const wanted = this.looks.wanted(which, config, files);
    if (!wanted) return nothing;
    if (evaluators.some(({ behaviors }) => behaviors)) await assignNew(store);
    const { chosen } = await this.within(wanted, evaluators);
    const { open } = await openConversations(store, evaluators, files, chosen);
    const summary =
      open.size === 0 ? nothing : await this.judge({ config, files, wanted, isUnasked: true }, work);
    return { ...summary, ...this.looks.again() };
  }

  private async judge(judging: Judging, work: LongWork): Promise<EvaluateSummary> {
    const { store } = this.place;
    const { config, files, wanted } = judging;
    const { evaluators, tags } = config;
    await noteEvaluatorVersions(store, evaluators);
    await this.place.link(files, work);
    await assignNew(store);
    const { chosen, problems } = await this.within(wanted, evaluators);
    const tagged = await tagConversations(store, tags, work);
    const isPaid = evaluators.some((one) => mayCost(one) && chosen.evaluator?.(one) !== false);
    const judge = () => this.judgeNow({ ...judging, chosen, isPaid }, work);
    // What costs is judged by one process at a time: the next one finds it judged.
    const { hasWritten, ...summary } = await (isPaid ? store.alone("judging", judge, work.signal) : judge());
    if (hasWritten || tagged.conversations > 0) await store.compact();
    return { ...summary, tagProblems: [...tagged.problems, ...problems] };
  }

  private async judgeNow(
    {
      config,
      files,
      chosen,
      isUnasked,
      isPaid,
    }: Judging & { readonly chosen: Wanted; readonly isPaid: boolean },
    work: LongWork,
  ) {
    const { store, services: own, access } = this.place;
    const { looks } = this;
    const spending = isUnasked && isPaid ? await looks.spending(store) : undefined;
    const services = withJudge(own, config, store, isUnasked ? looks.access(access) : access, { spending });
    try {
      return await evaluateConversations(store, config.evaluators, files, services, work, chosen);
    } finally {
      await services.close();
      await spending?.close();
    }
  }

  /** Less what evaluators are not for, as nobody asked there for a behavior that they name. */
  private async within(
    wanted: Wanted,
    evaluators: Config["evaluators"],
  ): Promise<{ readonly chosen: Wanted; readonly problems: readonly string[] }> {
    const { store, decidedNames } = this.place;
    const { isWithin, problems } = await behaviorBounds(store, evaluators, await decidedNames());
    const conversation: Chosen["conversation"] = (row, one) =>
      wanted.conversation?.(row, one) !== false && isWithin(one.name, row.id);
    return { chosen: { ...wanted, conversation }, problems };
  }
}

type Wanted = Chosen & PuttingOff;

interface Judging {
  readonly config: Config;
  readonly files: readonly PromptFile[];
  readonly wanted: Wanted;
  readonly isUnasked: boolean;
}
