import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { demoSeed, generateDemo, type PromptTexts } from "../scripts/demo/generate.ts";
import { intents } from "../scripts/demo/intents.ts";
import { planted } from "../scripts/demo/planted.ts";
import { wordsOf } from "../scripts/demo/scene.ts";
import type { ChatMessage } from "../scripts/demo/transcript.ts";

const names = ["coach", "injury", "nutrition", "support"] as const;
const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

const prompts = Object.fromEntries(
  names.map((name) => [name, read(`media/demo/prompts/${name}.prompt.md`)]),
) as unknown as PromptTexts;
const demo = generateDemo(prompts);

interface Line {
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  readonly metadata: { readonly generated: boolean };
}

const lines: Line[] = names.flatMap((name) =>
  demo.conversations[name]
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line),
);

interface Config {
  readonly prompts: readonly { readonly name: string; readonly file: string }[];
  readonly evaluators: readonly {
    readonly name: string;
    readonly scope: string;
    readonly prompts?: readonly string[];
    readonly covers?: readonly string[];
  }[];
}

const config = parse(read("media/demo/homeostat.yaml")) as Config;

test.each(names)("the committed conversations of %s are what the generator makes", (name) => {
  const packed = readFileSync(new URL(`../media/demo/conversations/${name}.jsonl.gz`, import.meta.url));
  expect(gunzipSync(packed).toString("utf8") === demo.conversations[name]).toBe(true);
});

test("the committed truth is what the generator planted", () => {
  expect(JSON.parse(read("test/support/demo-truth.json"))).toEqual({
    seed: demoSeed,
    conversations: lines.length,
    evaluators: JSON.parse(JSON.stringify(demo.truth)),
    intents: demo.intentOf,
  });
});

test("the same seed gives the same bytes, another seed others", () => {
  expect(generateDemo(prompts)).toEqual(demo);
  expect(generateDemo(prompts, demoSeed + 1).conversations.coach).not.toBe(demo.conversations.coach);
});

test("there are at least 24 intents, in pairs that name each other, and 400 to 500 conversations", () => {
  expect(intents.length).toBeGreaterThanOrEqual(24);
  const byId = new Map(intents.map((intent) => [intent.id, intent]));
  for (const { id, twin, prompt } of intents) {
    expect(byId.get(twin)?.twin).toBe(id);
    expect(byId.get(twin)?.prompt).toBe(prompt);
  }
  expect(lines.length).toBeGreaterThanOrEqual(400);
  expect(lines.length).toBeLessThanOrEqual(500);
});

const fold = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

test.each(intents)(
  "$id has at least 20 openings, all different, and no word that gives it away",
  ({ openings }) => {
    const texts = openings.map((say) => fold(wordsOf(say)));
    expect(new Set(texts).size).toBeGreaterThanOrEqual(20);
    expect(new Set(texts).size).toBe(openings.length);
    const shares = new Map<string, number>();
    for (const text of texts)
      for (const word of new Set(text.split(" ").filter((one) => one.length >= 4)))
        shares.set(word, (shares.get(word) ?? 0) + 1 / texts.length);
    expect(Math.max(...shares.values())).toBeLessThan(0.8);
  },
);

test("no two conversations of the demo open with the very same words", () => {
  const openings = lines.map(({ messages }) => messages[1]!.content);
  expect(openings.filter((text, i) => openings.indexOf(text) !== i)).toEqual([]);
});

test("every prompt is there and 35 to 80 lines long", () => {
  expect(config.prompts.map(({ name }) => name)).toEqual([...names]);
  for (const { file } of config.prompts)
    expect(existsSync(new URL(`../media/demo/${file}`, import.meta.url))).toBe(true);
  for (const name of names) {
    const count = prompts[name].trimEnd().split("\n").length;
    expect(count).toBeGreaterThanOrEqual(35);
    expect(count).toBeLessThanOrEqual(80);
  }
});

