import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generatedParser } from "../../../../scripts/generate-query-parser.mjs";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { seededRandom } from "../../base/index.ts";
import { completeQuery } from "./complete-query.ts";
import { queryFields } from "./fields.ts";
import { parseQuery } from "./parse-query.ts";
import type { Interval, QueryNode } from "./query.ts";
import { pointedProblems } from "./query-text.ts";

const nowMs = new Date(2026, 2, 15, 12).getTime();
const slices = [
  { name: "bad", query: "is:failing cost>1" },
  { name: "my slice", query: "a OR b" },
  { name: "again", query: "@again x" },
  { name: "wrong", query: "colour:red" },
];
const parse = (text: string) => parseQuery(text, { nowMs, slices });

/** A query as it was understood, in a short form of its own. */
function shape(node: QueryNode): string {
  if (node.kind === "not") return `not(${shape(node.part)})`;
  if (node.kind !== "condition") return `${node.kind}(${node.parts.map(shape).join(" ")})`;
  const { field, key, test: asked } = node;
  const values = (): string => {
    switch (asked.kind) {
      case "patterns":
        return asked.any.map(({ pieces }) => pieces.join("*")).join("|");
      case "intervals":
        return asked.any.map(interval).join("|");
      case "phrases":
        return asked.any.map(({ words, text }) => text ?? words.join("+")).join("|");
      case "verdicts":
        return asked.any
          .map(
            ({ name, label, score }) =>
              `${name.pieces.join("*")}${label ? `=${label}` : ""}${score ? interval(score) : ""}`,
          )
          .join("|");
      case "prompts":
        return asked.any
          .map(({ name, version }) => `${name.pieces.join("*")}${version ? `@${version}` : ""}`)
          .join("|");
    }
  };
  return `${key === undefined ? field.name : `${field.name}.${key}`}{${values()}}`;
}

const interval = ({ low, high, lowExcluded, highExcluded }: Interval): string =>
  `${lowExcluded ? "(" : "["}${low ?? ""},${high ?? ""}${highExcluded ? ")" : "]"}`;

