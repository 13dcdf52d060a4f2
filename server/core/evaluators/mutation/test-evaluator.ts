import { checkpoint, type LongWork, seededRandom, sha256, shuffle } from "../../base/index.ts";
import type { Evaluation, Sample } from "../../store/index.ts";
import { evaluate } from "../evaluate.ts";
import { assertedIn, type Evaluator, judging } from "../evaluator.ts";
import { keepingNothing } from "../judges/keeping-nothing.ts";
import type { EvaluationServices } from "../services.ts";
import type { Claims } from "./claims.ts";
import { aspects } from "./claims.ts";
import { claimsOf } from "./claims-of.ts";
import { exampleOf } from "./example.ts";
import { textsOf } from "./mutant.ts";
import type { Break, Harmless, MutationContext, Operator } from "./operator.ts";
import { breaks, harmless, operatorsVersion } from "./operators.ts";
import type { Example, MutationReport, OperatorResult } from "./report.ts";

export interface MutationTest extends LongWork {
  readonly evaluator: Evaluator;
  /** Samples that it passed when they were judged; it is asked again about each. */
  readonly samples: readonly Sample[];
  /** Samples of other conversations. */
  readonly others: readonly Sample[];
  /** Texts of the instructions that it covers. */
  readonly instructions: readonly string[];
  readonly services: EvaluationServices;
  /** Most mutants of one operator. */
  readonly perOperator: number;
  readonly seed: number;
}

/** Fewer samples than this say little about how an evaluator takes changes of them. */
export const fewestSamples = 3;

const mostExamples = 2;

const notAsked = "what it judges by, code or a model, could not be had for all that a test takes";

/** Tests an evaluator on broken and harmlessly changed samples. Throws the signal's AbortError only. */
export async function testEvaluator(test: MutationTest): Promise<MutationReport> {
  const { evaluator, signal } = test;
  const claims = claimsOf(evaluator, test.instructions);
  const plan = planOf(claims);
  const nothing = {
    ...{ operatorsVersion, evaluator: evaluator.name, breaks: [], harmless: [] },
    ...{ survivors: [], falseAlarms: [], notApplicable: plan.left },
  };
  if (plan.breaks.length === 0) return { ...nothing, samples: 0, untested: whyUnclaimed(evaluator) };
  const { samples, unknown: undecided, isPutOff } = await passing(test);
  const isUndecided = undecided > 0 && undecided === test.samples.length;
  if (isPutOff || isUndecided)
    return {
      ...{ ...nothing, samples: samples.length, isIncomplete: true },
      untested: isPutOff ? notAsked : `it gives no verdict on any of ${undecided} samples that it passed`,
    };
  if (samples.length < fewestSamples)
    return {
      ...nothing,
      samples: samples.length,
      untested: `it passes ${samples.length} of the samples at hand, ${fewestSamples} are needed`,
    };
  const run = new Run(test, claims, samples);
  const total = plan.breaks.length + plan.harmless.length;
  let done = 0;
  const results = new Map<Operator, Outcome>();
  for (const operator of [...plan.breaks, ...plan.harmless]) {
    const outcome = await run.of(operator, plan.breaks.includes(operator as Break));
    if (outcome.isPutOff)
      return { ...nothing, samples: samples.length, untested: notAsked, isIncomplete: true };
    results.set(operator, outcome);
    test.progress?.({ stage: `testing ${evaluator.name}`, done: ++done, total });
    await checkpoint(signal);
  }
  const of = (operators: readonly Operator[]): Outcome[] =>
    operators.map((one) => results.get(one)!).filter(({ result }) => result.n + result.unknown > 0);
  const unused = [...results].filter(([, { result }]) => result.n + result.unknown === 0);
  const [broken, unbroken] = [of(plan.breaks), of(plan.harmless)];
  const judged = broken.reduce((sum, { result }) => sum + result.n, 0);
  const unknown = broken.reduce((sum, { result }) => sum + result.unknown, 0);
  return {
    operatorsVersion,
    evaluator: evaluator.name,
    samples: samples.length,
    breaks: broken.map(({ result }) => ({ ...result, because: becauseOf(result.operator, claims) })),
    harmless: unbroken.map(({ result }) => result),
    notApplicable: [
      ...plan.left,
      ...unused.map(([{ name }]) => ({ operator: name, reason: "no sample offers anything to change so" })),
    ],
    survivors: broken.flatMap(({ examples }) => examples),
    falseAlarms: unbroken.flatMap(({ examples }) => examples),
    ...(judged < unknown && {
      untested: `${unknown} of ${unknown + judged} broken answers got no verdict`,
      isIncomplete: true,
    }),
  };
}

/** What a criterion says is known, and yet no operator may be sure to break it: "be concise" is met by nearly anything. */
function whyUnclaimed({ definition }: Evaluator): string {
  const isRubric = judging(assertedIn(definition)).some(({ type }) => /rubric|g-eval|closedqa/.test(type));
  return isRubric
    ? "no known kind of break is sure to break what its criterion asks for; a model can write broken answers for you to read"
    : "nothing says what it tests; its description can";
}

