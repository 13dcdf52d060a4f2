/**
 * The scripted demo agent: behind the scripted model it plays whoever is asked with a prompt of the demo. It answers by rules from the text
 * of its prompt and the customer's words, and knows neither what is wrong with a prompt nor how answers are judged.
 */
import { stableId } from "../../../server/core/base/index.ts";
import { type ChatMessage, type ChatRequest, textOf } from "../scripted-model.ts";
import { answerOf } from "./answer.ts";
import { type ReadPrompt, readRules } from "./read-rules.ts";
import { isMeant, stemsOf } from "./words.ts";
import type { Wish } from "./world.ts";

export interface AgentWorld {
  /** What customers open with, and what they want: what a model understands without its words. */
  readonly understood: ReadonlyMap<string, Pick<Wish, "about" | "unasked">>;
}

const read = new Map<string, ReadPrompt>();
function rulesOf(prompt: string): ReadPrompt {
  const known = read.get(prompt) ?? readRules(prompt);
  read.set(prompt, known);
  return known;
}

/** The answer to what was said last, by this prompt. */
export function demoAgent({ understood }: AgentWorld) {
  return ({ messages, tools = [], seed = 0 }: ChatRequest & { readonly seed?: number }): ChatMessage => {
    const prompt = messages.flatMap((one) => (one.role === "system" ? textOf(one) : [])).join("\n\n");
    const at = messages.findLastIndex(({ role }) => role === "user");
    const text = at < 0 ? "" : textOf(messages[at]!);
    const results = messages.slice(at + 1).filter(({ role }) => role === "tool");
    const { about: meant = "", unasked = [] } = understood.get(text) ?? {};
    const about = stemsOf(meant);
    const stems = new Set([...stemsOf(text), ...about]);
    const tool = tools.find(({ function: one }) => asksFor(one, stems));
    if (tool && results.length === 0) return calling(tool.function.name, text);
    const given = results.length > 0 ? toldOf(textOf(results.at(-1)!)) : reckoned(text, seed);
    if (given?.isFailure) return { role: "assistant", content: given.says };
    return {
      role: "assistant",
      content: answerOf(rulesOf(prompt), { text, about, unasked, seed, ...(given && { given: given.says }) }),
    };
  };
}

const asksFor = (
  { description = "" }: { readonly description?: string },
  stems: ReadonlySet<string>,
): boolean => description.split(/[,.]/).some((part) => isMeant(stemsOf(part), stems));

function calling(name: string, text: string): ChatMessage {
  const id = /\b(\d{3,})\b/.exec(text)?.[1];
  const args = JSON.stringify(id ? { id: Number(id) } : {});
  return {
    ...{ role: "assistant", content: null },
    tool_calls: [
      { id: `call_${stableId([name, text], 6)}`, type: "function", function: { name, arguments: args } },
    ],
  };
}

interface Given {
  readonly says: string;
  readonly isFailure?: boolean;
}

/** What a tool gave, told in words; where it failed there is nothing to tell. */
function toldOf(result: string): Given {
  try {
    const value = JSON.parse(result) as Record<string, unknown>;
    if ("error" in value) return { says: "Sorry, I cannot look that up right now.", isFailure: true };
    return {
      says: `${Object.entries(value)
        .map(([name, one]) => `The ${name} is ${String(one)}`)
        .join(". ")}.`,
    };
  } catch {
    return { says: "Sorry, I cannot look that up right now.", isFailure: true };
  }
}

const wrongSums = 0.4;

/** Sums of amounts in what was asked. It adds up badly, whatever its prompt says. */
function reckoned(text: string, seed: number): Given | undefined {
  if (!/\b(?:total|altogether|add up|sum|in all)\b/i.test(text)) return undefined;
  const amounts = text.match(/\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  if (amounts.length < 2) return undefined;
  const right = amounts.reduce((sum, one) => sum + one, 0);
  const isWrong = (Number.parseInt(stableId([text, seed, "sum"], 8), 16) % 1000) / 1000 < wrongSums;
  const total = Number((isWrong ? right + 10 : right).toFixed(2));
  return { says: `${amounts.map((one) => `$${one}`).join(" + ")} = $${total}.` };
}
