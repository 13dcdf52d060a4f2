import { isFailed } from "../../signals/index.ts";
import type { Message } from "../../store/index.ts";
import type { CauseMark } from "../diagnosis/index.ts";
import { KnownValues } from "./values.ts";

/** What may be told of one step of a conversation without knowing what was asked for, each in 0..1 or a little more. */
export const traitNames = [
  /** Logarithm of how many steps came before. */
  "late",
  /** What the user opened with was run, and what it ran is its own. */
  "openingRan",
  /** What it ran failed. */
  "failed",
  /** It says that it makes something up, or takes it for granted. */
  "pretends",
  /** It leaves a gap to be filled in. */
  "placeholder",
  /** It says numbers and names that stood nowhere before. */
  "novel",
  /** It says that it looked something up or checked it, right after nothing was. */
  "unbackedClaim",
  /** It agrees, or says that all is done. */
  "agrees",
  "short",
  "asks",
  /** It tries to mend what failed before it. */
  "repairs",
  /** A mark stands at it, or at what its code gave. */
  "marked",
  /** A tool or a source gave it, and a mark stands at it. */
  "given",
] as const;
export type TraitName = (typeof traitNames)[number];
export type Traits = Readonly<Record<TraitName, number>>;

/** A message that may have gone wrong first. */
export interface Step {
  readonly messageIndex: number;
  readonly traits: Traits;
}

/** Text that stands for data which was not there. */
const PRETENDS =
  /\b(?:mock|simulat\w+|synthetic|hypothetical\w*|dummy|fictional|made-up|assum(?:e|es|ed|ing|ption|ptions)|for (?:the sake of|demonstration|illustration|simplicity)|let's (?:say|suppose|pretend)|example data|sample data(?:set)?|internal knowledge|based on (?:my|general|common|typical) (?:knowledge|estimates?))\b/;
const PLACEHOLDER =
  /\byour[_ -]?(?:api[_ -]?key|key|token|path|file|url)\b|\bpath[/_]to\b|\bplaceholder\b|example\.(?:com|org)|\bx{4,}\b|<(?:url|path|key|id|name)>|\binsert [\w ]{1,20} here\b/i;
const CLAIMS =
  /\bi(?:'ve| have) (?:now |already |just )?(?:successfully |carefully |thoroughly |also )?(?:located|reviewed|verified|checked|found|retrieved|confirmed|identified|examined|accessed|gathered|completed|cross-(?:referenced|verified)|double-checked|analy[sz]ed)\b|\bafter (?:manually |carefully |thoroughly )?(?:reviewing|searching|checking|examining|verifying)\b|\b(?:has|have) been (?:\w+ )?(?:verified|confirmed|identified)\b/;
const AGREES =
  /\b(?:i|we) (?:also )?(?:agree|concur|confirm)\b|\bterminate\b|\bconclude (?:the|this|our)\b|\ball (?:the )?steps have been\b|\bno (?:further|other|more) (?:questions|objections|input|action)/;
/** Texts shorter than this say little that could be wrong. */
const SHORT = 80;
const LENGTH = 20_000;
/** A dozen new values and more say the same as a dozen. */
const MANY = 12;

/** The steps of a conversation: what the agent said, what the user opened it with, and what tools gave where a mark stands at it. */
export function stepsOf(messages: readonly Message[], marks: readonly CauseMark[], systemText = ""): Step[] {
  const strengths = strengthsAt(messages, marks);
  const known = new KnownValues();
  known.addSource(systemText);
  const opening = messages.findIndex(({ role }) => role === "user");
  const steps: Step[] = [];
  for (const [index, message] of messages.entries()) {
    const { role, text, toolCalls = [] } = message;
    if (role === "assistant" || index === opening || strengths.given.has(index)) {
      const next = messages[index + 1];
      const ran = next?.role === "tool" && !NOTHING_RAN.test(next.text) ? next : undefined;
      const isAgent = role === "assistant";
      const traits = {
        ...none,
        late: Math.log1p(steps.length),
        openingRan: flag(index === opening && ran !== undefined),
        given: strengths.given.get(index) ?? 0,
        ...(isAgent && saysOf(message, messages[index - 1])),
        ...(isAgent && {
          failed: flag(ran !== undefined && isFailed(ran)),
          novel: Math.log1p(Math.min(known.countNew(text), MANY)) / Math.log1p(MANY),
          marked: strengths.own.get(index) ?? 0,
        }),
      };
      steps.push({ messageIndex: index, traits });
    }
    if (role === "tool") known.addSource(text);
    else known.addSaid(text);
    for (const { args } of toolCalls) known.addSource(JSON.stringify(args) ?? "");
  }
  return steps;
}

const none = Object.fromEntries(traitNames.map((name) => [name, 0])) as Traits;
const flag = (holds: boolean): number => (holds ? 1 : 0);
/** What the executor of a group says where there was no code. */
const NOTHING_RAN = /^there is no code\b/i;

function saysOf({ text, toolCalls }: Message, before: Message | undefined): Partial<Traits> {
  const lower = text.slice(0, LENGTH).toLowerCase();
  const isBacked = before?.role === "tool" && !isFailed(before);
  return {
    pretends: flag(PRETENDS.test(lower)),
    placeholder: flag(PLACEHOLDER.test(lower)),
    unbackedClaim: flag(!isBacked && CLAIMS.test(lower)),
    agrees: flag(AGREES.test(lower)),
    short: flag(text.length < SHORT && !toolCalls?.length),
    asks: flag(/\?\s{0,9}$/.test(lower.slice(-40))),
    repairs: flag(before?.role === "tool" && isFailed(before)),
  };
}

/**
 * How strong the marks at a step are. What a recorded tool or source gave is a step of its own; what an agent's code gave is the agent's.
 * What is failed code already counts as `failed`.
 */
function strengthsAt(messages: readonly Message[], marks: readonly CauseMark[]) {
  const own = new Map<number, number>();
  const given = new Map<number, number>();
  for (const { messageIndex, cause, kind, strength } of marks) {
    const message = messages[messageIndex];
    if (!message || cause === "user" || kind === "failing-code") continue;
    // What the user asked for may be too hard for a model, but did not go wrong.
    if (message.role === "user" && cause === "capability") continue;
    // A retrieval has no message of its own: it stands at the question that it was made for.
    const isGiven =
      message.role === "user" ||
      (message.role === "tool" && isRecorded(messages, messageIndex) && cause !== "capability");
    const at = message.role === "tool" && !isGiven ? callerOf(messages, messageIndex) : messageIndex;
    const map = isGiven ? given : own;
    map.set(at, Math.max(map.get(at) ?? 0, strength));
  }
  return { own, given };
}

const isRecorded = (messages: readonly Message[], index: number): boolean =>
  messages[index]!.toolCallId !== undefined || messages[callerOf(messages, index)]?.toolCalls !== undefined;

/** The agent's message that a result answers: the last before it. */
function callerOf(messages: readonly Message[], index: number): number {
  let at = index - 1;
  while (at > 0 && messages[at]!.role === "tool") at--;
  return at;
}
