// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these strings are source text of programs.
import { Script } from "node:vm";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { javascript } from "./javascript.ts";
import { anyText, firstText, twoPlaces } from "./literal-samples.ts";

const evaluate = (source: string): unknown => new Script(`(${source})`).runInThisContext();
const read = (literal: string): ReturnType<typeof firstText> =>
  firstText(javascript.ts, `const x = ${literal};\n`);

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");

/** One of the ways in which a character may be written in a literal. */
function written(character: string, next: string, quote: string, random: () => number): string {
  const code = character.codePointAt(0)!;
  const isSimple =
    !/[\\\n\r]/.test(character) && character !== quote && !(quote === "`" && character === "$");
  const ways: (string | false)[] = [
    isSimple && character,
    isSimple && character,
    isSimple && character,
    `\\u{${"0".repeat(Math.floor(random() * 3))}${code.toString(16)}}`,
    [...character.split("")].map((half) => `\\u${hex(half.charCodeAt(0), 4)}`).join(""),
    code < 256 && `\\x${hex(code, 2)}`,
    quote !== "`" && code < 256 && `\\${code.toString(8).padStart(3, "0")}`,
    !/[\dA-Za-z\n\r\u2028\u2029]/.test(character) && `\\${character}`,
    character === "\n" && "\\n",
    character === "\t" && "\\t",
    character === "\r" && "\\r",
    character === "\v" && "\\v",
    character === "\n" && quote === "`" && (random() < 0.5 ? "\n" : "\r\n"),
    character === "$" && next !== "{" && "$",
  ];
  const possible = ways.filter((way) => way !== false);
  const continued = random() < 0.05 ? `\\${["\n", "\r\n", "\u2028"][Math.floor(random() * 3)]}` : "";
  return possible[Math.floor(random() * possible.length)]! + continued;
}

function literalOf(text: string, quote: string, random: () => number): string {
  const all = [...text];
  const body = all.map((character, index) => written(character, all[index + 1] ?? "", quote, random));
  return quote + body.join("") + quote;
}

describe("a literal of JavaScript", () => {
  it("is read as the engine reads it, however it is escaped, every character at its own place", () => {
    const random = seededRandom(7);
    for (let i = 0; i < 6_000; i++) {
      const quote = "\"'`"[i % 3]!;
      const literal = literalOf(anyText(random), quote, random);
      const { text, range } = read(literal);
      const value = evaluate(literal);
      expect(text.text, literal).toBe(value);
      expect([range.start, range.end], literal).toEqual([11, 9 + literal.length]);
      const [start, end] = twoPlaces(random, text.text);
      const place = text.toSource({ start, end });
      const slice = `const x = ${literal}`.slice(place.start, place.end);
      expect(evaluate(quote + slice + quote), `${start}..${end} of ${literal}`).toBe(
        text.text.slice(start, end),
      );
    }
  });

  it.each(['"', "'", "`"])("takes any text back in %s", (quote) => {
    const random = seededRandom(8);
    const { text } = read(`${quote}x${quote}`);
    for (let i = 0; i < 3_000; i++) {
      const plain = anyText(random) + (random() < 0.1 ? "\0" : "") + (random() < 0.1 ? "\ud800" : "");
      const literal = quote + text.encode(plain) + quote;
      expect(evaluate(literal), literal).toBe(plain);
      expect(read(literal).text.text).toBe(plain);
    }
  });

  it("takes any text back where other text stands on both sides", () => {
    const random = seededRandom(9);
    const { text } = read("`x`");
    for (let i = 0; i < 2_000; i++) {
      const plain = `${anyText(random)}.`;
      const literal = `\`$${text.encode(plain)}{\``;
      expect(evaluate(literal), literal).toBe(`$${plain}{`);
    }
  });

  it("takes text into String.raw without ever ending it", () => {
    const random = seededRandom(10);
    const { text } = read("String.raw`x`");
    for (let i = 0; i < 2_000; i++) {
      const plain = anyText(random);
      const literal = `String.raw\`a ${text.encode(plain)} b\``;
      expect(typeof evaluate(literal), literal).toBe("string");
      if (!/[`\r\0]|\$(?=\{|$)|\\$/.test(plain)) expect(evaluate(literal)).toBe(`a ${plain} b`);
    }
  });

  it.each([
    ["'a' + \"b\\n\" + `c\\``", "ab\nc`"],
    ["('a' + ('b'))", "ab"],
    ["'a' + name + 'b'", "a${name}b"],
    ["1 + 2 + 'b'", "${value}${value}b"],
    ["['a', `b`, 'c'].join('\\n')", "a\nb\nc"],
    ["['a', 'b',].join(' ')", "a b"],
    ["['a', 'b'].join()", "a,b"],
    ["['a', name, ...more].join(EOL)", "a\n${name}\n${more}"],
    ["`a ${x} ${ user.name } ${f(a, 'it is')} ${list[0]} ${`n ${y}`} ${} ${größe}`", undefined],
    ["String.raw`a\\n\\`b\\``", "a\\n\\`b\\`"],
    ["sql`a\\n`", "a\n"],
    ["'a' as const", "a"],
    ["<string>'a'", "a"],
    ["`a` satisfies string", "a"],
    ["' a '.trim()", " a "],
    ["/* one */ 'a' /* two */ + /* three */ 'b'", "ab"],
  ])("%s", (literal, expected) => {
    const value = expected ?? "a ${x} ${user.name} ${a} ${list} ${value} ${value} ${gr__e}";
    expect(read(literal).text.text).toBe(value);
  });

  it.each([
    ["dedent`\n    One.\n      Two.\n\n    Three.\n  `", "One.\n  Two.\n\nThree."],
    ["dedent`\r\n\tOne.\r\n\t\tTwo.\r\n`", "One.\n\tTwo."],
    ["dedent`One.\n    Two.\n    Three.`", "One.\nTwo.\nThree."],
    ["outdent`\n  One.\\n  Two. ${x}\n  `", "One.\n  Two. ${x}"],
    ["dedent(`\n  One.\n  Two.\n`)", "One.\nTwo."],
    ["stripIndent`   `", ""],
  ])("without its indentation: %j", (literal, expected) => {
    expect(read(literal).text.text).toBe(expected);
  });

  it("puts the indentation back into a dedented template, and the file's line ends", () => {
    const { text } = read("dedent`\r\n    One.\r\n    Two.\r\n  `");
    expect(text.encode("A.\n\n`B`.")).toBe("A.\r\n\r\n    \\`B\\`.");
    expect(read("`a\r\nb`").text.encode("A.\nB.")).toBe("A.\r\nB.");
    expect(read("'a'").text.encode("A.\nIt's.")).toBe("A.\\nIt\\'s.");
  });

  it("puts the indentation of the code back into the block that is read as markdown", () => {
    const { text, block } = read("`\n    Ask.\n      Go.\n  `");
    expect(text.text).toBe("\n    Ask.\n      Go.\n  ");
    expect(block.text).toBe("\nAsk.\n  Go.\n");
    expect([text.encode("A\nB"), block.encode("A\nB")]).toEqual(["A\nB", "A\n    B"]);
  });

  it("keeps the holes of a rewritten text, and escapes what only looks like one", () => {
    const { text } = read("`Greet ${ user.name } and ${f(a)} or ${g(a)}.`");
    expect(text.encode("Say ${user.name} to ${other} ${a}")).toBe("Say ${ user.name } to \\${other} \\${a}");
  });
});
