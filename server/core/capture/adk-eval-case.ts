import type { Message } from "../store/index.ts";
import type { Draft } from "./captured.ts";
import { readDocument } from "./entries.ts";
import type { Format, FormatInput, Found } from "./format.ts";
import { defined, type Fields, fieldOf, idOf, isFields, textOf } from "./wire-values.ts";

/**
 * Test cases of Google's Agent Development Kit: `*.test.json`, a list of turns `{query, expected_tool_use, reference}`, and eval sets with
 * `eval_cases`. They tell how a conversation should go, so they carry the tag `expected`.
 */
export const adkEvalCase: Format = {
  name: "adk-eval-case",
  detect: ({ keys }) =>
    (keys.has("query") && (keys.has("expected_tool_use") || keys.has("reference"))) ||
    keys.has("eval_cases") ||
    keys.has("evalCases"),
  read: readCases,
};

async function* readCases(input: FormatInput): AsyncGenerator<Found> {
  if (!input.keys.has("query")) return yield* readEvalSet(input);
  const messages: Message[] = [];
  for await (const { entry, problem } of readDocument(input.open())) {
    if (problem) yield { problem };
    if (!entry) continue;
    const turn = isFields(entry.value) ? turnOf(entry.value) : [];
    if (turn.length === 0) yield { problem: { ...entry.at, reason: 'A turn without a "query"; left out.' } };
    messages.push(...turn);
  }
  if (messages.length > 0) yield { draft: expected({ idPrefix: "adk-case-", messages }), at: {} };
}

const expected = (draft: Draft): Draft => ({ ...draft, tags: ["expected"] });

/** What is asked, the tools that should be used for it, and the answer to compare with. Results of the tools are not told. */
function turnOf(turn: Fields): Message[] {
  const query = textOf(turn.query);
  if (query === undefined) return [];
  const uses = listOf(turn.expected_tool_use).map((use, i) => ({
    id: `call-${i + 1}`,
    name: textOf(use.tool_name) ?? "",
    args: use.tool_input ?? {},
  }));
  const reference = textOf(turn.reference);
  return [
    { role: "user", text: query },
    ...(uses.length > 0 ? [{ role: "assistant" as const, text: "", toolCalls: uses }] : []),
    ...(reference === undefined ? [] : [{ role: "assistant" as const, text: reference }]),
  ];
}

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

async function* readEvalSet(input: FormatInput): AsyncGenerator<Found> {
  const members = new Map([
    ["eval_cases", "elements"],
    ["evalCases", "elements"],
  ] as const);
  for await (const { entry, problem } of readDocument(input.open(), members)) {
    if (problem) yield { problem };
    if (!entry) continue;
    const value = isFields(entry.value) ? entry.value : {};
    const messages = listOf(value.conversation).flatMap(messagesOfInvocation);
    const taskId = idOf(fieldOf(value, ["eval_id", "evalId"]));
    if (messages.length > 0)
      yield {
        draft: expected(defined({ idPrefix: `adk-case-${taskId ?? "?"}-`, idLength: 8, messages, taskId })),
        at: entry.at,
      };
    else yield { problem: { ...entry.at, reason: "The case holds no conversation." } };
  }
}

function messagesOfInvocation(invocation: Fields): Message[] {
  const query = textIn(fieldOf(invocation, ["user_content", "userContent"]));
  const answer = textIn(fieldOf(invocation, ["final_response", "finalResponse"]));
  const between = fieldOf(invocation, ["intermediate_data", "intermediateData"]);
  const uses = listOf(isFields(between) ? fieldOf(between, ["tool_uses", "toolUses"]) : []).map((use, i) => ({
    id: idOf(use.id) ?? `call-${i + 1}`,
    name: textOf(use.name) ?? "",
    args: use.args ?? {},
  }));
  return [
    ...(query === "" ? [] : [{ role: "user" as const, text: query }]),
    ...(uses.length > 0 ? [{ role: "assistant" as const, text: "", toolCalls: uses }] : []),
    ...(answer === "" ? [] : [{ role: "assistant" as const, text: answer }]),
  ];
}

const textIn = (content: unknown): string =>
  listOf(isFields(content) ? content.parts : [])
    .flatMap(({ text }) => (typeof text === "string" ? [text] : []))
    .join("");
