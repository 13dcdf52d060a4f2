import { describe, expect, it } from "vitest";
import { type Random, seededRandom } from "../../base/index.ts";
import {
  applyEdits,
  applyHunks,
  clash,
  composeEdits,
  composeHunks,
  diffHunks,
  type Hunk,
  hunkOf,
  lineUnits,
  rebaseHunks,
  withLineEndsOf,
  withoutHunks,
} from "./index.ts";

const base = "You help.\n\n- Ask for the order.\n- Be polite.\n";
const texts = (hunks: readonly Hunk[]): string[] => hunks.map(({ replaced, text }) => `${replaced}>${text}`);

describe("diffHunks", () => {
  it("makes each added line, each removed line and each reworded line a hunk", () => {
    expect(texts(diffHunks("a", "a\n- x\n- y"))).toEqual([">\n- x", ">\n- y"]);
    expect(texts(diffHunks(base, "You help.\n\n- Be polite.\n"))).toEqual(["\n- Ask for the order.>"]);
    expect(
      texts(diffHunks(base, base.replace("Ask for the order.", "Always ask for the order first."))),
    ).toEqual(["\n- Ask for the order.>\n- Always ask for the order first."]);
  });

  it("takes a line that lost one clause and gained another apart", () => {
    const from = "Help people. Quote the number. Mask the card.";
    const to = "Help people. Mask the card. Name the window.";
    expect(texts(diffHunks(from, to))).toEqual([" Quote the number.>", "> Name the window."]);
  });

  it("keeps an indented line with the item it belongs to", () => {
    expect(lineUnits("- a\n  b\n- c\n  - d")).toEqual(["- a\n  b", "\n- c", "\n  - d"]);
  });
});

describe("composeHunks", () => {
  it("puts what two candidates added side by side, and gives back what clashes", () => {
    const one = diffHunks(base, `${base}- One.\n`);
    const two = diffHunks(base, `${base}- Two.\n`);
    expect(applyHunks(base, composeHunks(one, two).hunks)).toBe(`${base}- One.\n- Two.\n`);
    const polite = diffHunks(base, base.replace("Be polite", "Be polite and short"));
    const rude = diffHunks(base, base.replace("Be polite", "Be polite, never short"));
    expect(composeHunks(polite, rude).clashes).toEqual(rude);
    expect(composeHunks(polite, polite).hunks).toEqual(polite);
  });

  it("goes over components, and drops single hunks", () => {
    const prompt = diffHunks(base, `${base}- One.\n`);
    const tool = diffHunks("Looks up.", "Looks up an order.");
    const { edits } = composeEdits({ prompt }, { tool });
    expect(applyEdits({ prompt: base, tool: "Looks up." }, edits)).toEqual({
      prompt: `${base}- One.\n`,
      tool: "Looks up an order.",
    });
    expect(withoutHunks(edits, new Set([tool[0]!.id])).tool).toEqual([]);
  });

  it("sees an insertion into what another replaces as a clash, beside it as none", () => {
    const replaced = hunkOf("abcdef", { start: 1, end: 4 }, "x");
    expect(clash(replaced, hunkOf("abcdef", { start: 2, end: 2 }, "y"))).toBe(true);
    expect(clash(replaced, hunkOf("abcdef", { start: 4, end: 4 }, "y"))).toBe(false);
    expect(clash(replaced, hunkOf("abcdef", { start: 3, end: 5 }, "y"))).toBe(true);
  });
});

describe("rebaseHunks", () => {
  const hunks = diffHunks(base, base.replace("Be polite.", "Be brief and polite."));

  it("follows its lines, says stale where they were changed and done where it was made already", () => {
    const moved = `# Shop\n${base}- More.\n`;
    const rebased = rebaseHunks(base, moved, hunks);
    expect(applyHunks(moved, rebased.hunks)).toBe(moved.replace("Be polite.", "Be brief and polite."));
    const changed = base.replace("Be polite.", "Be very polite.");
    expect(rebaseHunks(base, changed, hunks)).toEqual({ hunks: [], stale: hunks, done: [] });
    const made = applyHunks(base, hunks);
    expect(rebaseHunks(base, made, hunks)).toEqual({ hunks: [], stale: [], done: hunks });
    const appended = diffHunks("a", "a\n- x");
    expect(rebaseHunks("a", "a\n- x\n- y", appended).done).toEqual(appended);
  });

  it("is stale where the lines on both sides of an insertion are gone", () => {
    const inserted = diffHunks("a\nb\nc", "a\nb\nnew\nc");
    expect(rebaseHunks("a\nb\nc", "x\ny", inserted).stale).toEqual(inserted);
    expect(applyHunks("b\nz", rebaseHunks("a\nb\nc", "b\nz", inserted).hunks)).toBe("b\nz");
    expect(rebaseHunks("a\nb\nc", "a\nb\nz", inserted).hunks).toHaveLength(1);
  });
});