describe("a query means", () => {
  test.each([
    ["", "all()"],
    ["  ", "all()"],
    ["status:error", "status{error}"],
    ["STATUS:Error", "status{error}"],
    ["status:error cost>0.02", "all(status{error} cost{(0.02,]})"],
    ["a OR b c", "any(text{a} all(text{b} text{c}))"],
    ["(a OR b) c", "all(any(text{a} text{b}) text{c})"],
    ["a AND b", "all(text{a} text{b})"],
    ["-tag:x", "not(tag{x})"],
    ["NOT (a b)", "not(all(text{a} text{b}))"],
    ["- -a", "not(not(text{a}))"],
    ["tag!=x", "not(tag{x})"],
    ["tool:a,b", "tool{a|b}"],
    ['tool:a,"b c",d*', "tool{a|b c|d*}"],
    ["tool~flight", "tool{*flight*}"],
    ['behavior:"knee pain"', "behavior{knee pain}"],
    ['behavior:"knee*"', "behavior{knee*}"],
    ['behavior:"knee\\*"', "behavior{knee*}"],
    ['tag:"say \\"hi\\""', 'tag{say "hi"}'],
    ["model:gpt-4*", "model{gpt-4*}"],
    ["model:**x**", "model{*x*}"],
    ["evaluator:tone=fail", "evaluator{tone=fail}"],
    ['evaluator:"a=b"=PASS', "evaluator{a=b=pass}"],
    ["evaluator:tone<0.5", "evaluator{tone[,0.5)}"],
    ["evaluator:tone", "evaluator{tone}"],
    ["prompt:coach@A1B2", "prompt{coach@a1b2}"],
    ["prompt:x@y@z", "prompt{x@y@z}"],
    ["prompt:a/b.prompt.md", "prompt{a/b.prompt.md}"],
    ['input~"knee pain"', "input{knee+pain}"],
    ["input:refund", "input{refund}"],
    ["~refund", "text{refund}"],
    ["Refund please", "all(text{refund} text{please})"],
    ["hello, world", "all(text{hello} text{world})"],
    ["it's", "text{it+s}"],
    ["北京", "text{北京}"],
    ["ref*", "text{ref*}"],
    ["cost:0.01..0.05", "cost{[0.01,0.05]}"],
    ["cost:..5", "cost{[,5]}"],
    ["cost:5..", "cost{[5,]}"],
    ["cost>=$1.50", "cost{[1.5,]}"],
    ["cost:>1", "cost{(1,]}"],
    ["cost<5ct", "cost{[,0.05)}"],
    ["cost:1,2", "cost{[1,1]|[2,2]}"],
    ["latency>3s", "latency{(3000,]}"],
    ["latency:500..1.5s", "latency{[500,1500]}"],
    ["latency<=2m", "latency{[,120000]}"],
    ["latency<0.1s", "latency{[,100)}"],
    ["tokens>5k", "tokens{(5000,]}"],
    ["tokens.in>1.5M", "tokens.in{(1500000,]}"],
    ["attr.a.b-c:V", "attr.a.b-c{v}"],
    ["attr.Key:v", "attr.Key{v}"],
    ["@bad", "all(is{failing} cost{(1,]})"],
    ['-@"my slice" c', "all(not(any(text{a} text{b})) text{c})"],
    ["tag: x", "text{x}", "tag has no value. For example tag:beta"],
  ])("%s", (text, wanted, problem?: string) => {
    const { node, problems } = parse(text);
    expect(shape(node)).toBe(wanted);
    expect(problems.map(({ message, hint }) => `${message} ${hint}`)).toEqual(problem ? [problem] : []);
  });

  const day = (date: number, month = 2): number => new Date(2026, month, date).getTime();
  test.each([
    ["after:2026-03-01", interval({ low: day(1) })],
    ["before:2026-03-01", interval({ high: day(1), highExcluded: true })],
    ["started:2026-03-01", interval({ low: day(1), high: day(2), highExcluded: true })],
    ["started:2026-03-01..2026-03-31", interval({ low: day(1), high: day(32), highExcluded: true })],
    ["started:2026-02", interval({ low: day(1, 1), high: day(1), highExcluded: true })],
    [
      "started:2025",
      interval({
        low: new Date(2025, 0, 1).getTime(),
        high: new Date(2026, 0, 1).getTime(),
        highExcluded: true,
      }),
    ],
    ["started>2026-03-01", interval({ low: day(2) })],
    ["started<=2026-03-01", interval({ high: day(2), highExcluded: true })],
    ["after:today", interval({ low: day(15) })],
    ["before:yesterday", interval({ high: day(14), highExcluded: true })],
    ["after:7d", interval({ low: nowMs - 7 * 86_400_000 })],
    ["after:90m", interval({ low: nowMs - 90 * 60_000 })],
    ["after:now", interval({ low: nowMs })],
    ["after:2026-03-01T09:30", interval({ low: new Date(2026, 2, 1, 9, 30).getTime() })],
    ["after:2026-03-01T09:30:15Z", interval({ low: Date.UTC(2026, 2, 1, 9, 30, 15) })],
    ["after:2026-03-01T09:30+02:00", interval({ low: Date.UTC(2026, 2, 1, 7, 30) })],
  ])("%s, by the machine's clock", (text, wanted) => {
    const { node, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(shape(node)).toBe(`${text.replace(/[:<>].*/, "")}{${wanted}}`);
  });

  test("something with every example of its fields", () => {
    for (const { examples } of queryFields) {
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect([example, parse(example).problems]).toEqual([example, []]);
    }
  });
});

/** What is said, under the text that it is about. */
const said = (text: string): string => pointedProblems(text, parse(text).problems);

describe("what is wrong is pointed at, with the next step", () => {
  test.each([
    ["statu:error", "^^^^^      ", "There is no field statu. Did you mean status?"],
    ["http://x.y", "^^^^      ", "There is no field http."],
    ["status:eror", "       ^^^^", "status is never eror. Did you mean error?"],
    ["is:red", "   ^^^", "is is never red. It may be failing, passing"],
    ["cost>cheap", "     ^^^^^", "cheap is not an amount such as 0.02 or $1.50."],
    ["latency>3 s", "", ""],
    ["latency>3x", "        ^^", "3x is not a duration such as 500ms, 3s"],
    ["after:2026-02-30", "      ^^^^^^^^^^", "2026-02-30 is not a date"],
    ["after:2026-13-01", "      ^^^^^^^^^^", "2026-13-01 is not a date"],
    ["cost:1..x", "        ^", "x is not an amount"],
    ["status>error", "^^^^^^^", "status cannot be compared with >."],
    ["after>7d", "^^^^^^", "after cannot be compared with >."],
    ["evaluator:tone=bad", "               ^^^", "An evaluator never says bad."],
    ["evaluator:tone=fial", "               ^^^^", "An evaluator never says fial. Did you mean fail?"],
    ["tag:", "^^^^", "tag has no value. For example tag:beta"],
    ["tag:a,,b", "      ", "tag has no value beside a comma."],
    ['"knee pain', "^         ", "This quotation mark is never closed."],
    ['tag:"a', "    ^ ", "This quotation mark is never closed."],
    ["(a b", "^   ", "This bracket is never closed."],
    ["a) b", " ^  ", "No bracket is open that this could close."],
    ["a () b", "  ^^  ", "There is nothing between these brackets."],
    ["a OR", "  ^^", "Nothing stands behind OR."],
    ["OR a", "^^  ", "Nothing stands before OR."],
    ["a -", "  ^", "Nothing stands behind -."],
    ["NOT", "^^^", "Nothing stands behind NOT."],
    [":x", "^ ", "There is no field before :."],
    ["!!!", "^^^", "There is no word in this."],
    ["@bda x", "^^^^  ", "No filter is saved as bda. Did you mean @bad?"],
    ["@again", "^^^^^^", "In the saved filter again: The saved filter again refers to itself."],
    ["@wrong", "^^^^^^", "In the saved filter wrong: There is no field colour."],
    ["北京 tag:", "     ^^^^", "tag has no value."],
    ["attr:x", "^^^^  ", "There is no field attr."],
  ])("%s", (text, marks, message) => {
    const lines = said(text).split("\n");
    if (message === "") return expect(said(text)).toBe("");
    expect(lines[0]).toBe(`  ${text}`);
    if (marks.trim() !== "") expect(lines[1]).toBe(`  ${marks.trimEnd()}`);
    expect(lines[2]).toContain(message);
    return expect(lines[2]!.length).toBeGreaterThan(message.length - 1);
  });

  test("several at once, in the order of the text", () => {
    expect(parse("colour:red a) cost>x").problems.map(({ range }) => range.start)).toEqual([0, 12, 19]);
  });

  test("what can be read of a broken query is read", () => {
    expect(shape(parse("status:error colour:red tag:x").node)).toBe("all(status{error} tag{x})");
  });
});

describe("hostile text", () => {
  test("never throws nor hangs, and what is said of it lies inside", () => {
    const random = seededRandom(11);
    const parts = [
      '"',
      "\\",
      "(",
      ")",
      "-",
      "OR",
      "NOT",
      "AND",
      " ",
      ",",
      ":",
      ">",
      "=",
      "..",
      "*",
      "@",
      "~",
      "status",
      "cost",
      "attr.",
      "is:failing",
      "a",
      "北",
      "\u0000",
      "\ud800",
      "\n",
      "9e999",
      "@bad",
      "evaluator:",
      "prompt:",
      "after:",
      "99999999d",
      "-1",
      "%",
      "'",
      ";",
    ];
    const started = processorMs();
    for (let i = 0; i < 20_000; i++) {
      const text = Array.from(
        { length: Math.floor(random() * 12) },
        () => parts[Math.floor(random() * parts.length)]!,
      ).join("");
      const { problems } = parse(text);
      for (const { range, message } of problems) {
        expect(message).not.toBe("");
        expect(range.start).toBeLessThanOrEqual(range.end);
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeLessThanOrEqual(text.length);
      }
      pointedProblems(text, problems);
      completeQuery(text, Math.floor(random() * (text.length + 1)), { values: { tools: ["a b"] }, slices });
    }
    expect((processorMs() - started) / 20_000).toBeLessThan(roomFor(5));
  });

  test.each([
    ["brackets", "(".repeat(4_000)],
    ["nested brackets", `${"(a OR (b ".repeat(200)}c${"))".repeat(200)}`],
    ["nots", `${"-".repeat(3_999)}a`],
    ["conditions", "a ".repeat(2_000)],
    ["length", "a".repeat(100_000)],
    ["stars", `tag:${"*a".repeat(1_900)}b`],
    ["quotation marks", '"'.repeat(3_999)],
    ["backslashes", `"${"\\".repeat(3_998)}`],
  ])("of many %s is refused or read, quickly", (_name, text) => {
    const started = processorMs();
    parse(text);
    expect(processorMs() - started).toBeLessThan(roomFor(1_000));
  });

  test("slices that refer to others many times over end", () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ name: `s${i}`, query: `@s${i + 1} `.repeat(10) }));
    const { problems } = parseQuery("@s0", { nowMs, slices: [...many, { name: "s12", query: "a" }] });
    expect(problems.some(({ message }) => message.includes("at most 200 conditions"))).toBe(true);
  });
});

test("parser.ts is what the grammar says (npm run query-grammar)", () => {
  expect(readFileSync(join(__dirname, "parser.ts"), "utf8")).toBe(generatedParser());
});
