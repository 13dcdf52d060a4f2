import { type EvaluationServices, evaluate, parseEvaluators } from "../../../server/core/evaluators/index.ts";
import type { Message, Sample, Span, ToolCall, ToolDefinition } from "../../../server/core/store/index.ts";
import type { PromptfooCase, PromptfooSpan } from "./case.ts";

export interface OurVerdict {
  /** `refused`: the configuration is said to be wrong, before anything is judged. */
  readonly label: "pass" | "fail" | "unknown" | "refused";
  readonly score?: number;
  readonly why: string;
}

/** What this product says of a case, through the configuration as a user writes it. */
export async function ourVerdict(one: PromptfooCase, services: EvaluationServices): Promise<OurVerdict> {
  const definition = { name: "case", scope: "conversation", assert: one.assert, threshold: one.threshold };
  const { evaluators, problems } = parseEvaluators([definition]);
  if (problems.length > 0) return { label: "refused", why: problems.map(({ message }) => message).join(" ") };
  const { label, score, explanation } = await evaluate(evaluators[0]!, sampleOf(one), services);
  if (label === "not-applicable") throw new Error("no case has a `when`");
  return { label, score, why: explanation };
}

function sampleOf(one: PromptfooCase): Sample {
  const isText = typeof one.output === "string";
  const output = isText ? (one.output as string) : JSON.stringify(one.output);
  const answer: Message = { role: "assistant", text: output };
  const inTime = [...(one.spans ?? [])].sort((a, b) => a.startTime - b.startTime);
  const steps: Message[] = inTime.flatMap(messageOf);
  const messages: Message[] = [{ role: "user", text: "a question" }, ...steps, answer];
  const described = [...(one.functions ?? []), ...(one.tools ?? []).map((tool) => tool.function as object)];
  return {
    id: "c#all",
    conversationId: "c",
    scope: "conversation",
    index: 0,
    from: 0,
    to: messages.length,
    messages,
    input: "a question",
    output,
    vars: one.vars ?? {},
    ...(one.latencyMs !== undefined && { latencyMs: one.latencyMs }),
    ...(one.cost !== undefined && { costUsd: one.cost }),
    ...(one.spans && { spans: one.spans.map(spanOf) }),
    ...((one.functions || one.tools) && { tools: described as ToolDefinition[] }),
    response: {
      ...(!isText && { output: one.output }),
      finishReason: one.finishReason,
      logProbs: one.logProbs,
      guardrails: one.guardrails,
      skillCalls: one.skillCalls?.map(({ name, is_error: isError }) => ({
        name: String(name),
        isError: isError === true,
      })),
    },
  };
}

/** A tool's span as the message that called it. */
function messageOf(span: PromptfooSpan): Message[] {
  const call = callOf(span);
  return call ? [{ role: "assistant", text: "", toolCalls: [call] }] : [];
}

function callOf({ spanId, attributes = {} }: PromptfooSpan): ToolCall | undefined {
  const name = attributes["tool.name"];
  const args = attributes["tool.arguments"];
  if (typeof name !== "string") return undefined;
  return { id: spanId, name, args: typeof args === "string" ? JSON.parse(args) : undefined };
}

function spanOf(span: PromptfooSpan, seq: number): Span {
  const call = callOf(span);
  return {
    id: span.spanId,
    traceId: "t",
    conversationId: "c",
    seq,
    kind: call ? "tool" : "other",
    name: span.name,
    status: span.statusCode === 2 ? "error" : span.statusCode === 1 ? "ok" : "unset",
    startMs: span.startTime,
    ...(span.endTime !== undefined && { endMs: span.endTime }),
    ...(span.statusMessage && { error: span.statusMessage }),
    input: [],
    ...(call && { tool: { callId: call.id, name: call.name, args: call.args, result: "" } }),
    attributes: span.attributes ?? {},
  };
}
