import { describe, expect, it } from "vitest";
import { departs } from "./departs.ts";

describe("whether the user's next recorded message still fits", () => {
  it.each([
    ["the same answer", "What is your user id?", "What is your user id?"],
    [
      "the same question in other words",
      "What is your user id?",
      "Hello! Please share your user id so that I can help.",
    ],
    ["neither asks", "Your order is on its way.", "It was shipped yesterday."],
    ["a courtesy is no question", "Done.", "All done. Is there anything else I can help you with?"],
    ["a question among others", "Which city, and which dates?", "Thank you. Which city do you fly from?"],
  ])("%s: it does", (_, recorded, fresh) => expect(departs(recorded, fresh)).toBeUndefined());

  it("says that a question was not asked this time", () => {
    expect(departs("Shall I cancel it? (yes/no)", "I have cancelled it.")).toBe(
      "The user's next message answers what was asked in the recording (“Shall I cancel it?”), and was not asked this time.",
    );
  });

  it("says that a question was asked only this time, or another one", () => {
    expect(departs("I have cancelled it.", "Could you confirm the cancellation?")).toMatch(
      /^The agent asks something that it did not ask in the recording \(“Could you confirm/,
    );
    expect(departs("What is your date of birth?", "Which payment method do you prefer?")).toMatch(
      /^The agent asks something else/,
    );
  });
});
