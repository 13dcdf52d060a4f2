import { describe, expect, it } from "vitest";
import { seededRandom } from "../base/index.ts";
import { type SpokenConversation, tagProposals } from "./tag-proposals.ts";

const topics = ["book a table", "cancel the order", "change my address", "pay the invoice", "find a route"];
const rates = [0.05, 0.6, 0.2, 0.1, 0.3];
const fillers = ["on Monday", "with Anna", "before lunch", "once more", "from home", "near the station"];

/** `count` conversations of five behaviors that fail at rates of their own, and what `say` adds: words, and by how much more they fail. */
function spoken(
  seed: number,
  count: number,
  say: (i: number, topic: number) => { readonly text: string; readonly more: number } | undefined,
): SpokenConversation[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const topic = Math.floor(random() * topics.length);
    const said = say(i, topic);
    const text = `Please ${topics[topic]} ${fillers[Math.floor(random() * fillers.length)]}. ${said?.text ?? ""}`;
    const isWrong = random() < rates[topic]! + (said?.more ?? 0);
    return { id: `c${i}`, person: `p${i}`, text, behaviorIds: [`b${topic}`], isWrong };
  });
}

const planted = (i: number) =>
  i % 20 === 0
    ? { text: "The GPS signal was lost again", more: 0.4 }
    : i % 20 === 1
      ? { text: "My gps lost its signal", more: 0.4 }
      : undefined;

describe("tags are proposed from the words of users", () => {
  it("where trouble goes with them whatever people ask for, once for words of the same conversations", () => {
    const proposals = tagProposals(spoken(1, 2_000, planted), []);
    expect(proposals).toHaveLength(1);
    const [gps] = proposals;
    expect(gps).toMatchObject({ n: 200, behaviors: 5 });
    expect(gps!.words.join(" ")).toMatch(/gps|signal|lost/);
    expect(gps!.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(gps!.wrong).toBeGreaterThan(1.5 * gps!.expected);
    expect(gps!.exemplar).toMatch(/^c\d+$/);
  });

  it("not where they only name a behavior that fails, nor where one person says them", () => {
    const ofOne = (i: number, topic: number) =>
      topic === 1 ? { text: "the order went missing", more: 0 } : planted(i);
    expect(tagProposals(spoken(2, 2_000, ofOne), []).map(({ words }) => words.join(" "))).toEqual([
      expect.stringMatching(/gps|signal|lost/),
    ]);
    const one = spoken(3, 2_000, planted).map((each) => ({
      ...each,
      person: /gps/i.test(each.text) ? "p" : each.id,
    }));
    expect(tagProposals(one, [])).toEqual([]);
  });

  it("not where a tag that is there holds them", () => {
    const conversations = spoken(1, 2_000, planted);
    const held = new Set(conversations.filter(({ text }) => /gps/i.test(text)).map(({ id }) => id));
    expect(tagProposals(conversations, [held])).toEqual([]);
  });

  it("where words say nothing, in few of a hundred products", () => {
    const words = [
      "blue",
      "lamp",
      "garden",
      "violin",
      "purple",
      "bridge",
      "candle",
      "ladder",
      "walnut",
      "harbour",
    ];
    const chance = (seed: number) => {
      const random = seededRandom(seed + 10_000);
      return () => ({
        text: `${words[Math.floor(random() * 10)]} ${words[Math.floor(random() * 10)]}`,
        more: 0,
      });
    };
    const told = Array.from({ length: 200 }, (_, seed) => tagProposals(spoken(seed, 400, chance(seed)), []));
    const some = told.filter((one) => one.length > 0).length;
    console.log(`products with a proposal by chance: ${some} of 200`);
    expect(some).toBeLessThan(20);
  });

  it("whatever the texts hold", () => {
    for (const text of [
      "",
      "ß İ 日本語の文章です 😀",
      "x".repeat(100_000),
      "1 2 3, 4",
      "constructor __proto__ toString",
    ])
      expect(() =>
        tagProposals(
          spoken(4, 60, () => ({ text, more: 0.5 })),
          [],
        ),
      ).not.toThrow();
    expect(tagProposals([], [])).toEqual([]);
  });
});
