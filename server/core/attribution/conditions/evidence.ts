import { wordsOf } from "../../behaviors/index.ts";
import type { Message } from "../../store/index.ts";
import { termOf } from "../terms.ts";
import { besideData, type Known, type Need, needsOf, type Way } from "./meet.ts";
import { type Phrase, readCondition } from "./read-condition.ts";
import { factsBy, marks, measureOf, termsOfMessage } from "./turn-terms.ts";
import { isWithin } from "./within.ts";

/**
 * What in a message puts a condition to work. `quote` is captured text, cut to a line: what the user said (`said`), a field of data (`data`),
 * or the name of a call (`call`). `tool`: whose call or answer it is. `words`: stems of the condition that it meets.
 */
export interface ExerciseEvidence {
  readonly condition: string;
  readonly kind: "said" | "data" | "call";
  readonly messageIndex: number;
  readonly quote: string;
  readonly tool?: string;
  readonly words: readonly string[];
}

/** Beyond this many characters nobody reads on. */
const longestQuote = 120;

/**
 * Why a conversation puts an instruction to work: for each part of its conditions what meets it first, in the order of the conversation.
 * Empty where nothing does, and for an instruction that always applies. Costs one reading of the messages.
 */
export function exerciseEvidence(
  triggers: readonly string[],
  messages: readonly Message[],
  nowMs?: number,
): ExerciseEvidence[] {
  const held = new HeldInMessages(messages, nowMs);
  const found = triggers.flatMap((condition) =>
    readCondition(condition).flatMap((phrases) =>
      bestOf(phrases, held).flatMap((place) => held.evidenceAt(place, condition)),
    ),
  );
  return merged(found).sort((a, b) => a.messageIndex - b.messageIndex);
}

interface Place {
  readonly messageIndex: number;
  readonly kind: ExerciseEvidence["kind"];
  readonly word: string;
  readonly quote: string;
  readonly tool?: string;
}

/** Where that phrase of several is met whose needs are met most; none where that is none of them. */
function bestOf(phrases: readonly Phrase[], held: HeldInMessages): Place[] {
  let best: { share: number; places: Place[] } = { share: 0, places: [] };
  for (const phrase of phrases) {
    const needs = needsOf(phrase, held);
    const met = needs.flatMap((need) => {
      const place = held.firstOf(need);
      return place ? [{ place, weight: weightOf(need) }] : [];
    });
    const most = Math.max(...met.map(({ weight }) => weight));
    const share = sum(met.map(({ weight }) => weight)) / sum(needs.map(weightOf));
    // Words beside data that decide are not what did it.
    const telling = met.filter(({ weight }) => weight * 2 > most).map(({ place }) => place);
    if (share > best.share) best = { share, places: telling };
  }
  return best.places;
}

const weightOf = ({ weight, isBeside }: Need): number => (isBeside ? besideData * weight : weight);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Several words of one message, or several of a field's, are one piece of evidence: the first quotation stands for them. */
function merged(found: readonly ExerciseEvidence[]): ExerciseEvidence[] {
  const byPlace = new Map<string, ExerciseEvidence>();
  for (const one of found) {
    const { condition, kind, messageIndex, quote } = one;
    const name = JSON.stringify([condition, kind, messageIndex, kind === "said" ? "" : quote]);
    const before = byPlace.get(name);
    byPlace.set(name, before ? { ...before, words: [...new Set([...before.words, ...one.words])] } : one);
  }
  return [...byPlace.values()];
}

/** What the messages of one conversation hold, and where. */
class HeldInMessages implements Known {
  private readonly places = new Map<string, Place>();
  private readonly measured = new Map<string, { place: Place; value: number }[]>();
  private readonly values = new Map<string, string[]>();
  readonly keys = new Set<string>();

  constructor(
    private readonly messages: readonly Message[],
    nowMs: number | undefined,
  ) {
    const tools = new Map(
      messages.flatMap(({ toolCalls = [] }) => toolCalls.map(({ id, name }) => [id, name])),
    );
    for (const [messageIndex, message] of messages.entries()) {
      const answering = message.toolName ?? tools.get(message.toolCallId ?? "");
      for (const term of termsOfMessage(message)) this.noteTerm(term, message, messageIndex, answering);
      for (const { fact, of } of factsBy(answering ? { ...message, toolName: answering } : message)) {
        const place: Place = {
          ...{
            messageIndex,
            kind: message.role === "user" ? "said" : "data",
            word: fact.key,
            quote: fact.quote,
          },
          ...(of !== "" && { tool: of }),
        };
        const measure = measureOf(fact, nowMs);
        if (measure) this.noteMeasure(measure.name, measure.value, place);
        else this.noteValue(fact.key, fact.is!, place);
      }
    }
  }

