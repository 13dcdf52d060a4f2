import { groupBy } from "../../base/index.ts";
import { redactionRules, redactions, redactText } from "../../capture/index.ts";
import { type DatasetCase, NearDuplicates } from "../../improve/index.ts";
import type { RecordedContext } from "../replay/recorded-context.ts";
import { reflectedTranscript } from "./reflected-transcript.ts";

export interface SuccessWorld {
  readonly cases: readonly DatasetCase[];
  /** What each case is run with, by its id. */
  readonly contexts: ReadonlyMap<string, Pick<RecordedContext, "whole">>;
  /** What evaluators that are not known to err said when a conversation was recorded. */
  readonly verdictsOf: (conversation: string) => readonly Said[];
  /** Those whose verdicts count: one at least must have passed it. */
  readonly isTrusted: (evaluator: string) => boolean;
}

interface Said {
  readonly evaluator: string;
  readonly label: string;
}

/** What a reflection is shown: more would fill it, and an example in a prompt is short. */
const mostSuccesses = 3;
const longestSuccess = 800;

/** Whatever a workspace lets in: an example goes into a file that is committed. */
const strictest = redactionRules({ redact: redactions, allow: [] });

/**
 * Transcripts of conversations of the target that went well, to make examples of: the shortest of each behavior in turn, no two of which ask for
 * nearly the same. They are of the training split and no regression case, so that nothing the gate looks at is among them; recorded as they
 * were; passed by a trusted evaluator and failed by none. What is personal in them is blacked out.
 */
export function storedSuccesses(world: SuccessWorld): string[] {
  const able = world.cases.flatMap((one) => successOf(one, world) ?? []).sort(shorterFirst);
  const inTurn = [...groupBy(able, ({ behavior }) => behavior).values()]
    .flatMap((own) => own.map((one, turn) => ({ ...one, turn })))
    .sort((a, b) => a.turn - b.turn || shorterFirst(a, b));
  const asked = new NearDuplicates();
  const chosen: string[] = [];
  for (const { opening, transcript } of inTurn) {
    if (chosen.length === mostSuccesses) break;
    if (asked.near({ text: opening }).length > 0) continue;
    asked.add({ text: opening });
    chosen.push(transcript);
  }
  return chosen;
}

interface Success {
  readonly id: string;
  readonly behavior: string | undefined;
  readonly opening: string;
  readonly transcript: string;
}

const shorterFirst = (a: Success, b: Success): number =>
  a.transcript.length - b.transcript.length || (a.id < b.id ? -1 : 1);

function successOf(one: DatasetCase, { contexts, verdictsOf, isTrusted }: SuccessWorld): Success | undefined {
  const { id, role, split, origin, conversation, input, behavior } = one;
  if (role !== "target" || split !== "train" || origin !== "recorded") return undefined;
  if (conversation === undefined || input !== undefined) return undefined;
  const said = verdictsOf(conversation);
  if (said.some(({ label }) => label === "fail")) return undefined;
  if (!said.some(({ evaluator, label }) => label === "pass" && isTrusted(evaluator))) return undefined;
  const { messages = [] } = contexts.get(id)?.whole ?? {};
  const opening = messages.find(({ role }) => role === "user")?.text;
  const { text: transcript } = redactText(reflectedTranscript(messages), strictest);
  return opening === undefined || transcript.length > longestSuccess
    ? undefined
    : { id, behavior, opening, transcript };
}
