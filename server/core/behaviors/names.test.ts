import { describe, expect, it } from "vitest";
import { describe as description } from "./description.ts";
import { nameClusters } from "./names.ts";
import { contentOf } from "./request-text.ts";

const named = (clusters: readonly (readonly string[])[]): ReturnType<typeof nameClusters> =>
  nameClusters(clusters.map((texts) => texts.map((text) => ({ text, content: contentOf(text) }))));

const CANCEL = [
  "Hi, I need to cancel my flight EHGLP3",
  "I'd like to cancel my flight, please",
  "Can I cancel my flight to Rome?",
  "Cancelling my flights from JFK",
  "can you cancel my flight? I am ill",
];
const CHANGE = [
  "I want to change my flight",
  "Could I change my flight to a later one?",
  "I'd like to change my flight to Monday",
  "can I change my flight?",
  "to change my flight dates I need help",
];
const BAGS = [
  "How many bags can I take?",
  "how many bags can I take as a gold member",
  "How many bags can I bring on board?",
  "is there a limit on how many bags I take",
];

describe("names", () => {
  it("are phrases users wrote, told apart by what sets the clusters apart", () => {
    const names = named([CANCEL, CHANGE, BAGS]).map(({ name }) => name);
    expect(names[0]).toBe("cancel my flight");
    expect(names[1]).toBe("change my flight");
    expect(names[2]).toMatch(/bags/);
  });

  it("keep a verb's particle, and are no piece of a sentence", () => {
    const topUp = [
      "Nothing came when I topped up",
      "it failed when I topped up",
      "an error when I topped up",
    ];
    const delivery = [
      "Where can my card be delivered?",
      "To which places can a card be delivered",
      "in what time will the card be delivered",
      "when will a card be delivered to me",
    ];
    const [first, second] = named([topUp, delivery]).map(({ name }) => name);
    expect(first).toMatch(/topped up$/);
    expect(second).not.toMatch(/^card be/);
  });

  it("hold no ids and no stems", () => {
    const all = named([CANCEL.map((text) => `${text} order EHGLP3 by mia_li_3668`), CHANGE]);
    for (const { name, words } of all) {
      expect(`${name} ${words.join(" ")}`).not.toMatch(/EHGLP3|mia_li|3668|\bcancell?\b(?! )/i);
    }
  });

  it("are never the same twice, even for clusters that say the same", () => {
    const names = named([CANCEL, CANCEL, CANCEL, ["Hi"], ["Hi"], [""], [""]]).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("work without a word list for the language", () => {
    const german = [
      "Ich möchte meinen Flug stornieren",
      "Bitte meinen Flug stornieren",
      "Wie kann ich meinen Flug stornieren?",
      "Flug stornieren wegen Krankheit",
    ];
    const other = [
      "Wie viel Gepäck darf ich mitnehmen?",
      "Gepäck mitnehmen im Flug",
      "Darf ich Gepäck mitnehmen?",
    ];
    const [cancel, bags] = named([german, other]);
    expect(cancel!.name).toContain("stornieren");
    expect(bags!.name).toContain("Gepäck");
  });
});

describe("descriptions", () => {
  it("say what people ask and how they said it", () => {
    expect(
      description({ name: "cancel my flight", isVerbPhrase: true }, [
        "Cancel my flight",
        "I need to cancel",
        "third",
      ]),
    ).toBe("People ask to cancel their flight; they say “Cancel my flight”, “I need to cancel”.");
    expect(description({ name: "how many bags can I take", isVerbPhrase: false }, ["How many?"])).toBe(
      "People ask how many bags can they take; they say “How many?”.",
    );
    expect(description({ name: "lost card / stolen card", isVerbPhrase: false }, ["x"])).toBe(
      "People write about “lost card” or “stolen card”; they say “x”.",
    );
  });

  it("cut long quotes", () => {
    expect(description({ name: "a", isVerbPhrase: false }, ["word ".repeat(100)]).length).toBeLessThan(160);
  });
});