test("the configuration holds the 14 evaluators that the generator knows", () => {
  const told = config.evaluators.map(({ name, scope, prompts: own, covers }) => [name, scope, own, covers]);
  const known = Object.entries(planted).map(([name, entry]) => [
    name,
    entry.scope,
    "prompt" in entry ? [entry.prompt] : undefined,
    "instruction" in entry ? [entry.instruction] : undefined,
  ]);
  expect(told).toEqual(known);
  expect(told).toHaveLength(14);
});

test.each(Object.values(planted).flatMap((entry) => ("instruction" in entry ? [entry] : [])))(
  "$instruction stands in exactly one line of $prompt",
  ({ prompt, instruction }) => {
    expect(prompts[prompt].split("\n").filter((line) => line.includes(instruction))).toHaveLength(1);
  },
);

interface Condition {
  readonly type: string;
  readonly value: string | readonly string[];
  readonly on?: "input";
}

const asksFor: Readonly<Record<string, readonly string[]>> = {
  "says-when-to-see-somebody": ["knee-downhill", "shin-pain", "achilles-morning", "chest-pain"],
  "names-no-diagnosis": ["knee-downhill", "shin-pain", "achilles-morning", "chest-pain"],
  "no-calories-for-teenagers": ["teen-weight"],
};

/** Whether the runner's words alone meet the evaluator's conditions, read here without the engine. */
function meets(evaluator: string, text: string): boolean {
  const { when = [] } = config.evaluators.find(({ name }) => name === evaluator) as { when?: Condition[] };
  const own = when.filter(({ on }) => on === "input");
  expect(own.length).toBeGreaterThan(0);
  return own.every(({ type, value }) =>
    type === "regex"
      ? new RegExp(value as string).test(text)
      : (value as readonly string[]).some((word) => text.toLowerCase().includes(word)),
  );
}

test.each(Object.keys(asksFor))(
  "%s applies to the conversations it is meant for and to no others",
  (evaluator) => {
    const prompt = (planted as Readonly<Record<string, { prompt?: string }>>)[evaluator]!.prompt;
    for (const { id, messages } of lines) {
      const intent = intents.find((one) => one.id === demo.intentOf[id])!;
      if (intent.prompt !== prompt) continue;
      const asked = messages.flatMap(({ role, content }) => (role === "user" ? (content ?? "") : []));
      expect(meets(evaluator, asked.join("\n\n")), `${id}: ${asked[0]}`).toBe(
        asksFor[evaluator]!.includes(intent.id),
      );
    }
  },
);

test("conversations have 2 to 12 messages, and every tool call has its result", () => {
  for (const { id, messages } of lines) {
    expect(messages.length - 1, id).toBeGreaterThanOrEqual(2);
    expect(messages.length - 1, id).toBeLessThanOrEqual(12);
    const called = messages.flatMap(({ tool_calls = [] }) => tool_calls.map((call) => call.id));
    const answered = messages.flatMap(({ tool_call_id }) => tool_call_id ?? []);
    expect(answered, id).toEqual(called);
    expect(messages.at(-1)!.role, id).toBe("assistant");
  }
});

test("times go forward", () => {
  for (const { id, messages } of lines) {
    const times = messages.map(({ timestamp }) => Date.parse(timestamp));
    expect(times, id).toEqual([...times].sort((a, b) => a - b));
  }
});

test("no placeholder is left in what anybody reads", () => {
  for (const { id, messages } of lines)
    for (const { role, content } of messages) {
      if (role === "tool" || content === null) continue;
      expect(content, id).not.toMatch(/\{\{|\bundefined\b|\bNaN\b|\[[^\]|]*\|[^\]|]*\]/);
      if (role === "assistant") expect(content, id).not.toMatch(/\{\w+\}/);
    }
});

test("everything says that it is made up", () => {
  expect(read("media/demo/README.md")).toContain("Made up");
  expect(lines.every(({ metadata }) => metadata.generated)).toBe(true);
});

test("each fault was planted often enough to be seen and never always", () => {
  for (const { evaluator, all } of demo.truth) {
    expect(all.pass, evaluator).toBeGreaterThan(0);
    expect(all.fail, evaluator).toBeGreaterThan(0);
    expect(all.pass + all.fail, evaluator).toBeGreaterThanOrEqual(15);
  }
});
