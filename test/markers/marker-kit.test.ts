import { describe, expect, it } from "vitest";
import { parseMarkerFile } from "../support/marker-file.ts";
import { diagnosticMarks, expectMarks, hintMarks, updatedMarks } from "../support/marker-test.ts";
import { parseOutcomes } from "../support/outcomes.ts";

const prompt = "- Ask for the order number.\n\nNever promise a date. Be kind.\n";
const outcomes = "//- /outcomes\nasks (order number)   3+ 17-\nno-date (promise)   1+ 19-\n";
const file = (text: string): string => `A sentence.\n//- /a.prompt.md\n${text}${outcomes}`;
const marked = (marks: Record<number, string>): string =>
  file(
    prompt
      .split("\n")
      .map((line, index) => (marks[index] ? `${line}\n${marks[index]}` : line))
      .join("\n"),
  );

describe("marker kit", () => {
  const asks = "//^^^^^^^^^^^^^^^^^^^^^^^^^ warning: asks: 15 % pass (3 of 20; 95 % interval 5 to 36 %)";
  const noDate = "//<^^^^^^^^^^^^^^^^^^ warning: no-date: 5 % pass (1 of 20; 95 % interval 1 to 24 %)";

  it("passes where every finding is marked", () => {
    expectMarks(marked({ 0: asks, 2: noDate }), diagnosticMarks);
  });

  it.each([
    ["a finding without a mark", { 0: asks }],
    ["a mark without a finding", { 0: `${asks}\n//^line warning: more`, 2: noDate }],
    ["another message", { 0: asks.replace("15 %", "16 %"), 2: noDate }],
    ["another severity", { 0: asks.replace("warning", "error"), 2: noDate }],
    ["a caret too few", { 0: asks.replace("^^", "^"), 2: noDate }],
    ["a mark on another line", { 2: `${asks.replace("^ ", " ")}\n${noDate}` }],
  ])("fails on %s", (_, marks) => {
    expect(() => expectMarks(marked(marks), diagnosticMarks)).toThrow();
  });

  it("reads a label over several lines as one", () => {
    const [start, end] = noDate.split(" (");
    expectMarks(marked({ 0: asks, 2: `${start}\n//  | (${end}` }), diagnosticMarks);
  });

  it("writes the marks that it would accept, and leaves them once they are right", () => {
    for (const feature of [diagnosticMarks, hintMarks]) {
      const updated = updatedMarks(file(prompt), feature);
      expect(() => expectMarks(file(prompt), feature)).toThrow();
      expectMarks(updated, feature);
      expect(updatedMarks(updated, feature)).toBe(updated);
    }
  });

  it("refuses a caret past the end of its line, and a mark that is none", () => {
    const withMark = (mark: string): string => `A sentence.\n//- /a.prompt.md\nshort\n${mark}\n`;
    expect(() => parseMarkerFile(withMark("//^^^^ warning: x"))).toThrow(/past the end/);
    expect(() => parseMarkerFile(withMark("//^^^"))).toThrow(/no mark/);
    expect(() => parseMarkerFile("//- /a.prompt.md\ntext\n")).toThrow(/what the test shows/);
    expect(() => expectMarks(withMark("//^^^ x").replace(".md", ".md (older)"), hintMarks)).toThrow();
  });
});

describe("outcomes", () => {
  it("reads one character as one conversation, a number as so many, brackets as the trials of a task", () => {
    const [row] = parseOutcomes("asks (order number)  +-?. 2+ [-+] [-]");
    expect(row).toMatchObject({ evaluator: "asks", covers: ["order number"] });
    expect(row!.outcomes.map(({ label, task }) => `${label ?? "none"}${task ?? ""}`).join(" ")).toBe(
      "pass fail unknown none pass pass fail1 pass1 fail2",
    );
  });

  it("refuses what is no outcome", () => {
    expect(() => parseOutcomes("asks ++x+")).toThrow(/outcome line/);
    expect(() => parseOutcomes("asks 3 ++")).toThrow(/Not an outcome/);
  });
});
