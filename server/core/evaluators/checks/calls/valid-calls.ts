import { messageOf } from "../../../base/index.ts";
import type { Sample } from "../../../store/index.ts";
import type { CheckType } from "../../check-type.ts";
import { unknownVerdict, verdictOf } from "../../check-type.ts";
import { underDeadline } from "../../deadline.ts";
import { quote, shown } from "../../evidence.ts";
import { isRecord } from "../../is-record.ts";
import { compileSchema, type SchemaTest } from "../compile-schema.ts";
import { toolStepsOf } from "../tool-steps.ts";

const WHAT =
  "each names a tool that the model was told of, and its arguments are JSON that follows the tool's schema. Fails where nothing is called; unknown where the tools were not recorded.";

export const isValidFunctionCall = callsType(
  "is-valid-function-call",
  `The assistant calls a function: ${WHAT}`,
  functionCallIn,
);
export const isValidOpenAiFunctionCall = callsType(
  "is-valid-openai-function-call",
  `The assistant calls a function in OpenAI's form: ${WHAT}`,
  functionCallIn,
);
export const isValidOpenAiToolsCall = callsType(
  "is-valid-openai-tools-call",
  `The assistant calls tools in OpenAI's form: ${WHAT} What a tool of MCP answered inside the text counts as well: its result passes, its error fails.`,
  toolCallsIn,
);

/** A call as it came: `args` is text where it stood so in the answer, else data. */
interface Call {
  readonly name: string;
  readonly args: unknown;
  readonly messageIndex?: number;
}

function callsType(
  name: string,
  doc: string,
  callsInOutput: (output: unknown) => Call[] | undefined,
): CheckType {
  return {
    name,
    doc,
    version: 2,
    required: [],
    needsConversation: true,
    needsTools: true,
    prepare: (_, inverse) => ({
      check: (sample, { deadlineMs }) => {
        const claim = { inverse, subject: "The assistant", claim: "make valid tool calls only" };
        const mcp = name === "is-valid-openai-tools-call" ? mcpOutcome(sample.output) : undefined;
        if (mcp) return verdictOf({ ...claim, holds: mcp.ok, evidence: mcp.evidence });
        const calls = callsOf(sample, callsInOutput);
        if (calls.length === 0) return verdictOf({ ...claim, holds: false, evidence: "it makes none" });
        if (!sample.tools && !sample.response)
          return unknownVerdict("The tools that the model was told of were not recorded");
        const outcome = underDeadline(() => firstProblem(calls, sample), deadlineMs);
        if ("overrun" in outcome) return unknownVerdict(`Checking the calls took over ${deadlineMs} ms`);
        const problem = outcome.value;
        return verdictOf({
          ...claim,
          holds: problem === undefined,
          evidence: problem?.reason ?? `it calls ${shown(calls.map((call) => call.name).join(", "))}`,
          messageIndex: (problem?.call ?? calls[0])?.messageIndex,
        });
      },
    }),
  };
}

const callsOf = (sample: Sample, callsInOutput: (output: unknown) => Call[] | undefined): Call[] => {
  if (sample.response?.output !== undefined) return callsInOutput(sample.response.output) ?? [];
  return toolStepsOf(sample);
};

/** OpenAI's `{function_call: {name, arguments}}`, or that call itself. */
function functionCallIn(output: unknown): Call[] | undefined {
  const call = isRecord(output) && "function_call" in output ? output.function_call : output;
  return readCall(call);
}

/** OpenAI's `{tool_calls: [{function: {name, arguments}}]}`, or that list itself. */
function toolCallsIn(output: unknown): Call[] | undefined {
  const list = isRecord(output) && "tool_calls" in output ? output.tool_calls : output;
  if (!Array.isArray(list)) return undefined;
  const calls = list.map((item: unknown) => (isRecord(item) ? readCall(item.function) : undefined));
  return calls.every((call) => call !== undefined) ? calls.flat() : undefined;
}

const readCall = (call: unknown): Call[] | undefined =>
  isRecord(call) && typeof call.name === "string" && typeof call.arguments === "string"
    ? [{ name: call.name, args: call.arguments }]
    : undefined;

interface Problem {
  readonly call: Call;
  readonly reason: string;
}

function firstProblem(calls: readonly Call[], sample: Sample): Problem | undefined {
  for (const call of calls) {
    const reason = problemOf(call, sample);
    if (reason) return { call, reason };
  }
  return undefined;
}

function problemOf({ name, args }: Call, { tools = [] }: Sample): string | undefined {
  const schema = tools.find((tool) => tool.name === name)?.parameters;
  if (!isRecord(schema)) return `it calls ${shown(name)}, which is no tool that it was told of`;
  let parsed = args;
  try {
    if (typeof args === "string") parsed = JSON.parse(args);
  } catch {
    return `the arguments of ${shown(name)} are not JSON: ${shown(args)}`;
  }
  try {
    const broken = testOf(schema)(parsed);
    if (!broken) return undefined;
    return `it calls ${shown(name)} with ${shown(parsed)}, where ${quote(broken.instancePath || "the whole", 0, 60)} ${broken.message}`;
  } catch (error) {
    return `the schema of ${shown(name)} cannot be used: ${quote(messageOf(error))}`;
  }
}

// Samples of one conversation share the tools.
const tests = new WeakMap<object, SchemaTest>();

function testOf(schema: Record<string, unknown>): SchemaTest {
  let test = tests.get(schema);
  if (!test) {
    test = compileSchema(schema);
    tests.set(schema, test);
  }
  return test;
}

function mcpOutcome(output: string): { readonly ok: boolean; readonly evidence: string } | undefined {
  const error = /MCP Tool Error(?: \(([^)]+)\))?/.exec(output);
  if (error) return { ok: false, evidence: `the tool ${shown(error[1] ?? "of MCP")} failed` };
  const result = /MCP Tool Result(?: \(([^)]+)\))?/.exec(output);
  return result ? { ok: true, evidence: `the tool ${shown(result[1] ?? "of MCP")} answered` } : undefined;
}
