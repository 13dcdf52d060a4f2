import { attribute, type EvaluatorFigure, ExerciseModel, type PromptFigures } from "../attribution/index.ts";
import { belowThresholdP, indexBy, type Rate, sha256 } from "../base/index.ts";
import type { Evaluator } from "../evaluators/index.ts";
import {
  type Baseline,
  type BaselineEvaluator,
  type BaselineFigure,
  type BaselineInstruction,
  type BaselinePrompt,
  baselineText,
  type Snapshot,
  suspectOf,
} from "../review/index.ts";
import { evaluatorInfo } from "./build-snapshot.ts";
import type { Config } from "./config.ts";
import { coveredTexts, testStamp } from "./mutation/kept-tests.ts";
import type { ResolvedTrust } from "./mutation/resolved-trust.ts";
import type { PromptFile } from "./prompt-files.ts";

/**
 * The snapshot that a store would give, made from the committed baseline under the configuration of now: thresholds count as they are,
 * and an evaluator that was changed since has no figures, as it would have none in a store. `files`: the prompts of the workspace;
 * without them, those of the baseline. It counts no conversations: there are none here to open.
 */
export function baselineSnapshot(
  baseline: Baseline,
  config: Config,
  file: string,
  files?: readonly PromptFile[],
): Snapshot {
  const reader = new BaselineReader(baseline, config, files);
  return {
    revision: sha256(baselineText(baseline)).slice(0, 16),
    thresholds: config.thresholds,
    prompts: files
      ? files.map((one) => reader.promptOfFile(one))
      : baseline.prompts.map((one) => reader.prompt(one)),
    behaviors: baseline.behaviors.map(({ rate, issues = [], people = 0, ...behavior }) => ({
      ...behavior,
      issues,
      people,
      description: "",
      words: [],
      exemplars: [],
      failing: [],
      rate: withRate(rate),
    })),
    groups: [],
    outliers: baseline.outliers,
    evaluators: config.evaluators.map((one) => evaluatorInfo(one, config, reader.trustOf(one))),
    ...reader.besideFigures(),
    totals: { conversations: 0, unmatched: baseline.unmatched, evaluations: 0 },
    policy: config.policy,
    baseline: {
      file,
      ...(baseline.until !== undefined && { until: baseline.until }),
      changed: reader.changed,
    },
  };
}

/** What an evaluator's figures depend on, as the baseline keeps it. */
export const evaluatorStamp = ({ name, key, covers, prompts, behaviors }: Evaluator): BaselineEvaluator => ({
  name,
  key,
  covers,
  ...(prompts && { prompts }),
  ...(behaviors && { behaviors }),
});

class BaselineReader {
  private readonly evaluators: ReadonlyMap<string, Evaluator>;
  /** Evaluators that the baseline judged by another definition, or counted for other lines. */
  readonly changed: readonly string[];
  private readonly files: ReadonlyMap<string, BaselinePrompt>;
  private readonly tested: ReadonlyMap<string, NonNullable<BaselineEvaluator["tested"]>>;

  constructor(
    private readonly baseline: Baseline,
    private readonly config: Config,
    private readonly prompts: readonly PromptFile[] | undefined,
  ) {
    const then = indexBy(baseline.evaluators, ({ name }) => name);
    const isSame = (one: Evaluator): boolean => {
      const { tested: _, ...stamp } = then.get(one.name) ?? {};
      return JSON.stringify(evaluatorStamp(one)) === JSON.stringify(stamp);
    };
    this.evaluators = indexBy(config.evaluators.filter(isSame), ({ name }) => name);
    this.changed = config.evaluators.filter((one) => !isSame(one)).map(({ name }) => name);
    this.files = indexBy(baseline.prompts, ({ file }) => file);
    this.tested = new Map(
      config.evaluators.flatMap((one) => {
        const tested = then.get(one.name)?.tested;
        return tested && isOf(tested, one, config, prompts) ? [[one.name, tested]] : [];
      }),
    );
  }

  /** An evaluator that was changed since, in its words alone or by a line that it covers, has not been tested. */
  trustOf(evaluator: Evaluator): ResolvedTrust {
    const tested = this.evaluators.has(evaluator.name) ? this.tested.get(evaluator.name) : undefined;
    if (evaluator.trust === "declared" || !tested) return { trust: evaluator.trust };
    return { trust: tested.trust, says: tested.says };
  }

