import type { Message, Sample } from "../../store/index.ts";
import { type SampleMeta, samplesOf } from "../samples.ts";
import { evaluatorOf, says, untrusted, user } from "../testing.ts";
import { defaultTrust, type MutationReport, type Tested, trustOf } from "./report.ts";
import { testEvaluator } from "./test-evaluator.ts";

/** For the tests of this room: tests an evaluator on conversations of one turn or more, with its trust under the usual limits. */
export async function tested(
  definition: Record<string, unknown>,
  conversations: readonly (readonly Message[])[],
  options: {
    readonly instructions?: readonly string[];
    readonly others?: readonly (readonly Message[])[];
    readonly metas?: readonly SampleMeta[];
  } = {},
): Promise<MutationReport & { readonly tested: Tested }> {
  const evaluator = evaluatorOf(definition);
  const report = await testEvaluator({
    evaluator,
    samples: samplesIn(conversations, "c", options.metas).filter(({ scope }) => scope === evaluator.scope),
    others: [...samplesIn(conversations, "c"), ...samplesIn(options.others ?? shopTalks, "o")],
    instructions: options.instructions ?? [],
    services: untrusted,
    perOperator: 20,
    seed: 1,
  });
  return { ...report, tested: trustOf(report, defaultTrust) };
}

export const samplesIn = (
  conversations: readonly (readonly Message[])[],
  prefix: string,
  metas: readonly SampleMeta[] = [],
): Sample[] => conversations.flatMap((messages, i) => samplesOf(`${prefix}${i}`, messages, metas[i]));

/** One turn each: a question, and what was answered. */
export const turns = (...pairs: readonly (readonly [string, string])[]): Message[][] =>
  pairs.map(([question, answer]) => [user(question), says(answer)]);

export const shopTalks = turns(
  [
    "Where is my parcel?",
    "Your parcel left the depot in Ghent on Tuesday. The carrier has it, and it will be with you by Friday.",
  ],
  [
    "Can I return the lamp?",
    "Yes. The lamp can be returned within 30 days. Print the label, and the courier will pick it up at your door.",
  ],
  [
    "Do you ship to Norway?",
    "We do ship to Norway. The fee is 12 euros, and the parcel takes 5 days. Customs are always paid by us.",
  ],
  [
    "My order arrived broken",
    "I am sorry to hear it. The cup will be replaced by the shop in Bruges, and you do not need to send the old one back.",
  ],
  [
    "When do you open?",
    "The shop is open from 9 to 18, Monday to Saturday. It is closed on Sunday, and the phone is answered until 17.",
  ],
  [
    "Is the blue chair in stock?",
    "The blue chair is in stock in Antwerp. There are 4 left, and they can be with you before the weekend.",
  ],
);

export const named = (results: MutationReport["breaks"], operator: string): string => {
  const found = results.find((one) => one.operator === operator);
  return found ? `${found.failed}/${found.n}` : "-";
};
