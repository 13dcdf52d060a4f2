import type { Draw } from "./demo-types.ts";
import { faultRates } from "./faults.ts";
import type { Turn } from "./scene.ts";

/** A message as it stands in a line of chat JSONL. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string | null;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: "function";
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
  readonly tool_call_id?: string;
  readonly name?: string;
  readonly timestamp: string;
}

export interface Transcript {
  readonly messages: readonly ChatMessage[];
  /** Milliseconds the agent was at work, all turns together. */
  readonly workedMs: number;
  readonly endMs: number;
  /** Indices of the turns that took too long. */
  readonly slowTurns: readonly number[];
}

/** The longest an answer may take; turns stay well below it or well above it. */
export const patienceMs = 8_000;

/**
 * Turns become messages with times: tools answer fast, the agent thinks for a second or two, people take their time. `slowShare`: of the
 * turns that take too long.
 */
export function transcriptOf(
  turns: readonly Turn[],
  startMs: number,
  draw: Draw,
  slowShare: number = faultRates.slow,
): Transcript {
  const clock = new Clock(startMs);
  const messages: ChatMessage[] = [];
  const slowTurns: number[] = [];
  let workedMs = 0;
  for (const [index, turn] of turns.entries()) {
    if (index > 0) clock.pass(draw.int(14_000, 190_000));
    const asked = clock.now;
    const isSlow = draw.chance(slowShare);
    if (isSlow) slowTurns.push(index);
    messages.push({ role: "user", content: turn.user, timestamp: clock.iso() });
    messages.push(...toolMessages(turn, `t${index}`, clock, draw));
    clock.pass(draw.int(700, 1_700) + (isSlow ? draw.int(9_000, 16_000) : 0));
    messages.push({ role: "assistant", content: turn.text, timestamp: clock.iso() });
    workedMs += clock.now - asked;
  }
  return { messages, workedMs, endMs: clock.now, slowTurns };
}

/** One message for each call and one for each result, unless the agent makes its first two calls in one breath. */
function toolMessages(turn: Turn, prefix: string, clock: Clock, draw: Draw): ChatMessage[] {
  const { steps } = turn;
  const together = turn.callsTogether ? steps.slice(0, 2) : steps.slice(0, 1);
  const groups = steps.length === 0 ? [] : [together, ...steps.slice(together.length).map((step) => [step])];
  const messages: ChatMessage[] = [];
  let nth = 0;
  for (const [round, group] of groups.entries()) {
    clock.pass(draw.int(600, 1_500));
    const calls = group.map((step) => ({ step, id: `call_${prefix}_${++nth}` }));
    messages.push({
      role: "assistant",
      content: round === 0 && turn.beside !== undefined ? turn.beside : null,
      tool_calls: calls.map(({ step, id }) => ({
        id,
        type: "function",
        function: { name: step.name, arguments: JSON.stringify(step.args) },
      })),
      timestamp: clock.iso(),
    });
    clock.pass(draw.int(120, 700));
    for (const { step, id } of calls) {
      const content = JSON.stringify(step.result);
      messages.push({ role: "tool", tool_call_id: id, name: step.name, content, timestamp: clock.iso() });
    }
  }
  return messages;
}

class Clock {
  constructor(public now: number) {}

  pass(ms: number): void {
    this.now += ms;
  }

  iso(): string {
    return new Date(this.now).toISOString();
  }
}
