import type { Message } from "../../store/index.ts";
import { joinedTwo } from "../conventions/wire-messages.ts";
import { defined } from "../wire-values.ts";
import { splitSystem } from "./main-thread.ts";
import { whole } from "./otlp-span.ts";
import type { ReadSpan } from "./read-span.ts";
import type { PlacedSpan } from "./span-tree.ts";
import { newIn, repeats } from "./threads.ts";

/** What an agent's span tells of a trace whose model calls were recorded without messages, or not at all. */
export interface AgentMessages {
  readonly span: ReadSpan;
  readonly system?: string;
  readonly messages: readonly Message[];
}

/**
 * The messages of the outermost agent that has any: what it was asked, what it did, what it answered. What it did is told by itself,
 * or seen from the tools it used: those right below it, not the ones of sub-agents, and taken to have run one after the other.
 */
export function agentMessages(
  spans: readonly PlacedSpan[],
  said: readonly Message[],
): AgentMessages | undefined {
  const agent = spans
    .filter(({ span }) => span.kind === "agent" && Boolean(span.reading.input?.length || span.reading.output))
    .sort((a, b) => a.nesting - b.nesting || a.depth - b.depth)[0];
  if (!agent) return undefined;
  const { span } = agent;
  const { system, history, output } = splitSystem(span);
  const fresh = newIn(history, said, { onlyAtEnd: true }) ?? history;
  const asked = fresh.map((message) => defined<Message>({ ...message, atMs: whole(span.startMs) }));
  const { usage, costUsd, steps } = span.reading;
  const all = steps && steps.length > 1 ? steps : output ? [output] : [];
  // The state of a graph begins with what it was given.
  const told = all.length > history.length && repeats(all, history) ? all.slice(history.length) : all;
  const isWhole = [...asked, ...told].some(({ role, toolCalls }) => role === "tool" || toolCalls);
  const done = isWhole
    ? withResults(told, spans)
    : [...toolsBelow(agent, spans).flatMap(messagesOfTool), ...told];
  const last = done.at(-1);
  const end = last && defined<Message>({ ...last, atMs: whole(span.endMs), usage, costUsd });
  return { span, system, messages: [...asked, ...done.slice(0, -1), ...(end ? [end] : [])] };
}

/** Texts and calls in a row are one message, and the results of its calls follow it. */
function withResults(steps: readonly Message[], spans: readonly PlacedSpan[]): Message[] {
  const tools = new Map(spans.map((one) => [one.span.reading.tool?.callId, one]));
  const messages: Message[] = [];
  for (const [i, step] of steps.entries()) {
    const last = messages.at(-1);
    const isMore = last?.role === "assistant" && step.role === "assistant";
    if (isMore) messages[messages.length - 1] = joinedTwo(last, step);
    else messages.push(step);
    const next = steps[i + 1];
    if (next?.role === "tool" || (next?.role === "assistant" && next.toolCalls)) continue;
    for (const { id } of messages.at(-1)?.toolCalls ?? []) {
      const tool = tools.get(id);
      if (tool) messages.push(messagesOfTool(tool)[1]!);
    }
  }
  return messages;
}

/** Tools below this agent with no other agent or tool between: those are nested one deeper than the agent itself. */
function toolsBelow(agent: PlacedSpan, spans: readonly PlacedSpan[]): readonly PlacedSpan[] {
  const byId = new Map(spans.map((one) => [one.span.spanId, one]));
  const isBelow = (tool: PlacedSpan): boolean => {
    let at: PlacedSpan | undefined = tool;
    while (at && at !== agent && at.depth > agent.depth) at = byId.get(at.span.parentId ?? "");
    return at === agent;
  };
  return spans.filter((one) => one.span.kind === "tool" && one.nesting === agent.nesting + 1 && isBelow(one));
}

/** A tool's span as the call and its result. */
function messagesOfTool({ span }: PlacedSpan): [Message, Message] {
  const { tool } = span.reading;
  const name = tool?.name ?? span.name;
  const id = tool?.callId ?? span.spanId;
  const call = { id, name, args: tool?.args ?? {} };
  return [
    defined<Message>({ role: "assistant", text: "", toolCalls: [call], atMs: whole(span.startMs) }),
    defined<Message>({
      role: "tool",
      text: tool?.result ?? span.error ?? "",
      toolCallId: id,
      toolName: name,
      isError: span.status === "error" ? true : undefined,
      atMs: whole(span.endMs),
    }),
  ];
}
