import { readFileSync } from "node:fs";
import { join } from "node:path";
import { laterRequests, openingRequest } from "../../server/core/behaviors/index.ts";
import { openingIndex } from "../../server/core/behaviors/requests.ts";
import { judgedTalks, type Talk } from "./judged-signals.ts";

/** What one reader, who also wrote the rule, said of hits after reading them: the messages of each conversation, by its id. */
type Judged = Readonly<Record<"right" | "wrong", Readonly<Record<string, readonly number[]>>>>;

export interface LaterHit {
  readonly id: string;
  readonly messageIndex: number;
  readonly text: string;
  /** Undefined where nobody read it. */
  readonly isRight?: boolean;
}

export const judgedLaterRequests = (): Judged =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../later-requests/judgements.json"), "utf8")) as Judged;

/** Later requests that the rule finds, each with what was said of it. */
export function laterHits(talks: readonly Talk[], { right, wrong }: Judged): LaterHit[] {
  return talks.flatMap(({ id, messages }) =>
    laterRequests(messages).map(({ messageIndex, text }): LaterHit => {
      const isRight =
        right[id]?.includes(messageIndex) || (wrong[id]?.includes(messageIndex) ? false : undefined);
      return { id, messageIndex, text, isRight };
    }),
  );
}

/** People's dialogues, and those of agents with programs that play the user; undefined where the data is absent. */
export async function requestTalks(): Promise<Record<"people" | "agents", readonly Talk[]> | undefined> {
  const talks = await judgedTalks();
  return (
    talks && {
      people: talks.filter(({ set }) => set === "star"),
      agents: talks.filter(({ set }) => set === "tau-bench" || set === "tau2-bench"),
    }
  );
}

export interface JoinedTalk extends Talk {
  /** The message that the second of the two opens with. */
  readonly joint: number;
}

/**
 * Two real dialogues one after the other, of which the second is about something else: where it begins the subject changes. Only those
 * that begin with a request, by `isRequest`. Each is the first of one pair, and the second of another.
 */
export function joinedTalks(
  talks: readonly Talk[],
  subjectOf: (talk: Talk) => string,
  isRequest: (opening: string) => boolean,
): JoinedTalk[] {
  const usable = talks.filter((talk) => {
    const said = openingRequest(talk.id, talk.messages)?.text;
    return said !== undefined && isRequest(said);
  });
  return usable.flatMap((first, i) => {
    for (let step = 1; step < usable.length; step++) {
      const second = usable[(i + step) % usable.length]!;
      if (subjectOf(second) === subjectOf(first)) continue;
      return [
        {
          ...first,
          messages: [...first.messages, ...second.messages],
          joint: first.messages.length + openingIndex(second.messages)!,
        },
      ];
    }
    return [];
  });
}
