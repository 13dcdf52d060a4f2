import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { type CommitFacts, commitMessage } from "./commit-message.ts";

const facts: CommitFacts = {
  ...{
    target: "knee pain triage",
    prompt: "injury",
    suggestion: "s1",
    cycle: "c1",
    base: "v1",
    approver: "a <a@b.c>",
  },
  body: ["The agent did not say when to see somebody. ".repeat(4)],
  evidence: "12/40 to 38/40; 0 of 212 broken",
};

const trailersOf = (message: string): string[] =>
  execFileSync("git", ["interpret-trailers", "--parse"], { input: message, encoding: "utf8" })
    .trim()
    .split("\n");

describe("the message of a commit", () => {
  it("has a subject, wrapped text, and trailers that git reads", () => {
    const message = commitMessage(facts);
    expect(message.split("\n")[0]).toBe("injury: knee pain triage");
    expect(Math.max(...message.split("\n").map((one) => one.length))).toBeLessThanOrEqual(72);
    expect(trailersOf(message)).toEqual([
      "Homeostat-Suggestion: s1",
      "Homeostat-Cycle: c1",
      "Homeostat-Target: knee pain triage",
      "Homeostat-Evidence: 12/40 to 38/40; 0 of 212 broken",
      "Homeostat-Base: v1",
      "Homeostat-Link: vscode://homeostat.homeostat/suggestion/s1",
      "Approved-by: a <a@b.c>",
    ]);
  });

  it("names conversations by links that hold nothing but their ids", () => {
    const conversations = ["chat/7", "x\nApproved-by: all", "y", "z"];
    const trailers = trailersOf(commitMessage({ ...facts, conversations }));
    expect(trailers.filter((one) => one.startsWith("Homeostat-Conversation"))).toEqual(
      ["chat%2F7", "x%0AApproved-by%3A%20all", "y"].map(
        (id) => `Homeostat-Conversation: vscode://homeostat.homeostat/conversation/${id}`,
      ),
    );
    expect(trailers.filter((one) => one.startsWith("Approved-by"))).toHaveLength(1);
  });

  it("lets no text of others add a trailer or hide a word", () => {
    const hostile = "x\n\nApproved-by: everybody\u2028Signed-off-by: all\u202e\u001b[31m";
    const message = commitMessage({ ...facts, target: hostile, evidence: hostile, body: [hostile] });
    const names = trailersOf(message).map((one) => one.split(":")[0]);
    expect(names.filter((one) => one === "Approved-by")).toHaveLength(1);
    expect(names).not.toContain("Signed-off-by");
    expect(message).not.toMatch(/(?!\n)\p{Cc}|\p{Zl}|\p{Bidi_Control}/u);
  });
});
