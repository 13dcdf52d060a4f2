import { type ProposedCheck, proposeChecks } from "../../attribution/index.ts";
import type { LongWork } from "../../base/index.ts";
import { parseEvaluators } from "../../evaluators/index.ts";
import type { CheckProposal, ProposalQuery, ProposalsReport, ProposedLine } from "../../review/index.ts";
import {
  type LinesToPropose,
  linesToPropose,
  type ProposalWorld,
  type WantedLine,
  whyUntestable,
} from "./lines-to-propose.ts";
import { freeEffort, measureCheck } from "./measure-check.ts";

/**
 * Reads checks off lines and runs each on the conversations of the prompt that held its line; on all of them for a line that is new. `hasModel`: one
 * can be asked for what no pattern reads. Throws `prompt-unknown`.
 */
export async function proposeForLines(
  world: ProposalWorld,
  query: ProposalQuery,
  { hasModel, ...work }: LongWork & { readonly hasModel?: boolean } = {},
): Promise<ProposalsReport> {
  const wanted = await linesToPropose(world, query, work);
  const { file, prompt, exercise, lines, freeName } = wanted;
  const found: ProposedLine[] = [];
  for (const [done, line] of lines.entries()) {
    work.signal?.throwIfAborted();
    work.progress?.({ stage: "trying checks", done, total: lines.length });
    const proposals: CheckProposal[] = [];
    for (const check of checksFor(line, wanted)) {
      const entry = entryOf(check, freeName(check.name), file.name, line.cover!);
      const [evaluator] = parseEvaluators([entry]).evaluators;
      if (!evaluator) continue;
      const figure = await measureCheck(
        evaluator,
        line.instruction,
        { samples: line.samples, exercise, effort: freeEffort },
        world.services,
        work,
      );
      proposals.push({ pattern: check.pattern, name: evaluator.name, entry, figure });
    }
    // What applies to nothing at hand comes last; the order of patterns stays otherwise.
    proposals.sort((a, b) => Number(a.figure.n === 0) - Number(b.figure.n === 0));
    const untestable = whyUntestable(line);
    found.push({
      ...{ ...line.said, proposals },
      ...(proposals.length === 0 && { nothing: untestable ?? (hasModel ? unread : `${unread} ${noModel}`) }),
      ...(untestable !== undefined && { isUntestable: true }),
    });
  }
  return { file: file.file, conversations: prompt.conversations, total: prompt.total, lines: found };
}

/** The checks that patterns read off a line. */
export const checksFor = (
  { instruction, cover }: WantedLine,
  { prompt }: LinesToPropose,
): readonly ProposedCheck[] =>
  cover === undefined ? [] : proposeChecks({ ...instruction, tools: prompt.tools });

const entryOf = (
  { description, scope, when, assert }: ProposedCheck,
  name: string,
  prompt: string,
  cover: string,
): Record<string, unknown> => ({
  ...{ name, description, scope, prompts: [prompt] },
  ...(when && { when }),
  assert,
  covers: [cover],
});

const unread = "No check can be read off this line without a model.";
const noModel =
  "A judge with a rubric could test it: with a chat model under `models:` it is written for you, or write an evaluator with `type: llm-rubric` yourself.";
