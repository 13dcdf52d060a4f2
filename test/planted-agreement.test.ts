import { expect, test } from "vitest";
import { keywordBaseline } from "./support/keyword-baseline.ts";
import { agreementOf } from "./support/planted-agreement.ts";
import { flagsAgainst } from "./support/planted-flags.ts";

/** `abc` is three conversations, c0 to c2, in clusters a, b and c; `.` is one in none. */
const clusters = (text: string): Map<string, string> =>
  new Map([...text].flatMap((cluster, i) => (cluster === "." ? [] : [[`c${i}`, cluster] as const])));

test("an intent is found where one cluster has half of it and is half of it", () => {
  const planted = clusters("xxxxyyyyzz");
  expect(agreementOf(planted, planted)).toEqual({ ari: 1, found: ["x", "y", "z"], clusters: 3, outliers: 0 });
  // a is x and half of y; b is the other half of y; z is torn into single conversations.
  const torn = agreementOf(planted, clusters("aaaaaabb.."));
  expect(torn).toMatchObject({ found: ["x", "y"], clusters: 2, outliers: 2 });
  // All in one: no intent is half of it.
  expect(agreementOf(planted, clusters("aaaaaaaaaa"))).toMatchObject({ ari: 0, found: [] });
});

test("a flag counts for the intent that most of its conversations are of", () => {
  const behaviorOf = clusters("aaabbbcc");
  const planted = clusters("xxyyyyzz");
  const fails = { evaluator: "solved", failed: 2 } as const;
  const intent = {
    group: "",
    twin: "",
    prompt: "coach",
    conversations: 2,
    failed: 0,
    firstMs: 0,
    lastMs: 0,
  } as const;
  const truth = {
    intents: [
      { ...intent, id: "x", fails },
      { ...intent, id: "y" },
      { ...intent, id: "z", fails },
    ],
    intentOf: Object.fromEntries(planted),
  };
  const told = (flagged: string) =>
    ["a", "b", "c"].map((id) => ({ id, name: `name of ${id}`, issue: flagged.includes(id) }));
  expect(flagsAgainst(truth, told("ac"), behaviorOf)).toEqual({
    planted: 2,
    flagged: ["x", "z"],
    missed: [],
    falseFlags: [],
    flags: 2,
  });
  expect(flagsAgainst(truth, told("ab"), behaviorOf)).toMatchObject({
    flagged: ["x"],
    missed: ["z"],
    falseFlags: ["name of b (y)"],
  });
  expect(flagsAgainst(truth, told(""), behaviorOf)).toMatchObject({ flagged: [], falseFlags: [], flags: 0 });
});

test("the keyword baseline finds what keywords tell", () => {
  // Besides the topic each text holds words that it shares with some of every topic.
  const of = (topic: string) =>
    Array.from({ length: 40 }, (_, i) => `${topic} ${["lost", "late", "gone", "wrong"][i % 4]}, ref ${i}`);
  const texts = [...of("parcel delivery box"), ...of("password login account"), ...of("invoice tax receipt")];
  const planted = new Map(texts.map((_, i) => [`c${i}`, String(Math.floor(i / 40))]));
  const { kMeans } = keywordBaseline(texts, 3);
  expect(agreementOf(planted, new Map(kMeans.map((label, i) => [`c${i}`, label]))).ari).toBe(1);
});