  has(term: string): boolean {
    return this.places.has(term);
  }

  get measures(): Iterable<string> {
    return this.measured.keys();
  }

  keysOf(value: string): readonly string[] {
    return this.values.get(value) ?? [];
  }

  /** Where a need is met first, in the strongest way there is. */
  firstOf({ ways, keys }: Need): Place | undefined {
    const isDecided = keys.some((key) => this.keys.has(key));
    const strongest = [...ways].sort((a, b) => strengthOf(b) - strengthOf(a));
    for (const way of strongest) {
      if ("measure" in way) {
        const hit = this.measured.get(way.measure)?.find(({ value }) => isWithin(value, way));
        if (hit) return hit.place;
        continue;
      }
      const place = this.places.get(way.term);
      if (!place || (way.by === "claim" && isDecided)) continue;
      if (way.by === undefined || (way.by === "tool") === (place.kind !== "said")) return place;
    }
    return undefined;
  }

  evidenceAt({ messageIndex, kind, word, quote, tool }: Place, condition: string): ExerciseEvidence {
    const shown = kind === "said" && quote === "" ? this.sentence(messageIndex, word) : quote;
    return {
      ...{ condition, kind, messageIndex, quote: cut(shown), words: [word] },
      ...(tool && { tool }),
    };
  }

  private noteTerm(
    term: string,
    message: Message,
    messageIndex: number,
    answering: string | undefined,
  ): void {
    const known = this.places.get(term);
    // What the user says comes before what tools say in the same word.
    if (known && (known.kind === "said" || message.role !== "user")) return;
    const word = term.replace(/^[^\p{L}\p{N}]/u, "");
    if (message.role === "user") this.places.set(term, { messageIndex, kind: "said", word, quote: "" });
    else if (message.role === "tool")
      this.places.set(term, {
        ...{ messageIndex, kind: "data", word, quote: around(message.text, word) },
        ...(answering && { tool: answering }),
      });
    else {
      const calls = message.toolCalls ?? [];
      const call = calls.find((one) =>
        termsOfMessage({ role: "assistant", text: "", toolCalls: [one] }).includes(term),
      );
      const tool = (call ?? calls[0])?.name ?? "";
      this.places.set(term, { messageIndex, kind: "call", word, quote: tool, tool });
    }
  }

  private noteValue(key: string, value: string, place: Place): void {
    this.keys.add(key);
    const term = `${key}=${value}`;
    if (this.places.has(term)) return;
    this.places.set(term, place);
    this.values.set(value, [...(this.values.get(value) ?? []), key]);
  }

  private noteMeasure(name: string, value: number, place: Place): void {
    const list = this.measured.get(name) ?? [];
    list.push({ place, value });
    this.measured.set(name, list);
  }

  /** The sentence of a user's message that a word stands in. */
  private sentence(messageIndex: number, word: string): string {
    const { text } = this.messages[messageIndex]!;
    return around(text, word);
  }
}

const strengthOf = (way: Way): number =>
  "measure" in way ? 1 : way.strength - (way.term.startsWith(marks.called) ? 0.01 : 0);

/** The sentence or line in which a word with this stem stands; of a long one what stands around the word, from word to word. */
function around(text: string, stem: string): string {
  const at =
    wordsOf(text.replace(/_/g, " ").slice(0, 20_000)).find(({ lower }) => termOf(lower) === stem)?.start ?? 0;
  const ends = [...text.slice(0, at).matchAll(/[.!?]\s|\n/g)];
  const start = ends.length === 0 ? 0 : ends.at(-1)!.index + ends.at(-1)![0].length;
  const end = /[.!?](?=\s)|\n/.exec(text.slice(at));
  const sentence = text.slice(start, end ? at + end.index + 1 : text.length);
  if (sentence.length <= longestQuote || at - start < longestQuote / 2) return sentence;
  return text.slice(at - longestQuote / 3).replace(/^\S+\s/, "");
}

const cut = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longestQuote ? `${line.slice(0, longestQuote - 1)}…` : line;
};
