import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tagsOf } from "../../server/core/signals/index.ts";
import type { Message } from "../../server/core/store/index.ts";
import { type Judgements, judgedTalks } from "./judged-signals.ts";
import { labelledTexts } from "./labelled-texts.ts";
import { realData } from "./real-data.ts";

/** Conversations that tags were judged on: those of the signals, and each customer's question of banking77. Undefined where data is absent. */
export async function taggedTalks(): Promise<{ id: string; messages: readonly Message[] }[] | undefined> {
  const talks = await judgedTalks();
  const files = ["train.csv", "test.csv"].map((name) => realData("b-intents", "banking77", name));
  if (!talks || files.includes(undefined)) return undefined;
  const questions = files.flatMap((path) => labelledTexts(path!));
  return [
    ...talks,
    ...questions.map(({ text }) => ({ id: idOf(text), messages: [{ role: "user", text } as const] })),
  ];
}

/** The data set gives its texts no names. */
const idOf = (text: string): string =>
  `banking77/${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;

/** What one reader, who also wrote the rules, said of hits: by tag, the messages of each conversation where it was right, and where not. */
export const tagJudgements = (): Judgements =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../tags/judgements.json"), "utf8")) as Judgements;

export interface TagHits {
  readonly hits: number;
  readonly judged: number;
  readonly right: number;
  /** Hits that were right when they were judged, whether or not they are still found. */
  readonly known: number;
}

/** By tag, what the rules find now and what was said of it. */
export function tagHits(
  talks: readonly { id: string; messages: readonly Message[] }[],
  judged: Judgements,
): Map<string, TagHits> {
  const found = new Map<string, Set<string>>();
  for (const { id, messages } of talks)
    for (const { tag, messageIndex } of tagsOf(messages)) {
      const places = found.get(tag) ?? new Set();
      found.set(tag, places.add(`${id}#${messageIndex}`));
    }
  return new Map(
    [...found].map(([tag, places]) => {
      const said = (verdict: "right" | "wrong"): string[] =>
        Object.entries(judged[tag]?.[verdict] ?? {}).flatMap(([id, list]) => list.map((i) => `${id}#${i}`));
      const right = said("right").filter((place) => places.has(place)).length;
      const wrong = said("wrong").filter((place) => places.has(place)).length;
      return [tag, { hits: places.size, judged: right + wrong, right, known: said("right").length }];
    }),
  );
}
