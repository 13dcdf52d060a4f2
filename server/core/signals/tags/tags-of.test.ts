import { describe, expect, test } from "vitest";
import { says, user } from "../testing.ts";
import { fixedTags, tagRules } from "./tag-rules.ts";
import { phraseFinder, tagsOf } from "./tags-of.ts";

const tags = (...texts: readonly string[]): string[] => tagsOf(texts.map(user)).map(({ tag }) => tag);

test("every tag has its rule, and no rule is without its tag", () =>
  expect(Object.keys(tagRules)).toEqual([...fixedTags]));

test.each([
  ["bug-report", "The export button doesn't work any more."],
  ["bug-report", "My app keeps crashing on start."],
  ["feature-request", "It would be great if you could add dark mode."],
  ["feature-request", "I wish there was a way to export my runs."],
  ["feature-request", "Are there any plans to support Garmin watches?"],
  ["churn-risk", "How do I cancel my subscription?"],
  ["churn-risk", "We are switching to another provider."],
  ["setup-friction", "I can't log in to my account"],
  ["setup-friction", "How do I set up two-factor sign-in?"],
  ["confusion", "I don’t understand why it was declined."],
  ["pricing", "How much does the family plan cost?"],
  ["security", "Someone is using my card without my knowledge"],
  ["frustration", "This is ridiculous."],
  ["urgent", "Please cancel it immediately!"],
  ["praise", "You've been so helpful, bye"],
])("%s: %s", (tag, words) => expect(tags(words)).toContain(tag));

test.each([
  ["bug-report", "That date doesn't work for me."],
  ["feature-request", "It would be nice to have a job like that."],
  ["feature-request", "Could you add support for XLSX to this function?"],
  ["churn-risk", "Please cancel my flight and close the window."],
  ["confusion", "I'm not sure what my reservation number is."],
  ["pricing", "Please charge the change fee to my card ending in 1234."],
  ["frustration", "That is terrible weather."],
  ["urgent", "I can't remember it right now, it would be urgent otherwise."],
  ["praise", "I am not happy with your service."],
])("not %s: %s", (tag, words) => expect(tags(words)).not.toContain(tag));

test("each once, at the first message of the user that shows it, with the words that show it", () => {
  const found = tagsOf([
    user("hi"),
    says("This is ridiculous."),
    user("It's urgent. Also, how much does it cost?"),
    user("urgent!"),
  ]);
  expect(found).toEqual([
    { tag: "pricing", messageIndex: 2, evidence: "It's urgent. Also, how much does it cost?" },
    { tag: "urgent", messageIndex: 2, evidence: "It's urgent. Also, how much does it cost?" },
  ]);
});

describe("own phrases", () => {
  const find = (text: string, ...phrases: readonly string[]): string[] =>
    tagsOf([user(text)], [phraseFinder("own", phrases)]).map(({ evidence }) => evidence);
  test("stand as whole words, in any case, over line ends", () => {
    expect(find("My GPS\n watch died", "gps watch")).toEqual(["My GPS watch died"]);
    expect(find("gpswatches", "gps watch")).toEqual([]);
    expect(find("Die Größe passt", "größe")).toHaveLength(1);
  });
  test("mean nothing but themselves", () => {
    expect(find("c++ (v1.0)?", "c++ (v1.0)?")).toHaveLength(1);
    expect(find("c", "c+", ".")).toEqual([]);
    expect(find("sign-up fails", "sign-up")).toHaveLength(1);
    expect(find("x", ...Array.from({ length: 95 }, (_, i) => `a${String.fromCharCode(32 + i)}b`))).toEqual(
      [],
    );
  });
});

test("the words of long and hostile messages that are read do not grow with them", () => {
  for (const unit of [
    "i'm so very really ",
    "how much is the ",
    "app just still not ",
    "need ",
    "a".repeat(50),
    "\u0000😀 ",
  ]) {
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    for (const { evidence } of tagsOf([user(text), user(`${text} it is urgent`)]))
      expect(evidence.length).toBeLessThanOrEqual(162);
  }
  expect(tags(`${"x ".repeat(50_000)} it is urgent`)).toEqual(["urgent"]);
});