/** Which operators apply, from what the evaluator claims alone: no sample and no score has a say. */
export function planOf(claims: Claims): {
  readonly breaks: readonly Break[];
  readonly harmless: readonly Harmless[];
  readonly left: readonly { readonly operator: string; readonly reason: string }[];
} {
  const claimed = (one: Break): boolean => one.breaks.some((aspect) => claims.aspects.has(aspect));
  const contrary = ({ unless }: Harmless) => unless.find((aspect) => claims.aspects.has(aspect));
  return {
    breaks: breaks.filter(claimed),
    harmless: harmless.filter((one) => contrary(one) === undefined),
    left: [
      ...breaks
        .filter((one) => !claimed(one))
        .map((one) => ({
          operator: one.name,
          reason: `it does not claim to test ${one.breaks.map((aspect) => aspects[aspect]).join(", or ")}`,
        })),
      ...harmless.flatMap((one) => {
        const aspect = contrary(one);
        return aspect ? [{ operator: one.name, reason: `it claims to test ${aspects[aspect]}` }] : [];
      }),
    ],
  };
}

function becauseOf(operator: string, claims: Claims): string {
  const { breaks: broken } = breaks.find(({ name }) => name === operator)!;
  const aspect = broken.find((one) => claims.aspects.has(one))!;
  return `${claims.aspects.get(aspect)} claims ${aspects[aspect]}`;
}

/** Those of the samples that the evaluator passes now, in a drawn order, and how many it says nothing of. */
export async function passing({
  evaluator,
  samples,
  services,
  seed,
  signal,
}: Omit<MutationTest, "others" | "perOperator">): Promise<{
  samples: Sample[];
  unknown: number;
  isPutOff: boolean;
}> {
  const passed: Sample[] = [];
  let unknown = 0;
  for (const sample of shuffle([...samples], seededRandom(seed))) {
    await checkpoint(signal);
    const { label, isPutOff } = await evaluate(evaluator, sample, services, signal);
    if (isPutOff) return { samples: passed, unknown, isPutOff };
    if (label === "pass") passed.push(sample);
    if (label === "unknown") unknown++;
  }
  return { samples: passed, unknown, isPutOff: false };
}

interface Outcome {
  readonly result: OperatorResult;
  readonly examples: readonly Example[];
  /** A judge was not asked: what was found until then says nothing. */
  readonly isPutOff?: true;
}

class Run {
  /** A mutant has words of several people: what is kept of it would not be erased with all of them. */
  private readonly services: EvaluationServices;

  constructor(
    private readonly test: MutationTest,
    private readonly claims: Claims,
    private readonly samples: readonly Sample[],
  ) {
    this.services = keepingNothing(test.services);
  }

  /** Mutants that the evaluator no longer applies to, by its `when`, count for nothing. */
  async of(operator: Operator, isBreak: boolean): Promise<Outcome> {
    const { evaluator, perOperator, signal } = this.test;
    let [n, failed, unknown] = [0, 0, 0];
    let isPutOff = false;
    const examples: Example[] = [];
    for (const sample of this.samples) {
      if (n + unknown >= perOperator) break;
      const mutant = operator.mutate(sample, this.contextOf(operator, sample));
      if (!mutant) continue;
      await checkpoint(signal);
      const evaluation = await evaluate(evaluator, marked(mutant, operator), this.services, signal);
      if (evaluation.label === "not-applicable") continue;
      if (evaluation.isPutOff) isPutOff = true;
      if (isPutOff) break;
      if (evaluation.label === "unknown") {
        unknown++;
        continue;
      }
      n++;
      if (evaluation.label === "fail") failed++;
      if ((evaluation.label === "fail") !== isBreak && examples.length < mostExamples)
        examples.push(this.example(operator, sample, mutant, evaluation));
    }
    const result = { operator: operator.name, says: operator.says, n, failed, unknown };
    return { result, examples, ...(isPutOff && { isPutOff }) };
  }

  private contextOf({ name }: Operator, { id, conversationId, scope }: Sample): MutationContext {
    const { seed, others } = this.test;
    const elsewhere = others.filter((other) => other.conversationId !== conversationId);
    const alike = elsewhere.filter((other) => other.scope === scope);
    return {
      claims: this.claims,
      random: seededRandom(Number.parseInt(sha256(JSON.stringify([seed, name, id])).slice(0, 8), 16)),
      others: alike.length > 0 ? alike : elsewhere,
    };
  }

  private example(
    { name, says }: Operator,
    sample: Sample,
    mutant: Sample,
    { explanation }: Evaluation,
  ): Example {
    const lenders = this.test.others.filter((other) =>
      textsOf(other).some((text) => mutant.output.includes(text) && !sample.output.includes(text)),
    );
    const conversationIds = [
      ...new Set([sample.conversationId, ...lenders.map(({ conversationId }) => conversationId)]),
    ];
    return { operator: name, says, conversationIds, ...exampleOf(sample, mutant), explanation };
  }
}

/** Whatever keeps judgements by sample must not take a mutant for what it was made of. */
const marked = (mutant: Sample, { name }: Operator): Sample => ({ ...mutant, id: `${mutant.id}~${name}` });
