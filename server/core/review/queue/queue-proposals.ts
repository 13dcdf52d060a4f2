import type { Exemplar, Mechanism, PromptDiagnosis } from "../../attribution/index.ts";
import { percent, plural } from "../wording.ts";
import type { CapabilityQueue } from "./read-queue.ts";

/** What a diagnosis says that a model could not do, as it may be put into the queue. */
export interface QueueProposal {
  readonly id: string;
  readonly what: string;
  readonly why: string;
  readonly prompt: string;
  readonly conversations: readonly string[];
  readonly failing: number;
  /** The clearest of them, with what the evaluator said: captured text. */
  readonly exemplars: readonly Exemplar[];
}

/** Conversations that an item names. */
const mostConversations = 10;

/**
 * Ways to fail that are put down to the model and that the queue does not have. What was handled comes again with conversations that
 * it does not name: then it was not handled for good.
 */
export function queueProposals(
  prompts: readonly PromptDiagnosis[],
  { items }: CapabilityQueue,
): QueueProposal[] {
  const known = new Map(items.map((item) => [item.id, item]));
  return prompts
    .flatMap((prompt) =>
      prompt.mechanisms.filter(({ cause }) => cause === "capability").map((one) => proposalOf(one, prompt)),
    )
    .filter(({ id, conversations }) => {
      const there = known.get(id);
      return (
        !there ||
        (there.state === "handled" && conversations.some((one) => !there.conversations.includes(one)))
      );
    })
    .sort((a, b) => b.failing - a.failing || (a.id < b.id ? -1 : 1));
}

function proposalOf(mechanism: Mechanism, { name }: PromptDiagnosis): QueueProposal {
  const { id, title, conversations, exemplars, failing } = mechanism;
  const first = exemplars.map(({ conversationId }) => conversationId);
  return {
    id: `${name}/${id.split(" ").at(-1)!}`.replace(/\s+/g, "-"),
    what: title,
    why: whyOf(mechanism),
    prompt: name,
    conversations: [...new Set([...first, ...conversations])].slice(0, mostConversations),
    ...{ failing, exemplars },
  };
}

function whyOf({ causes, suspects, failing }: Mechanism): string {
  const share = (cause: string): string =>
    percent(causes.find((one) => one.cause === cause)?.probability ?? 0);
  const [suspect] = suspects;
  return [
    `Of ${plural(failing, "failure")} that went this way, ${share("capability")} are put down to the model and ${share("prompt")} to the prompt;`,
    suspect ? `the line suspected most has ${percent(suspect.probability)}.` : "no line is suspected.",
  ].join(" ");
}
