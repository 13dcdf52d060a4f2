import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importFiles } from "../../server/core/capture/index.ts";
import { signalsOf } from "../../server/core/signals/index.ts";
import { type Message, messagesFromSpans, type SignalKind } from "../../server/core/store/index.ts";
import { realData } from "./real-data.ts";
import { starDialogues } from "./star-dialogues.ts";
import { filesInTar } from "./tar-files.ts";

/** A real conversation, under the id that judgements name it by. */
export interface Talk {
  readonly set: "tau-bench" | "tau2-bench" | "who-and-when" | "star";
  readonly id: string;
  readonly messages: readonly Message[];
}

/**
 * What one reader, who also wrote the rules, said of hits after reading them: by kind, the messages of each conversation where it was
 * right, and where not.
 */
export type Judgements = Readonly<
  Record<string, Readonly<Record<"right" | "wrong", Readonly<Record<string, readonly number[]>>>>>
>;

export const judgements = (): Judgements =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../signals/judgements.json"), "utf8")) as Judgements;

/**
 * Rules were made on one half of the conversations and then read on the other. Some were narrowed by what that reading showed, so that
 * figures of the held-out half are no longer blind: the first, blind ones were 0.69 for user-corrects, 0.79 for user-rephrases, 0.94 for
 * user-accepts, 0.92 for no-answer, 0.98 for user-gives-up, and 1 for the others.
 */
export const halfOf = (id: string): "tuning" | "held-out" =>
  createHash("sha256").update(id).digest()[0]! % 2 === 0 ? "tuning" : "held-out";

/** All conversations that signals were judged on; undefined where the data is absent. */
export async function judgedTalks(): Promise<Talk[] | undefined> {
  const tau = realData("a-traces", "tau-bench-airline");
  const tau2 = realData("a-traces", "tau2-airline");
  const whoAndWhen = realData("a-traces", "who-and-when", "algorithm-generated.tar.gz");
  const star = realData("b-intents", "star", "dialogues.dev.tar.gz");
  if (!tau || !tau2 || !whoAndWhen || !star) return undefined;
  return [
    ...(await imported("tau-bench", tau)),
    ...(await imported("tau2-bench", tau2)),
    ...agentsAmongThemselves(whoAndWhen),
    ...people(star),
  ];
}

async function imported(set: Talk["set"], path: string): Promise<Talk[]> {
  const talks: Talk[] = [];
  await importFiles([path], {
    onCaptured: async (batch) => {
      for (const { conversation, spans } of batch)
        talks.push({ set, id: conversation.id, messages: messagesFromSpans(spans) });
    },
  });
  return talks;
}

/** Who&When: the task is the user's, what the terminal printed a tool's, all else the agents'. */
function agentsAmongThemselves(path: string): Talk[] {
  return [...filesInTar(path)].map(([name, text]) => {
    const { history } = JSON.parse(text) as { history: { content: string; name?: string }[] };
    const messages = history.map(({ content, name: speaker }, i): Message => {
      const role = i === 0 ? "user" : speaker === "Computer_terminal" ? "tool" : "assistant";
      return { role, text: content ?? "" };
    });
    return { set: "who-and-when", id: `who-and-when/${stem(name)}`, messages };
  });
}

/** STAR: people talk to people who play the agent. Judgements count what was said and not the looks into a database. */
function people(path: string): Talk[] {
  return starDialogues(path).map(({ id, messages }) => ({
    set: "star",
    id: id.replace("star-", "star/"),
    messages: messages.flatMap(({ role, content }) =>
      role !== "tool" && content ? [{ role, text: content }] : [],
    ),
  }));
}

const stem = (path: string): string => path.replace(/^.*\//, "").replace(/\.json$/, "");

export interface Hit {
  readonly set: Talk["set"];
  readonly half: "tuning" | "held-out";
  readonly id: string;
  readonly kind: SignalKind;
  readonly messageIndex: number;
  /** Undefined where nobody read it. */
  readonly isRight?: boolean;
}

/** Everything the rules find, each hit with what was said of it. */
export function hitsIn(talks: readonly Talk[], judged: Judgements): Hit[] {
  return talks.flatMap(({ set, id, messages }) =>
    signalsOf(messages).map(({ kind, messageIndex }) => {
      const said = (verdict: "right" | "wrong") => judged[kind]?.[verdict][id]?.includes(messageIndex);
      const isRight = said("right") ? true : said("wrong") ? false : undefined;
      return { set, half: halfOf(id), id, kind, messageIndex, isRight };
    }),
  );
}

export interface Precision {
  readonly hits: number;
  readonly judged: number;
  readonly right: number;
}

export const precisionOf = (hits: readonly Hit[]): Precision => ({
  hits: hits.length,
  judged: hits.filter(({ isRight }) => isRight !== undefined).length,
  right: hits.filter(({ isRight }) => isRight).length,
});
