import {
  ablationEffect,
  type CountedAblation,
  exerciseThreshold,
  type PairedVerdicts,
  readAblations,
} from "../../attribution/index.ts";
import { groupBy } from "../../base/index.ts";
import type { AblatedLine } from "./ablate-lines.ts";
import type { KeptRun, PartVerdict } from "./fresh-runs.ts";
import type { AblationPlan, AblationWorld, Pair } from "./plan-ablation.ts";

/** A conversation that went with both texts. */
interface Compared {
  readonly pair: Pair;
  readonly before: KeptRun;
  readonly after: KeptRun;
}

/** What the runs show of each line, by each operator. */
export function compareLines(
  { lines, prompt, agent }: AblationPlan,
  pairs: readonly Pair[],
  runs: ReadonlyMap<string, KeptRun>,
  world: AblationWorld,
): AblatedLine[] {
  const atMs = Date.now();
  const counted = lines.flatMap((line) =>
    line.operators.map((operator): CountedAblation => {
      const own = pairs.filter((pair) => pair.line === line && pair.operator === operator);
      const compared = own.flatMap((pair) => {
        const [before, after] = [runs.get(pair.before.id), runs.get(pair.after.id)];
        return before && after ? [{ pair, before, after }] : [];
      });
      return {
        ...{ key: line.key, operator, version: prompt.version, agent: agent.name, atMs },
        conversations: new Set(compared.map(({ pair }) => pair.conversationId)).size,
        compared: compared.length,
        sameAnswers: compared.filter(({ before, after }) => answersIn(before) === answersIn(after)).length,
        uncompared: own.length - compared.length,
        effects: world.evaluators.map((one) => effectOf(one, compared, world)).filter(({ n }) => n > 0),
      };
    }),
  );
  const results = groupBy(readAblations(counted), ({ key }) => key);
  return lines.map((line) => ({ ...line, results: results.get(line.key) ?? [] }));
}

/** What the agent said and did, without the ids that a model gives its calls. */
const answersIn = ({ run }: KeptRun): string =>
  JSON.stringify(
    run.messages
      .filter(({ role }) => role === "assistant")
      .map(({ text, toolCalls = [] }) => [text, toolCalls.map(({ id: _, ...call }) => call)]),
  );

function effectOf(
  { name, key }: AblationWorld["evaluators"][number],
  compared: readonly Compared[],
  world: AblationWorld,
) {
  const clusters = groupBy(
    compared,
    ({ pair: { conversationId } }) => world.input.clusterOf.get(conversationId) ?? conversationId,
  );
  const inOrder = [...clusters].sort(([a], [b]) => (a < b ? -1 : 1));
  return ablationEffect(
    name,
    inOrder.map(([, own]) => sum(own.flatMap((one) => pairedVerdicts(key, one, world)))),
  );
}

/**
 * Verdicts that both sides have on the same sample. Of turns those count that put the line to work, as far as the user says the same again.
 * Calls of a model have no partner on the other side: of those the shares are compared, and a conversation counts once.
 */
function pairedVerdicts(
  key: string,
  { pair: { line, conversationId }, before, after }: Compared,
  { input, definition }: AblationWorld,
): PairedVerdicts[] {
  const [own, other] = [before, after].map((run) => verdictsOf(run, key)) as [Verdicts, Verdicts];
  const isAtWork = (part: string): boolean =>
    definition.user !== "recorded" ||
    !/^t\d/.test(part) ||
    input.exercise.exercised(line.triggers, conversationId, Number(part.slice(1))) >= exerciseThreshold;
  const calls = [own, other].map((one) => [...one].filter(([part]) => part.startsWith("c")));
  if (calls.every((list) => list.length > 0)) {
    const [was, is] = calls.map((list) => list.filter(([, passes]) => passes).length / list.length) as [
      number,
      number,
    ];
    return [{ n: 1, before: was, gained: Math.max(0, is - was), lost: Math.max(0, was - is) }];
  }
  return [...own].flatMap(([part, was]) => {
    const is = other.get(part);
    if (is === undefined || part.startsWith("c") || !isAtWork(part)) return [];
    return [{ n: 1, before: Number(was), gained: Number(!was && is), lost: Number(was && !is) }];
  });
}

type Verdicts = ReadonlyMap<string, boolean>;

const verdictsOf = ({ evaluations }: KeptRun, key: string): Verdicts =>
  new Map(
    (evaluations[key] ?? []).flatMap(([part, label]: PartVerdict) =>
      label === "pass" || label === "fail" ? [[part, label === "pass"] as const] : [],
    ),
  );

const sum = (list: readonly PairedVerdicts[]): PairedVerdicts =>
  list.reduce(
    (a, b) => ({
      n: a.n + b.n,
      before: a.before + b.before,
      gained: a.gained + b.gained,
      lost: a.lost + b.lost,
    }),
    { n: 0, before: 0, gained: 0, lost: 0 },
  );
