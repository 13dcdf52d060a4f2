import { describe, expect, it } from "vitest";
import type { Message } from "../store/index.ts";
import { turnTerms } from "./conditions/turn-terms.ts";
import { ExerciseModel } from "./exercise.ts";

const turns = (conversations: Record<string, string[]>) =>
  Object.entries(conversations).flatMap(([conversationId, texts]) =>
    texts.map((text, index) => ({ conversationId, index, terms: turnTerms([{ role: "user", text }]) })),
  );

const model = new ExerciseModel(
  turns({
    knee: ["my knee pain is back when I run downhill", "since Monday"],
    pace: ["what pace for my half marathon"],
    chest: ["I felt chest pain during intervals"],
    both: ["hello there", "my knee pain is worse and I have a race"],
  }),
);

describe("how far a condition is met", () => {
  it.each([
    ["the runner mentions knee pain", "knee", true],
    ["the runner mentions knee pain", "pace", false],
    ["the runner reports dizziness, chest pain or fainting", "chest", true],
    ["the runner reports dizziness, chest pain or fainting", "knee", false],
    ["the runner asks about a race", "both", true],
  ])("“%s” in %s: %s", (trigger, conversation, isMet) => {
    expect(model.exercised([trigger], conversation) >= 0.5).toBe(isMet);
  });

  it("holds always where it says nothing but that somebody speaks", () => {
    expect(model.exercised(["the user asks you something"], "pace")).toBe(1);
    expect(model.exercised([], "pace")).toBe(1);
  });

  it("needs every one of nested conditions", () => {
    expect(
      model.exercised(["the runner mentions knee pain", "the runner has a race"], "both"),
    ).toBeGreaterThanOrEqual(0.5);
    expect(model.exercised(["the runner mentions knee pain", "the runner has a race"], "knee")).toBeLessThan(
      0.5,
    );
  });

  it("lasts into later turns with less weight, and does not reach back", () => {
    const later = model.exercised(["knee pain"], "knee", 1);
    expect(later).toBeGreaterThanOrEqual(0.5);
    expect(later).toBeLessThan(model.exercised(["knee pain"], "knee", 0));
    expect(model.exercised(["a race"], "both", 0)).toBe(0);
  });
});

describe("words of a turn", () => {
  it("come from the user, the tools and their results, not from what the agent says", () => {
    const terms = turnTerms([
      { role: "user", text: "Cancel it" },
      {
        role: "assistant",
        text: "A refund is impossible",
        toolCalls: [{ id: "1", name: "cancel_reservation", args: { reason: "storm" } }],
      },
      { role: "tool", text: '{"status":"cancelled"}' },
    ]).split(" ");
    expect(terms).toContain("cancel");
    expect(terms).toContain("storm");
    expect(terms).not.toContain("refund");
    expect(terms).not.toContain("impo");
  });
});

describe("what data say", () => {
  const tool = (data: unknown) => ({ role: "tool" as const, text: JSON.stringify(data) });
  const user = (text: string) => ({ role: "user" as const, text });
  const call = (name: string, args = {}) => ({
    role: "assistant" as const,
    text: "",
    toolCalls: [{ id: "1", name, args }],
  });
  const now = Date.UTC(2024, 4, 15, 15);
  const conversations: Record<string, Message[][]> = {
    gold: [
      [user("I need help")],
      [user("my id is 3"), tool({ membership: "gold", insurance: "no" })],
      [user("thanks")],
    ],
    silver: [[user("I am a gold member with insurance"), tool({ membership: "silver", insurance: "yes" })]],
    claimed: [[user("I am a gold member")]],
    bags: [[user("add three bags"), call("update_reservation", { bags: 3 }), tool({ status: "cancelled" })]],
    fresh: [
      [
        user("when did I book?"),
        tool({ created_at: "2024-05-15T01:00:00", trips: [{ date: "2024-05-20" }] }),
      ],
    ],
    old: [
      [
        user("when did I book?"),
        tool({ created_at: "2024-05-01T01:00:00", trips: [{ date: "2024-05-02" }] }),
      ],
    ],
    wish: [[user("please cancel my flight to Rome")]],
    booking: [[user("I want a flight to Rome")]],
    complaint: [[user("my flight was cancelled, what a mess")]],
  };
  const data = new ExerciseModel(
    Object.entries(conversations).flatMap(([conversationId, list]) =>
      list.map((messages, index) => ({ conversationId, index, terms: turnTerms(messages, now) })),
    ),
  );
  const holding = (trigger: string): string[] =>
    Object.keys(conversations).filter((id) => data.exercised([trigger], id) >= 0.5);

  it.each([
    ["the user is a gold member", ["gold", "claimed"]],
    ["the user has no insurance", ["gold"]],
    ["the user has insurance", ["silver"]],
    ["the user is a gold member and has no insurance", ["gold"]],
    ["the user is a silver/gold member or has insurance", ["gold", "silver", "claimed"]],
    ["the booking was made within the last 24 hours", ["fresh"]],
    ["the booking is older than a week", ["old"]],
    ["the trip has already been taken", ["old"]],
    ["there are more than two bags", ["bags"]],
    ["there are more than three bags", []],
    ["calling update_reservation", ["bags"]],
    ["changing the reservation", ["bags"]],
  ])("“%s” holds in %j", (trigger, ids) => expect(holding(trigger)).toEqual(ids));

  it("says more of what happened than a wish does", () => {
    const complaint = (id: string): number =>
      data.exercised(["the user complains about a cancelled flight"], id);
    expect(complaint("wish")).toBeLessThan(0.6 * complaint("complaint"));
  });

  it("lasts, and does not reach back", () => {
    const at = (turn: number): number => data.exercised(["the user is a gold member"], "gold", turn);
    expect(at(0)).toBe(0);
    expect(at(1)).toBeCloseTo(0.95);
    expect(at(2)).toBeGreaterThan(0.75);
  });

  it("stands in turns that an older build kept as words alone", () => {
    const older = new ExerciseModel([
      { conversationId: "it", index: 0, terms: "gold memb hello" },
      { conversationId: "other", index: 0, terms: "hello" },
    ]);
    expect(older.exercised(["the user is a gold member"], "it")).toBeCloseTo(0.95);
    expect(older.exercised(["the user is a gold member"], "other")).toBe(0);
  });
});

describe("what words alone do not see", () => {
  const said = (text: string) =>
    new ExerciseModel(
      turns({ it: [text], other: ["should I wear a brace on my knee"], third: ["chest pain in intervals"] }),
    );

  // A known limit: "hurts" is pain, so the condition should hold. A model's embedding or a list of synonyms would see it.
  it("another word for the same thing: “knee hurts” does not meet “knee pain”", () =>
    expect(
      said("my knee hurts when I run downhill").exercised(["the runner mentions knee pain"], "it"),
    ).toBeLessThan(0.5));

  // A known limit: what holds of one thing in a list should not be enough, it should hold of what was asked about.
  it("of what a list speaks: one delayed flight in a list of flights meets “the flight is delayed”", () => {
    const messages = [
      { role: "user" as const, text: "book me to Seattle" },
      {
        role: "tool" as const,
        text: '[{"flight":"A1","status":"available"},{"flight":"B2","status":"delayed"}]',
      },
    ];
    const model = new ExerciseModel([{ conversationId: "it", index: 0, terms: turnTerms(messages) }]);
    expect(model.exercised(["the flight is delayed"], "it")).toBeGreaterThanOrEqual(0.5);
  });
});
