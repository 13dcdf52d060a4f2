import { isRecord } from "../../is-record.ts";

/** Names of the tools that an answer calls, in the forms of OpenAI, Anthropic and Google; a text is read as JSON, whole or line by line. */
export function toolNamesIn(output: unknown): Set<string> {
  if (typeof output === "string") return inText(output);
  if (Array.isArray(output)) return new Set(output.flatMap((item) => (isRecord(item) ? nameIn(item) : [])));
  return isRecord(output) ? inObject(output) : new Set();
}

function inText(text: string): Set<string> {
  try {
    return toolNamesIn(JSON.parse(text));
  } catch {
    const lines = text.split("\n").map((line) => line.trim());
    return new Set(lines.filter((line) => /^[[{]/.test(line)).flatMap((line) => [...namesInLine(line)]));
  }
}

function namesInLine(line: string): Set<string> {
  try {
    return toolNamesIn(JSON.parse(line));
  } catch {
    return new Set();
  }
}

function inObject(output: Record<string, unknown>): Set<string> {
  const { tool_calls: calls, functionCall, toolCall } = output;
  if (Array.isArray(calls))
    return new Set(
      calls.flatMap((call) => (isRecord(call) ? [...text(nested(call, "function")), ...text(call)] : [])),
    );
  if (output.type === "tool_use" && typeof output.name === "string") return new Set([output.name]);
  if (functionCall && typeof functionCall === "object") return new Set(text(functionCall));
  if (isRecord(toolCall) && Array.isArray(toolCall.functionCalls))
    return new Set(toolCall.functionCalls.flatMap(text));
  return new Set();
}

/** One block of a list: its own name, or that of the call it holds. */
function nameIn(block: Record<string, unknown>): string[] {
  if (block.type === "tool_use" && typeof block.name === "string") return [block.name];
  for (const key of ["functionCall", "function"])
    if (block[key] && typeof block[key] === "object") return text(block[key]);
  return text(block);
}

const nested = (value: Record<string, unknown>, key: string): unknown => value[key];
const text = (value: unknown): string[] =>
  isRecord(value) && typeof value.name === "string" ? [value.name] : [];
