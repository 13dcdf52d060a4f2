import { type Frozen, frozenRanges, touches } from "../../attribution/index.ts";
import { UserError } from "../../base/index.ts";
import { costOf, type ModelPrice } from "../../capture/index.ts";
import {
  applyInstructionEdits,
  type ComponentEdit,
  type ComponentFile,
  changeComponents,
  type EditOperator,
  type InstructionEdit,
  type Proposal,
  type ProposalRequest,
  readComponents,
} from "../../improve/index.ts";
import type { ChatModel } from "../../models/index.ts";
import { type ReadOptions, readPrompt } from "../../prompt/index.ts";
import type { Message } from "../../store/index.ts";
import { budgetSpent, type ReplayBudget } from "../replay/replay-budget.ts";
import { putComponentReflection } from "./component-reflection.ts";
import { passagesFor } from "./cycle-documents.ts";
import { reflectedTranscript } from "./reflected-transcript.ts";
import { type ProposedChange, type PutReflection, putReflection } from "./reflection.ts";

/** What reflections on one prompt's failures are made with. */
export interface ProposerWorld {
  readonly chat: ChatModel;
  readonly prices: Readonly<Record<string, ModelPrice>>;
  readonly budget: ReplayBudget;
  readonly options?: ReadOptions | undefined;
  readonly frozen: readonly Frozen[];
  /** Keys of instructions that failures point to, most suspected first. */
  readonly suspects: readonly string[];
  /** What may be done, for the reflection of this number: those that helped most before first. */
  readonly operatorsFor: (n: number) => readonly EditOperator[];
  /** What was tried in earlier cycles and what became of it, as sentences. */
  readonly tried: readonly string[];
  /** How many characters longer than the base the prompt may become. */
  readonly mayGrow: number;
  readonly base: string;
  /** File of the prompt, and what else may be changed. */
  readonly prompt: string;
  readonly components: readonly ComponentFile[];
  /** The run of a case with these texts, as it was evaluated. */
  readonly messagesOf: (caseId: string, texts: ProposalRequest["texts"]) => readonly Message[] | undefined;
  /** Transcripts of conversations that went well, for examples. */
  readonly passing: readonly string[];
  /** Passages of documents that may be put into the prompt. */
  readonly passages: readonly string[];
  /** Told of what came, before anything of it is tried. */
  readonly onChanges?: (changes: readonly ProposedChange[], text: string) => void;
  readonly signal?: AbortSignal;
}

/** Characters of a rejected text that are told again. */
const mostOfRejected = 300;
const proposalsEach = 2;
/** A model that has given so many answers of no use to one question gives none. */
const mostUnusable = 3;
/** For what a reflection may cost, before one was answered. */
const charactersPerToken = 3;
const answerTokens = 800;
/** A description or value may grow by so much, in characters. */
const mostOfComponent = 400;

/**
 * One reflection: the model is shown the lines and what went wrong, and its edits are made in the file. Edits that cannot be made are left
 * out; none at all is an empty proposal, which the search counts. Throws what `ChatModel.reply` throws, `proposals-unusable`
 * and `budget-spent`.
 */
export function proposeByModel(request: ProposalRequest, world: ProposerWorld): Promise<Proposal> {
  const file = world.components.find((one) => one.file === request.component);
  return file
    ? proposeForFile(request, { ...file, text: request.text }, world)
    : proposeForPrompt(request, world);
}

async function proposeForPrompt(request: ProposalRequest, world: ProposerWorld): Promise<Proposal> {
  const { component: file, text, n } = request;
  const { options, frozen, base } = world;
  const document = readPrompt(file, text, options);
  const fixed = frozenRanges(document, frozen);
  const failing = failingOf(request, world);
  const passages = passagesFor(
    world.passages,
    failing.flatMap(({ conversation, complaints }) => [conversation, ...complaints]),
  );
  const put = putReflection({
    passages,
    instructions: document.instructions,
    frozen: new Set(document.instructions.flatMap(({ key, range }) => (touches(fixed, range) ? key : []))),
    suspects: world.suspects,
    failing,
    passing: world.passing,
    operators: world.operatorsFor(n).filter((one) => one !== "add-context" || passages.length > 0),
    tried: triedOf(request, world),
    mayGrow: Math.max(0, world.mayGrow - (text.length - base.length)),
    proposals: proposalsEach,
  });
  const changes = await asked(put, text, world);
  const made = changes.map(({ edits }) =>
    applyInstructionEdits({ file, text, options }, edits as readonly InstructionEdit[], frozen),
  );
  return { texts: made.flatMap((one) => ("text" in one ? one.text : [])) };
}

async function proposeForFile(
  request: ProposalRequest,
  file: ComponentFile,
  world: ProposerWorld,
): Promise<Proposal> {
  const put = putComponentReflection({
    file: file.file,
    components: readComponents(file.file, file.text, file.specs).components,
    prompt: request.texts[world.prompt] ?? world.base,
    failing: failingOf(request, world),
    tried: triedOf(request, world),
    mayGrow: mostOfComponent,
    proposals: proposalsEach,
  });
  const changes = await asked(put, file.text, world);
  const made = changes.map(({ edits }) => changeComponents(file, edits as readonly ComponentEdit[]));
  return { texts: made.flatMap((one) => ("text" in one ? one.text : [])) };
}

const failingOf = ({ feedback, texts }: ProposalRequest, { messagesOf }: ProposerWorld) =>
  feedback.map(({ caseId, complaints }) => ({
    conversation: reflectedTranscript(messagesOf(caseId, texts) ?? []),
    complaints: complaints.map((one) => one.text),
  }));

const triedOf = ({ rejected }: ProposalRequest, { tried }: ProposerWorld): string[] => [
  ...tried,
  ...rejected.map((one) => `“${one.trim().slice(0, mostOfRejected)}” did not help.`),
];

/** The usable proposals of one question. */
async function asked(
  put: PutReflection,
  text: string,
  world: ProposerWorld,
): Promise<readonly ProposedChange[]> {
  const answer = await askProposer(put, world);
  const changes = put.changesIn(answer);
  world.onChanges?.(changes, text);
  return changes;
}

/** The answer; asked again where there is none that can be read. */
async function askProposer(
  { messages, schema }: Pick<PutReflection, "messages" | "schema">,
  { chat, prices, budget, signal }: ProposerWorld,
): Promise<unknown> {
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0);
  const usage = { inputTokens: Math.ceil(characters / charactersPerToken), outputTokens: answerTokens };
  const mayCost = costOf(chat.model, usage, prices);
  for (let asked = 1; ; asked++) {
    const over = budget.over("proposer", mayCost);
    if (over) throw budgetSpent(over);
    const call = budget.begin("proposer", mayCost);
    const reply = await chat.reply(messages, schema, { signal, again: call.again }).catch((error) => {
      call.fail(error);
      throw error;
    });
    const { answer, tokens, problem = "gave no answer", isUnsent } = reply;
    const usd = tokens && costOf(chat.model, tokens, prices);
    call.end({
      calls: 1,
      ...(tokens && { inputTokens: tokens.inputTokens, outputTokens: tokens.outputTokens }),
      ...(usd !== undefined && { usd }),
    });
    if (answer !== undefined) return answer;
    if (isUnsent || asked >= mostUnusable) throw proposalsUnusable(chat.name, problem);
  }
}

const proposalsUnusable = (name: string, problem: string): UserError =>
  new UserError(
    "proposals-unusable",
    `${name} was asked for edits and ${problem}.`,
    "Name a model that answers in JSON under `models.chat`, then run the same again: what was answered is kept.",
  );
