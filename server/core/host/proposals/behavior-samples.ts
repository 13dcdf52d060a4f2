import type { BehaviorFigures } from "../../attribution/index.ts";
import { failedConversations, onceEach, type SeenTool, ToolsSeen } from "../../attribution/index.ts";
import { groupBy, type LongWork, UserError } from "../../base/index.ts";
import { samplesOf } from "../../evaluators/index.ts";
import type { Message, Sample, Store } from "../../store/index.ts";
import type { Built } from "../build-snapshot.ts";

/** Enough to tell what goes wrong; on each side, the first by id. */
const mostOnASide = 200;

/** A conversation of a behavior that was judged. */
export interface JudgedConversation {
  readonly id: string;
  readonly cluster: string;
  readonly failed: boolean;
}

export interface BehaviorSamples {
  readonly figures: BehaviorFigures;
  /** All conversations of it by their ids, judged or not. */
  readonly members: readonly string[];
  /** Each task once on each side. */
  readonly judged: readonly JudgedConversation[];
  readonly samplesOf: ReadonlyMap<string, readonly Sample[]>;
  readonly messagesOf: ReadonlyMap<string, readonly Message[]>;
  readonly tools: readonly SeenTool[];
}

/** The judged conversations of one behavior, in memory. Throws `behavior-unknown`. */
export async function behaviorSamples(
  store: Store,
  { snapshot, input }: Built,
  id: string,
  { signal }: LongWork,
): Promise<BehaviorSamples> {
  const figures = snapshot.behaviors.find((one) => one.id === id);
  if (!figures)
    throw new UserError(
      "behavior-unknown",
      "There is no such behavior any more.",
      "List those there are with: homeostat behaviors",
    );
  const known = failedConversations(input.verdicts);
  const failing = new Set(figures.failing);
  const members = [...input.behaviorsOf]
    .flatMap(([member, ids]) => (ids.includes(id) ? [member] : []))
    .sort();
  const all = onceEach(
    members
      .filter((member) => known.has(member))
      .map((member) => ({
        id: member,
        cluster: input.clusterOf.get(member) ?? member,
        failed: failing.has(member),
      })),
  );
  const judged = [...groupBy(all, ({ failed }) => failed).values()].flatMap((side) =>
    side.slice(0, mostOnASide),
  );
  const tools = new ToolsSeen();
  const samples = new Map<string, Sample[]>();
  const messagesOf = new Map<string, readonly Message[]>();
  for await (const page of store.pages(judged.map((one) => one.id).sort(), signal))
    for (const { conversation, messages } of page) {
      tools.read(messages);
      messagesOf.set(conversation.id, messages);
      samples.set(conversation.id, samplesOf(conversation.id, messages, conversation));
    }
  return { figures, members, judged, samplesOf: samples, messagesOf, tools: tools.all() };
}
