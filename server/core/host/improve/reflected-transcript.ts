import type { Message } from "../../store/index.ts";

/** Characters of one message, and of a whole conversation, that a reflection is shown. */
const mostOfMessage = 1_200;
const mostOfAll = 6_000;

/** A conversation as a reflection is shown it, a line for each thing that was said or done; what is long is cut in the middle. */
export function reflectedTranscript(messages: readonly Message[]): string {
  const lines = messages.filter(({ role }) => role !== "system").flatMap(linesOf);
  return shortened(lines.join("\n"), mostOfAll);
}

function linesOf({ role, text, toolCalls = [], toolName }: Message): string[] {
  const who = role === "user" ? "user" : role === "tool" ? `result of ${toolName ?? "a tool"}` : "agent";
  const said = text.trim() === "" ? [] : [`${who}: ${shortened(text.trim(), mostOfMessage)}`];
  const called = toolCalls.map(
    (call) => `agent calls ${call.name}(${shortened(JSON.stringify(call.args) ?? "", mostOfMessage)})`,
  );
  return [...said, ...called];
}

/** Beginning and end say more than the middle; no character is cut in half. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.floor(most / 2);
  const head = text.slice(0, half).replace(/[\ud800-\udbff]$/, "");
  const tail = text.slice(-half).replace(/^[\udc00-\udfff]/, "");
  return `${head} […] ${tail}`;
}
