import { describe, expect, it } from "vitest";
import { editOperators } from "../../improve/index.ts";
import { putReflection, type Reflection } from "./reflection.ts";

const line = (key: string, text: string) => ({ key, text, section: [], triggers: [] });
const reflection: Reflection = {
  instructions: [line("a", "Ask first."), line("b", "Never promise."), line("c", "Be kind.")],
  frozen: new Set(["b"]),
  suspects: ["c"],
  failing: [{ conversation: "user: hi\nagent: no", complaints: ["The answer is rude."] }],
  passing: [],
  operators: editOperators,
  tried: ["Be kind was made “Be very kind”: no effect."],
  mayGrow: 200,
  proposals: 2,
};

const put = putReflection(reflection);
const [system, user] = put.messages.map(({ content }) => content) as [string, string];
const numberOf = (text: string): number =>
  Number(new RegExp(`^(\\d+)[^:\\n]*: ${text}$`, "m").exec(user)![1]);
const edit = (action: string, of: string, more: object = {}) => ({
  ...{ action, line: numberOf(of), behind: 0, text: "", why: "" },
  ...more,
});
const changes = (...edits: object[]) => put.changesIn({ proposals: [{ analysis: "x", edits }] });

describe("what is asked for", () => {
  it("numbers the lines, marks what is fixed and suspected, and fences what others wrote", () => {
    expect(user).toMatch(/\d{3} \(fixed\): Never promise\.\n\d{3} \(failures point to it\): Be kind\./);
    expect(system).not.toContain("The answer is rude.");
    expect(user).toContain("- The answer is rude.");
    expect(user.indexOf("<<<")).toBe(0);
    expect(system).toContain("at most 200 characters");
  });

  it("numbers a prompt of any length", () => {
    const many = Array.from({ length: 3_000 }, (_, i) => line(`k${i}`, `Line ${i}.`));
    expect(() => putReflection({ ...reflection, instructions: many })).not.toThrow();
  });
});

describe("what is read of an answer", () => {
  it("reads each operator", () => {
    const [one] = changes(
      edit("rewrite", "Ask first\\.", { text: "Ask before you act." }),
      edit("add", "Be kind\\.", { text: "Say sorry.", why: "it is rude" }),
      edit("split", "Be kind\\.", { text: "Be kind.\n\nBe brief." }),
      edit("move", "Ask first\\.", { behind: numberOf("Be kind\\.") }),
    );
    expect(one).toEqual({
      analysis: "x",
      edits: [
        { operator: "rewrite", line: "a", text: "Ask before you act." },
        { operator: "add", to: { line: "c", where: "behind" }, text: "Say sorry.", why: "it is rude" },
        { operator: "split", line: "c", texts: ["Be kind.", "Be brief."] },
        { operator: "move", line: "a", to: { line: "c", where: "behind" } },
      ],
    });
  });

  it("leaves out what names a fixed line, a line that is not there, or nothing", () => {
    expect(changes(edit("rewrite", "Never promise\\.", { text: "Promise." }))).toEqual([]);
    expect(changes(edit("add", "Never promise\\.", { text: "Ask." }))).toHaveLength(1);
    expect(changes({ action: "rewrite", line: 1, behind: 0, text: "x", why: "" })).toEqual([]);
    expect(changes(edit("rewrite", "Ask first\\."))).toEqual([]);
    expect(changes(edit("explode", "Ask first\\.", { text: "x" }))).toEqual([]);
    expect(changes()).toEqual([]);
    expect(put.changesIn("nonsense")).toEqual([]);
    expect(put.changesIn({ proposals: [null, 1, { edits: "no" }] })).toEqual([]);
  });

  it("takes no more proposals than were asked for", () => {
    const one = { analysis: "", edits: [edit("remove", "Ask first\\.")] };
    expect(put.changesIn({ proposals: [one, one, one] })).toHaveLength(2);
  });
});
