import {
  ablationEffect,
  type CountedAblation,
  type PairedVerdicts,
  readAblations,
} from "../../attribution/index.ts";
import { groupBy } from "../../base/index.ts";
import type { AblatedLine } from "./ablate-lines.ts";
import { flippedConversation } from "./flipped-conversation.ts";
import type { KeptRun } from "./fresh-runs.ts";
import { type Compared, pairedVerdicts } from "./paired-verdicts.ts";
import type { AblationPlan, AblationWorld, Pair } from "./plan-ablation.ts";

/** What the runs show of each line, by each operator. */
export function compareLines(
  { lines, prompt, agent }: AblationPlan,
  pairs: readonly Pair[],
  runs: ReadonlyMap<string, KeptRun>,
  world: AblationWorld,
): AblatedLine[] {
  const atMs = Date.now();
  const both = pairs.flatMap((pair): Compared[] => {
    const [before, after] = [runs.get(pair.before.id), runs.get(pair.after.id)];
    return before && after ? [{ pair, before, after }] : [];
  });
  const counted = lines.flatMap((line) =>
    line.operators.map((operator): CountedAblation => {
      const own = pairs.filter((pair) => pair.line === line && pair.operator === operator);
      const compared = both.filter(({ pair }) => pair.line === line && pair.operator === operator);
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
  return lines.map((line) => ({
    ...line,
    results: results.get(line.key) ?? [],
    flipped: both
      .filter(({ pair }) => pair.line === line)
      .flatMap((one) => flippedConversation(one, world) ?? []),
  }));
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