  /** A prompt of the workspace: its figures, or where nobody has measured it what a store would say of it. */
  promptOfFile({ file, name, document }: PromptFile): PromptFigures {
    const empty = attribute({
      name,
      file,
      versions: [{ version: document.version, document }],
      evaluators: this.config.evaluators.filter((one) => !one.prompts || one.prompts.includes(name)),
      verdicts: [],
      conversations: [],
      exercise: new ExerciseModel([]),
      thresholds: this.config.thresholds,
      counts: { matched: 0, ambiguous: 0, unmatched: this.baseline.unmatched },
    }).figures;
    const measured = this.files.get(file);
    if (!measured) return empty;
    const { versions, evaluators, ...rest } = this.prompt(measured);
    const isKnown = versions.some(({ version }) => version === document.version);
    const figures = indexBy(evaluators, ({ evaluator }) => evaluator);
    return {
      ...rest,
      name,
      versions: isKnown ? versions : [...empty.versions, ...versions],
      // In the order of the configuration; an evaluator that is new covers what it covers in the text of now.
      evaluators: empty.evaluators.map((one) => {
        const known = figures.get(one.evaluator);
        return known ? { ...known, linked: known.linked || one.linked } : one;
      }),
    };
  }

  /** What findings are made of beside figures. What rests on an evaluator that was changed since is left out. */
  besideFigures(): Pick<Snapshot, "promptTraffic" | "unaddressed" | "tools" | "forbidden" | "suspects"> {
    const files = this.prompts && new Set(this.prompts.map(({ file }) => file));
    const own = this.baseline.prompts.filter(({ file }) => !files || files.has(file));
    const ofFiles = <T>(read: (prompt: BaselinePrompt) => readonly T[] | undefined) =>
      own.flatMap((prompt) => (read(prompt) ?? []).map((one) => ({ file: prompt.file, ...one })));
    const promptTraffic = ofFiles(({ traffic }) => (traffic && this.changed.length === 0 ? [traffic] : []));
    const unaddressed = ofFiles((prompt) => prompt.unaddressed);
    const tools = ofFiles(({ tools: known }) => (known ? [known] : []));
    const forbidden = ofFiles((prompt) => prompt.forbidden);
    const suspects = own.flatMap(({ file, versions, suspects: kept = [] }) => {
      const still = kept.filter((one) => one.evaluators.every((name) => this.evaluators.has(name)));
      return still.length === 0
        ? []
        : [{ file, version: versions[0]?.version ?? "", suspects: still.map(suspectOf) }];
    });
    return {
      ...(promptTraffic.length > 0 && { promptTraffic }),
      ...(unaddressed.length > 0 && { unaddressed }),
      ...(tools.length > 0 && { tools }),
      ...(forbidden.length > 0 && { forbidden }),
      ...(suspects.length > 0 && { suspects }),
    };
  }

  prompt({ name, file, conversations, versions, instructions, evaluators }: BaselinePrompt): PromptFigures {
    return {
      ...{ name, file, conversations },
      versions,
      instructions: instructions.map((one) => this.instruction(one, versions)),
      evaluators: evaluators.flatMap(({ linked, ...figure }) =>
        this.figure(figure).map((known) => ({ ...known, linked })),
      ),
    };
  }

  private instruction(
    { figures, trend, ...instruction }: BaselineInstruction,
    versions: BaselinePrompt["versions"],
  ): PromptFigures["instructions"][number] {
    const known = figures.flatMap((one) => this.figure(one));
    const names = new Set(known.map(({ evaluator }) => evaluator));
    return {
      ...instruction,
      ...(trend && names.has(trend.evaluator) && { trend }),
      figures: known,
      evaluators: [...this.evaluators.keys()].filter((name) => names.has(name)),
      versions: versions
        .filter(({ conversations, keys }) => conversations > 0 && keys.includes(instruction.key))
        .map(({ version }) => version),
    };
  }

  private figure(figure: BaselineFigure): EvaluatorFigure[] {
    const evaluator = this.evaluators.get(figure.evaluator);
    if (!evaluator) return [];
    const { thresholds } = this.config;
    const measured = withRate(figure);
    return [
      {
        ...measured,
        trust: this.trustOf(evaluator).trust,
        pError: belowThresholdP(measured, thresholds.error),
        pWarning: belowThresholdP(measured, thresholds.warning),
      },
    ];
  }
}

/** The same with what its mutation test showed, for a baseline. */
export function testedStamp(evaluator: Evaluator, { evaluators }: Snapshot): BaselineEvaluator {
  const { trust, tested, test } = evaluators.find(({ name }) => name === evaluator.name) ?? {};
  const isTested = tested !== undefined && (trust === "trusted" || trust === "untrusted");
  return { ...evaluatorStamp(evaluator), ...(isTested && { tested: { trust, says: tested, ...test } }) };
}

/** Whether a test was of the evaluator as it is now. */
function isOf(
  { definition, lines }: NonNullable<BaselineEvaluator["tested"]>,
  evaluator: Evaluator,
  { trust }: Config,
  prompts: readonly PromptFile[] | undefined,
): boolean {
  const now = testStamp(evaluator, trust, prompts ? coveredTexts(evaluator, prompts) : []);
  return definition === now.definition && (!prompts || lines === now.lines);
}

const withRate = <T extends Omit<Rate, "rate">>(figure: T): T & { rate: number } => ({
  ...figure,
  rate: figure.n === 0 ? Number.NaN : figure.passes / figure.n,
});
