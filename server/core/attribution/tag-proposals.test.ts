import { describe, expect, it } from "vitest";
import { seededRandom } from "../base/index.ts";
import { type KnownTags, type SpokenConversation, tagProposals } from "./tag-proposals.ts";

const nothing: KnownTags = { holders: [], names: [] };
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
    const proposals = tagProposals(spoken(1, 2_000, planted), nothing);
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
    expect(tagProposals(spoken(2, 2_000, ofOne), nothing).map(({ words }) => words.join(" "))).toEqual([
      expect.stringMatching(/gps|signal|lost/),
    ]);
    const one = spoken(3, 2_000, planted).map((each) => ({
      ...each,
      person: /gps/i.test(each.text) ? "p" : each.id,
    }));
    expect(tagProposals(one, nothing)).toEqual([]);
  });

  it("not where a tag that is there holds them", () => {
    const conversations = spoken(1, 2_000, planted);
    const held = new Set(conversations.filter(({ text }) => /gps/i.test(text)).map(({ id }) => id));
    expect(tagProposals(conversations, { holders: [held], names: [] })).toEqual([]);
  });

  it("not where they only name what people ask for beside something else", () => {
    // Whoever pays the invoice asked for something else before, and it is the invoice that fails.
    const random = seededRandom(11);
    const conversations = Array.from({ length: 1_000 }, (_, i): SpokenConversation => {
      const first = Math.floor(random() * 4);
      const hasInvoice = random() < 0.15;
      return {
        ...{ id: `c${i}`, person: `p${i}` },
        text: `Please ${topics[first]}. ${hasInvoice ? "And the invoice" : ""}`,
        behaviorIds: [`b${first}`, ...(hasInvoice ? ["invoice"] : [])],
        isWrong: random() < (hasInvoice ? 0.6 : 0.1),
      };
    });
    expect(tagProposals(conversations, nothing)).toEqual([]);
  });

  it("with names that no tag has, and in the forms in which they are found", () => {
    const forms = ["Pricing", "prices", "price"];
    const conversations = spoken(8, 2_000, (i) =>
      i % 12 === 0 ? { text: `the ${forms[(i / 12) % 3]} is off`, more: 0.4 } : undefined,
    );
    const [proposal] = tagProposals(conversations, { holders: [], names: ["price", "pricing", "prices"] });
    expect(proposal!.name).toMatch(/^(price|prices|pricing)-2$/);
    expect([...proposal!.words].sort()).toEqual(["price", "prices", "pricing"]);
    expect(proposal!.n).toBe(167);
  });

  it("hardly ever where words say nothing, however rare failures and words are", () => {
    const chance = (seed: number, rate: number): SpokenConversation[] => {
      const random = seededRandom(seed);
      const letters = "bcdfghklmnprstvz";
      // The k-th word is said k times less often than the first.
      const word = (): string => {
        const k = Math.floor(Math.exp(random() * Math.log(800)));
        return `${letters[k % 16]}a${letters[Math.floor(k / 16) % 16]}o${letters[Math.floor(k / 256) % 16]}u${letters[k % 7]}`;
      };
      return Array.from({ length: 600 }, (_, i) => ({
        ...{ id: `c${i}`, person: `p${i}`, behaviorIds: [`b${Math.floor(random() * 6)}`] },
        text: Array.from({ length: 12 }, word).join(", "),
        isWrong: random() < rate,
      }));
    };
    const shares = [0.02, 0.2].map((rate) => {
      const told = Array.from({ length: 60 }, (_, seed) => tagProposals(chance(seed, rate), nothing).length);
      return told.filter((n) => n > 0).length / 60;
    });
    console.log(`products with a proposal by chance, at 2 % and 20 % that go wrong: ${shares.join(", ")}`);
    for (const share of shares) expect(share).toBeLessThan(0.15);
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
          nothing,
        ),
      ).not.toThrow();
    expect(tagProposals([], nothing)).toEqual([]);
  });
});
