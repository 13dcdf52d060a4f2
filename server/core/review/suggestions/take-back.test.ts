import { expect, test } from "vitest";
import { applyHunks, diffHunks } from "../../improve/index.ts";
import { takeBack } from "./take-back.ts";

const file = "a.prompt.md";
const base = "# Shop\n- Greet.\n- Answer.\n- Close.\n";
const better = "# Shop\n- Greet.\n- Be warm.\n- Answer at once.\n";
const hunks = diffHunks(base, better).map((hunk) => ({ ...hunk, file }));
const back = (text: string) => takeBack({ base: { [file]: base }, hunks }, file, text);

test("a text gets what it had before, wherever its lines stand by now", () => {
  expect(applyHunks(better, back(better).hunks)).toBe(base);
  expect(applyHunks(`intro\n${better}`, back(`intro\n${better}`).hunks)).toBe(`intro\n${base}`);
});

test("of a text that has some of the edits only these are taken back", () => {
  const part = applyHunks(base, hunks.slice(0, 1));
  expect(hunks.length).toBeGreaterThan(1);
  expect(applyHunks(part, back(part).hunks)).toBe(base);
});

test("there is nothing to take back where the text has nothing of it, or something else", () => {
  expect(back(base).hunks).toEqual([]);
  expect(back("something else").hunks).toEqual([]);
});