it("gives a text the line ends of another", () => {
  expect(withLineEndsOf("a\r\nb", "x\ny\r\nz")).toBe("x\r\ny\r\nz");
  expect(withLineEndsOf("a\nb", "x\r\ny")).toBe("x\ny");
});

describe("by chance", () => {
  const pieces = [
    "- Ask.",
    "- Ask, then answer.",
    "Be kind. Be short.",
    "",
    "  goes on",
    "日本語。続き",
    "👩‍👩‍👧 e\u0301",
    "\t",
    "| a | b |",
  ];
  const ends = ["\n", "\n", "\r\n", "\r"];
  const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const made = (random: Random): string =>
    Array.from({ length: Math.floor(random() * 9) }, () => pick(random, pieces) + pick(random, ends)).join(
      "",
    ) + (random() < 0.5 ? pick(random, pieces) : "");
  const changed = (random: Random, text: string): string => {
    const units = lineUnits(text);
    const at = Math.floor(random() * (units.length + 1));
    const kind = random();
    if (kind < 0.4) units.splice(at, 0, `\n${pick(random, pieces)}${Math.floor(random() * 99)}`);
    else if (kind < 0.7) units.splice(at, 1);
    else if (units[at] !== undefined) units[at] += " And more.";
    return units.join("");
  };

  it("a diff that is applied gives the text, whole or composed with nothing, 3,000 times", () => {
    const random = seededRandom(1);
    for (let run = 0; run < 3000; run++) {
      const from = made(random);
      const to = run % 2 === 0 ? made(random) : changed(random, changed(random, from));
      const hunks = diffHunks(from, to);
      expect(applyHunks(from, hunks)).toBe(to);
      expect(applyHunks(from, composeHunks(hunks, hunks).hunks)).toBe(to);
      for (const a of hunks) for (const b of hunks) expect(clash(a, b)).toBe(false);
      for (const { range, replaced } of hunks) expect(from.slice(range.start, range.end)).toBe(replaced);
    }
  });

  it("a rebase over an edit elsewhere loses nothing and adds nothing, 3,000 times", () => {
    const random = seededRandom(2);
    for (let run = 0; run < 3000; run++) {
      const lines = Array.from({ length: 8 }, (_, i) => `- Line ${i} of ${run}.`);
      const end = pick(random, ["\n", "\r\n"]);
      const [own, other] = [Math.floor(random() * 3), 5 + Math.floor(random() * 3)];
      const from = lines.join(end);
      const withOwn = [...lines];
      if (run % 3 === 0) withOwn.splice(own, 1);
      else withOwn.splice(own, run % 3 === 1 ? 0 : 1, "- Wholly new.");
      const withOther = [...lines];
      withOther.splice(other, run % 2, "- Somebody else.");
      const both = [...withOther];
      if (run % 3 === 0) both.splice(own, 1);
      else both.splice(own, run % 3 === 1 ? 0 : 1, "- Wholly new.");
      const { hunks, stale } = rebaseHunks(from, withOther.join(end), diffHunks(from, withOwn.join(end)));
      expect(stale).toEqual([]);
      expect(applyHunks(withOther.join(end), hunks)).toBe(both.join(end));
    }
  });

  it("any rebase accounts for every hunk and gives ranges inside the text", () => {
    const random = seededRandom(3);
    for (let run = 0; run < 2000; run++) {
      const from = made(random);
      const moved = changed(random, changed(random, from));
      const own = diffHunks(from, changed(random, changed(random, from)));
      const { hunks, stale, done } = rebaseHunks(from, moved, own);
      expect(hunks.length + stale.length + done.length).toBe(own.length);
      for (const { range, replaced } of hunks) expect(moved.slice(range.start, range.end)).toBe(replaced);
      expect(() => applyHunks(moved, hunks)).not.toThrow();
    }
  });
});
