import { coverOf, type ExerciseModel, isDirectiveKind, resolveCover } from "../../attribution/index.ts";
import { LineIndex, type LongWork, UserError } from "../../base/index.ts";
import type { EvaluationServices, Evaluator } from "../../evaluators/index.ts";
import { type Instruction, type PromptDocument, readPrompt } from "../../prompt/index.ts";
import type { ProposalQuery, ProposedLine } from "../../review/index.ts";
import type { Sample, Store } from "../../store/index.ts";
import type { Built } from "../build-snapshot.ts";
import { promptConversations } from "../figures-input.ts";
import type { PromptFile } from "../prompt-files.ts";
import { freeNames } from "./free-names.ts";
import { type PromptSamples, promptSamples } from "./prompt-samples.ts";

export interface ProposalWorld {
  readonly store: Store;
  readonly services: EvaluationServices;
  readonly evaluators: readonly Evaluator[];
  readonly files: readonly PromptFile[];
  /** What the figures are made of: a proposal says what the figure of its line will be. */
  readonly built: Built;
}

/** A line that something is to be proposed for, and what proposals of it are run on. */
export interface WantedLine {
  readonly instruction: Instruction;
  /** How an evaluator says that it tests this line; undefined where no quotation means it alone. */
  readonly cover: string | undefined;
  /** Of the conversations that held it; of all, for a line that none held yet. */
  readonly samples: readonly Sample[];
  /** What a report says of it whatever is proposed. */
  readonly said: Pick<ProposedLine, "line" | "endLine" | "text" | "kind" | "covered">;
}

export interface LinesToPropose {
  readonly file: PromptFile;
  readonly prompt: PromptSamples;
  readonly exercise: ExerciseModel;
  readonly lines: readonly WantedLine[];
  /** A name that no evaluator has yet; it is taken then. */
  readonly freeName: (name: string) => string;
}

/** Reads the lines that a query asks for, as the editor or the disk has them. Throws `prompt-unknown`. */
export async function linesToPropose(
  { store, evaluators, files, built }: ProposalWorld,
  query: ProposalQuery,
  work: LongWork,
): Promise<LinesToPropose> {
  const file = files.find((one) => one.file === query.file) ?? unknownPrompt(query.file, files);
  const document = query.text === undefined ? file.document : readPrompt(file.path, query.text, file.options);
  const index = new LineIndex(document.text);
  const prompt = await promptSamples(store, file.file, work);
  const heldBy = holding(built, file.file);
  const own = evaluators.filter(({ prompts }) => !prompts || prompts.includes(file.name));
  const wanted = document.instructions.filter((one) => isWanted(one, query.line, index, own, document));
  const lines = wanted.map((instruction): WantedLine => {
    const held = heldBy(instruction.key);
    const those = prompt.samples.filter(({ conversationId }) => held.has(conversationId));
    return {
      instruction,
      cover: coverOf(instruction, document),
      samples: those.length > 0 ? those : prompt.samples,
      said: {
        line: index.positionAt(instruction.range.start).line,
        endLine: index.positionAt(instruction.range.end).line,
        text: instruction.text,
        kind: instruction.kind,
        covered: coveringNames(instruction, own, document),
      },
    };
  });
  return { file, prompt, exercise: built.input.exercise, lines, freeName: freeNames(evaluators) };
}

function unknownPrompt(name: string, files: readonly PromptFile[]): never {
  const some = files.slice(0, 10).map((one) => one.file);
  throw new UserError(
    "prompt-unknown",
    `${name} is none of the prompts of this workspace.`,
    some.length > 0 ? `Prompts: ${some.join(", ")}.` : "Name it under `prompts:` in homeostat.yaml.",
  );
}

/** Why nothing can test a line, whoever reads it. */
export function whyUntestable({ instruction, cover }: WantedLine): string | undefined {
  if (cover === undefined)
    return "The line stands several times in the prompt. Give this one a name with <!-- #name --> behind it, then try again.";
  if (!isDirectiveKind(instruction.kind))
    return "The line tells the agent nothing to do, so there is nothing to check.";
  return undefined;
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
