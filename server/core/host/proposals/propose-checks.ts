import {
  coverOf,
  isDirectiveKind,
  type ProposedCheck,
  proposeChecks,
  resolveCover,
} from "../../attribution/index.ts";
import { LineIndex, type LongWork, UserError } from "../../base/index.ts";
import { type EvaluationServices, type Evaluator, parseEvaluators } from "../../evaluators/index.ts";
import { type Instruction, type PromptDocument, readPrompt } from "../../prompt/index.ts";
import type { CheckProposal, ProposalQuery, ProposalsReport, ProposedLine } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import type { Built } from "../build-snapshot.ts";
import { promptConversations } from "../figures-input.ts";
import type { PromptFile } from "../prompt-files.ts";
import { measureCheck } from "./measure-check.ts";
import { promptSamples } from "./prompt-samples.ts";

interface Context {
  readonly store: Store;
  readonly services: EvaluationServices;
  readonly evaluators: readonly Evaluator[];
  readonly files: readonly PromptFile[];
  /** What the figures are made of: a proposal says what the figure of its line will be. */
  readonly built: Built;
}

/**
 * Reads checks off lines and runs each on the conversations of the prompt that held its line; on all of them for a line that is new. Throws
 * `prompt-unknown`.
 */
export async function proposeForLines(
  { store, services, evaluators, files, built }: Context,
  query: ProposalQuery,
  work: LongWork = {},
): Promise<ProposalsReport> {
  const file = files.find((one) => one.file === query.file);
  if (!file)
    throw new UserError(
      "prompt-unknown",
      `${query.file} is none of the prompts of this workspace.`,
      files.length > 0
        ? `Prompts: ${files
            .slice(0, 10)
            .map((one) => one.file)
            .join(", ")}.`
        : "Name it under `prompts:` in homeostat.yaml.",
    );
  const document = query.text === undefined ? file.document : readPrompt(file.path, query.text, file.options);
  const lines = new LineIndex(document.text);
  const prompt = await promptSamples(store, file.file, work);
  const heldBy = holding(built, file.file);
  const { exercise } = built.input;
  const own = evaluators.filter(({ prompts }) => !prompts || prompts.includes(file.name));
  const taken = new Set(evaluators.map(({ name }) => name));
  const wanted = document.instructions.filter((one) => isWanted(one, query.line, lines, own, document));
  const found: ProposedLine[] = [];
  for (const [done, instruction] of wanted.entries()) {
    work.signal?.throwIfAborted();
    work.progress?.({ stage: "trying checks", done, total: wanted.length });
    const cover = coverOf(instruction, document);
    const checks = cover === undefined ? [] : proposeChecks({ ...instruction, tools: prompt.tools });
    const held = heldBy(instruction.key);
    const those = prompt.samples.filter(({ conversationId }) => held.has(conversationId));
    const samples = those.length > 0 ? those : prompt.samples;
    const proposals: CheckProposal[] = [];
    for (const check of checks) {
      const name = freeName(check.name, taken);
      const entry = entryOf(check, name, file.name, cover!);
      const [evaluator] = parseEvaluators([entry]).evaluators;
      if (!evaluator) continue;
      taken.add(name);
      const figure = await measureCheck(evaluator, instruction, { samples, exercise }, services, work);
      proposals.push({ pattern: check.pattern, name: evaluator.name, entry, figure });
    }
    // What applies to nothing at hand comes last; the order of patterns stays otherwise.
    proposals.sort((a, b) => Number(a.figure.n === 0) - Number(b.figure.n === 0));
    found.push({
      line: lines.positionAt(instruction.range.start).line,
      endLine: lines.positionAt(instruction.range.end).line,
      text: instruction.text,
      kind: instruction.kind,
      covered: coveringNames(instruction, own, document),
      proposals,
      ...(proposals.length === 0 && { nothing: whyNothing(instruction, cover) }),
    });
  }
  return { file: file.file, conversations: prompt.conversations, total: prompt.total, lines: found };
}

/** Of an instruction by its key, the conversations whose prompt had it. */
function holding({ snapshot, input }: Built, file: string): (key: string) => ReadonlySet<string> {
  const versions = snapshot.prompts.find((one) => one.file === file)?.versions ?? [];
  const conversations = promptConversations(input, file);
  return (key) => {
    const having = new Set(versions.filter(({ keys }) => keys.includes(key)).map(({ version }) => version));
    const held = conversations.filter(({ version, missing }) => having.has(version) && !missing.has(key));
    return new Set(held.map(({ id }) => id));
  };
}

function isWanted(
  instruction: Instruction,
  line: number | undefined,
  lines: LineIndex,
  evaluators: readonly Evaluator[],
  document: PromptDocument,
): boolean {
  if (line === undefined)
    return isDirectiveKind(instruction.kind) && coveringNames(instruction, evaluators, document).length === 0;
  const { start, end } = instruction.range;
  return lines.positionAt(start).line <= line && line <= lines.positionAt(end).line;
}

const coveringNames = (
  { key }: Instruction,
  evaluators: readonly Evaluator[],
  document: PromptDocument,
): string[] =>
  evaluators
    .filter(({ covers }) => covers.some((cover) => resolveCover(cover, document).keys.includes(key)))
    .map(({ name }) => name);

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}

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

function whyNothing({ kind }: Instruction, cover: string | undefined): string {
  if (cover === undefined)
    return "The line stands several times in the prompt. Give this one a name with <!-- #name --> behind it, then try again.";
  if (!isDirectiveKind(kind)) return "The line tells the agent nothing to do, so there is nothing to check.";
  return "No check can be read off this line without a model. A judge with a rubric could test it: an evaluator with `type: llm-rubric`, and a chat model under `models:`.";
}
