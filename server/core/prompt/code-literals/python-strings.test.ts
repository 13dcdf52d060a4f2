// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these strings are source text of programs.
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { anyText, firstText, twoPlaces } from "./literal-samples.ts";
import { python } from "./python.ts";

const program = `
import sys, json, inspect, textwrap
class User: name = "\${user.name}"
names = dict(inspect=inspect, textwrap=textwrap, name="\${name}", user=User, value="\${value}", x="\${x}")
json.dump([eval(one, dict(names)) for one in json.load(sys.stdin)], sys.stdout)
`;

/** What Python itself makes of expressions, all in one process. */
function valuesOf(sources: readonly string[]): string[] {
  const { stdout, stderr, status } = spawnSync("python3", ["-W", "ignore", "-c", program], {
    input: JSON.stringify(sources),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

const hasPython = spawnSync("python3", ["-c", "print(f'{1}')"]).status === 0;
if (!hasPython) console.log("skipped: no python3 to compare literals of Python with");

const read = (expression: string): ReturnType<typeof firstText> => firstText(python, `x = ${expression}\n`);
const quotes = ['"', "'", '"""', "'''"];
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");

/** One of the ways in which a character may be written in a literal. */
function written(character: string, quote: string, isFormat: boolean, random: () => number): string {
  const code = character.codePointAt(0)!;
  const isBrace = isFormat && /[{}]/.test(character);
  const isSimple = !/[\\\n\r]/.test(character) && character !== quote[0] && !isBrace;
  const ways: (string | false)[] = [
    isSimple && character,
    isSimple && character,
    isSimple && character,
    isBrace && character + character,
    code < 256 && `\\x${hex(code, 2)}`,
    code < 65_536 && `\\u${hex(code, 4)}`,
    `\\U${hex(code, 8)}`,
    code < 256 && `\\${code.toString(8).padStart(3, "0")}`,
    character === "\n" && "\\n",
    character === "\t" && "\\t",
    character === "\r" && "\\r",
    character === "\v" && "\\v",
    character === "\\" && "\\\\",
    /["']/.test(character) && `\\${character}`,
    character === "\n" && quote.length === 3 && ["\n", "\r\n", "\r"][Math.floor(random() * 3)]!,
    character === " " && "\\N{SPACE}",
  ];
  const possible = ways.filter((way) => way !== false);
  const continued = random() < 0.05 ? ["\\\n", "\\\r\n"][Math.floor(random() * 2)]! : "";
  return possible[Math.floor(random() * possible.length)]! + continued;
}

function literalOf(text: string, opening: string, random: () => number): string {
  const quote = /["']+/.exec(opening)![0];
  const body = [...text].map((one) => written(one, quote, /f/i.test(opening), random)).join("");
  return opening + body + quote;
}

describe.skipIf(!hasPython)("a literal of Python", () => {
  it("is read as Python reads it, however it is escaped, every character at its own place", () => {
    const random = seededRandom(17);
    const cases = Array.from({ length: 6_000 }, (_, index) => {
      const opening = ["", "f", "u", "F"][index % 4]! + quotes[Math.floor(index / 4) % 4]!;
      const literal = literalOf(anyText(random), opening, random);
      const { text, range } = read(literal);
      const [start, end] = twoPlaces(random, text.text);
      const place = text.toSource({ start, end });
      const slice = `x = ${literal}`.slice(place.start, place.end);
      const closing = /["']+/.exec(opening)![0];
      return { opening, closing, literal, text: text.text, range, part: text.text.slice(start, end), slice };
    });
    const values = valuesOf(cases.map(({ literal }) => literal));
    const parts = valuesOf(cases.map(({ opening, slice, closing }) => opening + slice + closing));
    cases.forEach(({ opening, closing, literal, text, range, part }, index) => {
      expect(text, literal).toBe(values[index]);
      expect(range, literal).toEqual({
        start: 4 + opening.length,
        end: 4 + literal.length - closing.length,
      });
      expect(part, `part of ${literal}`).toBe(parts[index]);
    });
  });

  it("takes any text back, in every kind of literal", () => {
    const random = seededRandom(18);
    const cases = ["", "f", "u"].flatMap((prefix) =>
      quotes.flatMap((quote) => {
        const { text } = read(`${prefix}${quote}x${quote}`);
        return Array.from({ length: 800 }, () => {
          const plain = anyText(random) + (random() < 0.1 ? "\0" : "") + (random() < 0.1 ? "\ud800" : "");
          return { plain, literal: prefix + quote + text.encode(plain) + quote };
        });
      }),
    );
    const values = valuesOf(cases.map(({ literal }) => literal));
    cases.forEach(({ plain, literal }, index) => {
      expect(values[index], literal).toBe(plain);
      expect(read(literal).text.text, literal).toBe(plain);
    });
  });

  it("takes text into raw literals without ever ending them", () => {
    const random = seededRandom(19);
    const cases = ["r", "rf"].flatMap((prefix) =>
      quotes.flatMap((quote) => {
        const { text } = read(`${prefix}${quote}x${quote}`);
        return Array.from({ length: 300 }, () => {
          const plain = anyText(random);
          return { plain, quote, literal: `${prefix}${quote}a ${text.encode(plain)} b${quote}` };
        });
      }),
    );
    const values = valuesOf(cases.map(({ literal }) => literal));
    cases.forEach(({ plain, quote, literal }, index) => {
      const isPossible = !/["'\r\0]|\\$/.test(plain) && (quote.length === 3 || !plain.includes("\n"));
      if (isPossible) expect(values[index], literal).toBe(`a ${plain} b`);
      else expect(typeof values[index], literal).toBe("string");
    });
  });

  it("takes text back into what is filled in later", () => {
    const random = seededRandom(20);
    const formatted = read('"x".format(name=1)').text;
    const percent = read('"x" % name').text;
    const mixed = read("\"x\" f'{name}'").text;
    const cases = Array.from({ length: 900 }, (_, index) => {
      const plain = anyText(random);
      if (index % 3 === 0) return { plain, source: `"${formatted.encode(plain)}".format(name=1)` };
      if (index % 3 === 1) return { plain, source: `"${percent.encode(plain)}" % ()` };
      const half = Math.floor(plain.length / 2);
      const [first, second] = [plain.slice(0, half), plain.slice(half)];
      return { plain, source: `"${mixed.encode(first)}" f'${mixed.encode(second)}'` };
    });
    const values = valuesOf(cases.map(({ source }) => source));
    for (const [index, { plain, source }] of cases.entries()) expect(values[index], source).toBe(plain);
  });

  it("is dedented as textwrap does it", () => {
    const random = seededRandom(21);
    const indents = ["", " ", "  ", "    ", "\t", "  \t", "\\t", "   "];
    const bits = ["a", "Ask.", "", "", "\\n  b", "{x}", "\\\n  c", " \t"];
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const sources = Array.from({ length: 2_000 }, () => {
      const lines = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(indents) + pick(bits));
      const quote = random() < 0.5 ? 'f"""' : 'f"""\\\n';
      return `textwrap.dedent(${quote}${lines.join(random() < 0.5 ? "\n" : "\r\n")}""")`;
    });
    const values = valuesOf(sources);
    for (const [index, source] of sources.entries())
      expect(read(source).text.text, source).toBe(values[index]);
  });

  it.each([
    "'a' \"b\\n\" '''c'''",
    "('a'\n    f'b {name}'\n    r'\\d')",
    "'a' + name + 'b'",
    "'\\n'.join(['a', 'b', 'c'])",
    "' '.join(('a', name,))",
    "'a {name} {{b}} {user.name}'.format(name=name, user=user)",
    "'a %(name)s 100%% %(x)-5s'.replace('-5', '') % dict(name=name, x=x)",
    "'a %s 100%% is' % value",
    'f"a {name!s:>2} {{b}} {user.name} {x}{{{name}}}"',
    "f'a {user.name:{1}}'",
    "textwrap.dedent('''\\\n    a {name}\n      b\n    ''').format(name=name)",
    "inspect.cleandoc('''\n    a\n      b\n\n    c\n    ''')",
    "'\\N{BULLET} \\N{em dash}'",
    "' a '.strip().replace(' ', ' ') and ' a '",
  ])("%s", (source) => {
    expect(read(source).text.text).toBe(valuesOf([source])[0]);
  });
});

describe("what Python fills in", () => {
  it.each([
    [
      'f"{user.name!r:>{width}} {d["key"]} {len(items)} {x=} {1}"',
      "${user.name} ${key} ${items} ${x} ${value}",
    ],
    ['"{} {0} {a[0]} {b!r:>3}".format(1)', "${value} ${value} ${a} ${b}"],
    ['"%s %(a)d %.2f%%" % x', "${value} ${a} ${value}%"],
    ['"a {name}"', "a {name}"],
    ['"\\N{GRINNING FACE}"', "${GRINNING_FACE}"],
  ])("%s", (source, expected) => {
    expect(read(source).text.text).toBe(expected);
  });

  it("is a variable, but for a character whose name is not known", () => {
    const { variables } = read('f"{a!r} \\N{GRINNING FACE} {{b}} {c}"');
    expect(variables.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  it("stays where a text is rewritten around it", () => {
    expect(read('f"Greet {user.name!r}."').text.encode("Say ${user.name} {x}")).toBe(
      "Say {user.name!r} {{x}}",
    );
  });
});
