import type { Usage } from "../../store/index.ts";
import type { ModelPrice } from "../capture-settings.ts";
import { priceTable } from "./price-table.ts";

/** Prices by model name; `*` in a name stands for any characters. */
export type Prices = Readonly<Record<string, ModelPrice>>;

const PER = 1_000_000;

/**
 * What a call cost in US dollars; undefined where nobody knows the model's price or no tokens were counted. `prices` are the user's and
 * go before the built-in table. 1,000 tokens in (400 of them from the cache) and 50 out of a model at 3 / 15 / 0.30 cost
 * (600 x 3 + 400 x 0.30 + 50 x 15) / 1,000,000 = 0.00267.
 */
export function costOf(model: string, usage: Usage, prices: Prices = noPrices): number | undefined {
  const { inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) return undefined;
  const price = priceOf(model, prices);
  if (!price) return undefined;
  const cached = cacheReadTokens + cacheWriteTokens;
  // Cached tokens are among the input's; a source that counts them apart says so by having more of them than of those.
  const fresh = cached > inputTokens ? inputTokens : inputTokens - cached;
  return (
    (fresh * price.input +
      cacheReadTokens * (price.cacheRead ?? price.input) +
      cacheWriteTokens * (price.cacheWrite ?? price.input) +
      outputTokens * price.output) /
    PER
  );
}

const noPrices: Prices = {};

/** The user's price of a model, else the built-in one. */
export function priceOf(model: string, prices: Prices = noPrices): ModelPrice | undefined {
  const answers = answered.get(prices) ?? new Map<string, ModelPrice | undefined>();
  answered.set(prices, answers);
  if (answers.has(model)) return answers.get(model);
  const names = namesOf(model);
  const found = bestMatch(names, prices) ?? bestMatch(names, priceTable);
  if (answers.size < maxAnswers) answers.set(model, found);
  return found;
}

/** What was asked before, by the prices it was asked of: an agent has few models and many calls. */
const answered = new WeakMap<Prices, Map<string, ModelPrice | undefined>>();
const maxAnswers = 1_000;

/**
 * The names one model goes by, the fullest first: as it stands, without the way to it (`openai/`, `bedrock/us.anthropic.`), and without
 * the date, version or stage at its end, since a dated model costs what its name does unless the table says otherwise.
 */
function namesOf(model: string): string[] {
  const full = model.trim().toLowerCase().slice(0, 200);
  const way = full
    .slice(full.lastIndexOf("/") + 1)
    .replace(/^(?:[a-z-]+:){1,4}(?=[^:]*[-\d])/, "")
    .replace(/^(?:[a-z-]+\.){0,3}(?:anthropic|amazon|google|openai|deepseek)\.(?=[a-z])/, "");
  const bare = way.startsWith("claude") ? way.replace(/(\d)\.(\d)/, "$1-$2") : way;
  const names = [full, way, bare];
  for (let name = bare, shorter = withoutEnd(name); shorter !== name; shorter = withoutEnd(name)) {
    names.push(shorter);
    name = shorter;
  }
  return [...new Set(names)];
}

const ends = [
  /[-@]\d{4}-?\d{2}-?\d{2}$/, // 2024-08-06, 20241022
  /[-@](?:latest|default|preview|exp)$/,
  /-v\d+(?::\d+)?$/, // Bedrock's -v1:0
  /-\d{3}$/, // Gemini's -001
  /-(?:0[1-9]|1[0-2])(?:[0-3]\d|-\d{4}|-[0-3]\d)$/, // -0613, -09-2025, -06-17
];

function withoutEnd(name: string): string {
  for (const end of ends) {
    const shorter = name.replace(end, "");
    if (shorter !== name) return shorter;
  }
  return name;
}

/** Of the patterns that match one of the names, the one with the most letters of its own. */
function bestMatch(names: readonly string[], prices: Prices): ModelPrice | undefined {
  let best: Pattern | undefined;
  for (const pattern of patternsOf(prices))
    if (pattern.letters > (best?.letters ?? -1) && names.some((name) => matches(pattern.parts, name)))
      best = pattern;
  return best?.price;
}

interface Pattern {
  /** What stands between the stars. */
  readonly parts: readonly string[];
  readonly letters: number;
  readonly price: ModelPrice;
}

const known = new WeakMap<Prices, readonly Pattern[]>();

function patternsOf(prices: Prices): readonly Pattern[] {
  const patterns =
    known.get(prices) ??
    Object.entries(prices).map(([name, price]) => {
      const parts = name.toLowerCase().split("*");
      return { parts, letters: parts.join("").length, price };
    });
  known.set(prices, patterns);
  return patterns;
}

/** Part by part at its earliest place, so that no pattern takes longer than its name is long. */
function matches(parts: readonly string[], name: string): boolean {
  if (parts.length === 1) return parts[0] === name;
  const [first, last] = [parts[0]!, parts.at(-1)!];
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
