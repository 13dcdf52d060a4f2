import { describe, expect, it } from "vitest";
import {
  knownVersion,
  madeEdit,
  madePrompt,
  madeSentence,
  pick,
  rendered,
} from "../../../../test/support/made-prompts.ts";
import { seededRandom } from "../../base/index.ts";
import { foldForContainment, type Instruction, literalPattern, placesOf } from "../../prompt/index.ts";
import type { KnownVersion } from "./known-version.ts";
import { VersionTable } from "./version-table.ts";

/** Every instruction of every version looked for by itself in the whole text: slow and plain. */
function exhaustive(version: KnownVersion, folded: string) {
  const { instructions, text } = version.document;
  const patternOf = (one: Instruction) => literalPattern(one.text);
  const isIn = (one: Instruction): boolean =>
    patternOf(one).length === 0 || placesOf(folded, patternOf(one)).length > 0;
  /** Conditions in made prompts hold whole lines and are not nested. */
  const branchOf = ({ range }: Instruction): number => {
    const open = text.lastIndexOf("{{#if", range.start);
    return open > text.lastIndexOf("{{/if", range.start) ? open : -1;
  };
  const rendered = new Set([-1]);
  for (const one of instructions) if (isIn(one) && patternOf(one).length > 0) rendered.add(branchOf(one));
  let [length, whole] = [0, 0];
  for (const one of instructions.filter((one) => rendered.has(branchOf(one)))) {
    whole += patternOf(one).length;
    if (isIn(one)) length += patternOf(one).length;
  }
  if (whole === 0 || length / whole < 0.5 || length < 12) return undefined;
  return {
    version: version.version,
    share: length / whole,
    length,
    held: instructions.filter((one) => isIn(one) && patternOf(one).length > 0).length,
    missing: instructions.filter((one) => !isIn(one)).map(({ key }) => key),
  };
}

describe("the index finds what an exhaustive search finds", () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))("in made prompts, seed %i", (seed) => {
    let total = 0;
    const random = seededRandom(seed);
    const versions: KnownVersion[] = [];
    for (let file = 0; file < 6; file++) {
      let prompt = madePrompt(random);
      for (let edit = 0; edit < 5; edit++) {
        versions.push(knownVersion(`p${file}.prompt.md`, prompt));
        prompt = madeEdit(prompt, random);
      }
    }
    const table = new VersionTable(versions);
    for (let n = 0; n < 30; n++) {
      const parts = [rendered(pick(versions, random).document.text, random)];
      if (random() < 0.4) parts.push(rendered(pick(versions, random).document.text, random));
      if (random() < 0.4) parts.unshift(madeSentence(random, 0));
      const folded = foldForContainment(parts.join(random() < 0.2 ? "" : "\n"));
      const found = table
        .candidates(table.placesIn(folded))
        .map(({ version, share, length, held, missing }) => ({
          version: version.version,
          share,
          length,
          held: held().length,
          missing: missing(),
        }));
      total += found.length;
      expect(found).toEqual(versions.flatMap((version) => exhaustive(version, folded) ?? []));
    }
    expect(total).toBeGreaterThan(60);
  });

  it("and is right about where", () => {
    const table = new VersionTable([
      knownVersion("a.prompt.md", "- Never promise a date.\n- Ask {{name}} first.\n"),
    ]);
    const folded = foldForContainment(
      "Never promise a date. Ask Kim first. Never promise a date. Ask Lou first.",
    );
    const places = [...table.placesIn(folded).values()].map((list) => [...list]);
    const stretches = places.map((list) =>
      Array.from({ length: list.length / 2 }, (_, i) => folded.slice(list[2 * i], list[2 * i + 1])),
    );
    expect(stretches).toEqual([
      ["never promise a date.", "never promise a date."],
      ["ask kim first.", "ask lou first."],
    ]);
  });
});
