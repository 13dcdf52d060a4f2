/** Requests that change the subject in real conversations, against what a reader said of hits (test/later-requests/judgements.json). */
import { describe, expect, test } from "vitest";
import { laterRequests } from "../server/core/behaviors/index.ts";
import {
  joinedTalks,
  judgedLaterRequests,
  laterHits,
  requestTalks,
} from "./support/judged-later-requests.ts";
import { realData } from "./support/real-data.ts";
import { starDialogues } from "./support/star-dialogues.ts";

const talks = await requestTalks();

describe.skipIf(!talks)("requests after the opening one", () => {
  const { people, agents } = talks ?? { people: [], agents: [] };
  const judged = judgedLaterRequests();
  const countsOf = (all: typeof people) => {
    const hits = laterHits(all, judged);
    const right = hits.filter(({ isRight }) => isRight).length;
    const wrong = hits.filter(({ isRight }) => isRight === false).length;
    console.log(`${all.length} conversations: ${hits.length} hits, ${right} right, ${wrong} wrong`);
    return { hits: hits.length, right, wrong };
  };
  const rightOf = (all: typeof people) => all.flatMap(({ id }) => judged.right[id] ?? []).length;

  test("of those in conversations of the airline's agents 85 % are right, and what was right is found", () => {
    const { hits, right, wrong } = countsOf(agents);
    expect(right / (right + wrong)).toBeGreaterThanOrEqual(0.85);
    expect(right / rightOf(agents)).toBeGreaterThanOrEqual(0.95);
    // Nobody read the others.
    expect(hits - right - wrong).toBeLessThanOrEqual(3);
  });

  test("of people who have one thing to get done 98 % are not said to have asked for another", () => {
    const { hits, right } = countsOf(people);
    expect((hits - right) / people.length).toBeLessThanOrEqual(0.02);
    expect(right / rightOf(people)).toBeGreaterThanOrEqual(0.95);
  });

  test("where a real dialogue goes on with one about something else, two thirds of the changes are found", () => {
    const star = realData("b-intents", "star", "dialogues.dev.tar.gz")!;
    const taskOf = new Map(
      starDialogues(star).map(({ id, task_id }) => [id.replace("star-", "star/"), task_id]),
    );
    const joined = joinedTalks(
      people,
      ({ id }) => taskOf.get(id)!.split("_")[0]!,
      (opening) => /\b(?:can you|could you|i (?:need|want)|i'd like|please|check|book)\b/i.test(opening),
    );
    const found = joined.filter(({ messages, joint }) =>
      laterRequests(messages).some(({ messageIndex }) => messageIndex === joint),
    );
    console.log(`${joined.length} joined dialogues: ${found.length} changes found`);
    expect(joined.length).toBeGreaterThan(900);
    expect(found.length / joined.length).toBeGreaterThanOrEqual(0.67);
  });
});
