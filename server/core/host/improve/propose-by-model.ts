import { type Frozen, frozenRanges, touches } from "../../attribution/index.ts";
import { costOf, type ModelPrice } from "../../capture/index.ts";
import {
  applyInstructionEdits,
  type EditOperator,
  type Proposal,
  type ProposalRequest,
} from "../../improve/index.ts";
import type { ChatModel } from "../../models/index.ts";
import { type ReadOptions, readPrompt } from "../../prompt/index.ts";
import type { Message } from "../../store/index.ts";
import type { ReplayBudget } from "../replay/replay-budget.ts";
import { reflectedTranscript } from "./reflected-transcript.ts";
import { type ProposedChange, putReflection } from "./reflection.ts";

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
  /** What was tried in earlier cycles and did not help, as sentences. */
  readonly tried: readonly string[];
  /** How many characters longer than the base the prompt may become. */
  readonly mayGrow: number;
  readonly base: string;
  /** The run of a case with these texts, as it was evaluated. */
  readonly messagesOf: (caseId: string, texts: ProposalRequest["texts"]) => readonly Message[] | undefined;
  /** Transcripts of conversations that went well, for examples. */
  readonly passing: readonly string[];
  /** Told of what came, before anything of it is tried. */
  readonly onChanges?: (changes: readonly ProposedChange[], text: string) => void;
  readonly signal?: AbortSignal;
}

/** Characters of a rejected text that are told again. */
const mostOfRejected = 300;
const proposalsEach = 2;

/**
 * One reflection: the model is shown the lines and what went wrong, and its edits are made in the file. Edits that cannot be made are left
 * out; none at all is an empty proposal, which the search counts. Throws what `ChatModel.reply` throws.
 */
export async function proposeByModel(request: ProposalRequest, world: ProposerWorld): Promise<Proposal> {
  const { component: file, text, feedback, rejected, n } = request;
  const { chat, budget, options, frozen, base, prices } = world;
  const document = readPrompt(file, text, options);
  const fixed = frozenRanges(document, frozen);
  const { messages, schema, changesIn } = putReflection({
    instructions: document.instructions,
    frozen: new Set(document.instructions.flatMap(({ key, range }) => (touches(fixed, range) ? key : []))),
    suspects: world.suspects,
    failing: feedback.map(({ caseId, complaints }) => ({
      conversation: reflectedTranscript(world.messagesOf(caseId, request.texts) ?? []),
      complaints: complaints.map((one) => one.text),
    })),
    passing: world.passing,
    operators: world.operatorsFor(n),
    tried: [
      ...world.tried,
      ...rejected.map((one) => `“${one.trim().slice(0, mostOfRejected)}” did not help.`),
    ],
    mayGrow: Math.max(0, world.mayGrow - (text.length - base.length)),
    proposals: proposalsEach,
  });
  budget.begin();
  const { answer, tokens } = await chat.reply(messages, schema, { signal: world.signal });
  const usd = tokens && costOf(chat.model, tokens, prices);
  budget.add({
    calls: 1,
    ...(tokens && { inputTokens: tokens.inputTokens, outputTokens: tokens.outputTokens }),
    ...(usd !== undefined && { usd }),
  });
  const changes = changesIn(answer);
  world.onChanges?.(changes, text);
  const made = changes.map(({ edits }) => applyInstructionEdits({ file, text, options }, edits, frozen));
  return { texts: made.flatMap((one) => ("text" in one ? one.text : [])) };
}
