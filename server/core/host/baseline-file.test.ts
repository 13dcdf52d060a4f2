import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { type Baseline, baselineOf, baselineText, emptySnapshot, reportOf } from "../review/index.ts";
import { viewWith } from "../review/testing.ts";
import { parseBaseline, readBaseline, writeBaseline } from "./baseline-file.ts";
import { baselineSnapshot } from "./baseline-snapshot.ts";
import { parseConfig } from "./config.ts";

vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  return { ...crypto, randomUUID: vi.fn(crypto.randomUUID) };
});

const view = viewWith("# A\n\n- Ask for the order number.\n- Never promise a date.\n", [
  { evaluator: "asks", covers: "order number", outcomes: "++------------" },
  { evaluator: "kind", covers: "order number", outcomes: "??" },
]);
const baseline = baselineOf(
  {
    ...view.snapshot,
    behaviors: [
      {
        id: "b1",
        name: "Lost “parcel”",
        description: "secret description",
        words: ["secretword"],
        exemplars: [{ conversationId: "c1", text: "secret exemplar" }],
        size: 2,
        share: 1,
        rate: { passes: 0, n: 0, rate: Number.NaN, low: 0, high: 1, effectiveN: 0 },
        failing: ["c1"],
        issue: true,
        issues: [
          { kind: "new", text: "New since 2026-01-01.", sinceMs: 7, people: 2 },
          { kind: "drifting", text: "“secretword” came.", people: 2 },
        ],
        people: 2,
        rank: 1,
        trend: [{ fromMs: 11_111, toMs: 22_222, size: 2, judged: 1, failed: 1 }],
        prompts: [],
      },
    ],
  },
  [reportOf(view)],
  [{ name: "asks", key: "k", covers: ["order number"] }],
  "2026-01-01",
);
const text = baselineText(baseline);
const errorOf = (changed: string): { code?: string; message?: string; hint?: string } => {
  try {
    parseBaseline(changed, "homeostat/baseline.json");
  } catch (error) {
    return error as { code: string; message: string; hint: string };
  }
  return {};
};

describe("a baseline as text", () => {
  it("is read back as it was, without what a rate or the text of a conversation could be taken from", () => {
    expect(parseBaseline(text, "f")).toEqual(baseline);
    expect(text).not.toMatch(/secret|null|"rate":0|pError/);
    expect(text).toContain("Lost “parcel”");
  });

  it("keeps what needs a person, without the words people use and without times of conversations", () => {
    expect(baseline.behaviors[0]).toMatchObject({
      people: 2,
      rank: 1,
      issues: [{ kind: "new" }],
    });
    expect(text).not.toMatch(/sinceMs|11111|22222/);
  });

  it("of an older build, without issues, is read as well", () => {
    const older = JSON.parse(text) as { behaviors: { issues?: unknown; people?: unknown }[] };
    for (const one of older.behaviors) {
      delete one.issues;
      delete one.people;
    }
    const { behaviors } = baselineSnapshot(
      parseBaseline(JSON.stringify(older), "f"),
      parseConfig("", { root: "/", trusted: false }),
      "f",
    );
    expect(behaviors).toMatchObject([{ issue: true, issues: [], people: 0 }]);
  });

  it("has one instruction a line, so that one change is one line of a difference", () => {
    const lines = text.split("\n");
    const changed = baselineText(
      JSON.parse(text.replace('"exercised":14', '"exercised":13')) as Baseline,
    ).split("\n");
    expect(changed).toHaveLength(lines.length);
    expect(lines.filter((line, index) => line !== changed[index])).toHaveLength(1);
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("nothing measured is a baseline too", () => {
    const empty = baselineOf(emptySnapshot, [], [], undefined);
    expect(parseBaseline(baselineText(empty), "f")).toEqual(empty);
  });
});

describe("a baseline that cannot be used is an error that says what to do", () => {
  it.each([
    ["a merge conflict", text.replace('  "unmatched"', '<<<<<<< ours\n  "unmatched"'), /merge conflict/],
    ["the middle of one", text.replace('  "unmatched"', '=======\n  "unmatched"'), /merge conflict/],
    ["cut off", text.slice(0, text.length / 2), /no JSON/],
    ["empty", "", /no JSON/],
    ["another thing", "[]", /must be object/],
    ["null", "null", /must be object/],
    ["a count that is none", text.replace('"exercised":14', '"exercised":-1'), /exercised/],
    ["a rate that is none", text.replace(/"low":[\d.]+/, '"low":7'), /low/],
    ["a missing key", text.replace('"fingerprint"', '"print"'), /findings\/0/],
  ])("%s", (_name, changed, said) => {
    expect(changed).not.toBe(text);
    expect(errorOf(changed)).toMatchObject({
      code: "baseline-invalid",
      message: expect.stringMatching(said),
      hint: expect.stringContaining("homeostat baseline write"),
    });
  });

  it("another version", () => {
    const older = errorOf(text.replace('"version": 1', '"version": 0'));
    expect(older).toMatchObject({
      code: "baseline-version",
      hint: expect.stringContaining("baseline write"),
    });
    expect(errorOf(text.replace('"version": 1', '"version": 2'))).toMatchObject({
      hint: "Update Homeostat.",
    });
  });

  it("CRLF and a byte order mark are no mistakes", () =>
    expect(errorOf(`\ufeff${text.replaceAll("\n", "\r\n")}`)).toEqual({}));
});

describe("files", () => {
  it("folders are made; what is missing is undefined, what is a folder an error", async () => {
    const folder = ownFolder();
    const file = join(folder, "homeostat", "baseline.json");
    expect(await readBaseline(file)).toBeUndefined();
    await writeBaseline(file, baseline);
    expect(await readBaseline(file)).toEqual(baseline);
    await expect(readBaseline(folder)).rejects.toMatchObject({
      code: "baseline-invalid",
      message: expect.stringContaining("it is no file"),
    });
    await expect(writeBaseline(join(file, "below.json"), baseline)).rejects.toMatchObject({
      code: "file-unwritable",
    });
  });

  it.runIf(process.platform !== "win32")(
    "a pipe or a device in its place is an error at once, not a wait for ever",
    async () => {
      const folder = ownFolder();
      const [pipe, device] = [join(folder, "pipe.json"), join(folder, "zero.json")];
      execFileSync("mkfifo", [pipe]);
      await symlink("/dev/zero", device);
      for (const file of [pipe, device])
        await expect(readBaseline(file)).rejects.toMatchObject({ code: "baseline-invalid" });
    },
  );

  it.runIf(process.platform === "linux")(
    "a disk that is full leaves the baseline that is there",
    async () => {
      const folder = ownFolder();
      const file = join(folder, "baseline.json");
      await writeBaseline(file, baseline);
      // Writing to this device fails as on a full disk.
      const draft = "00000000-0000-4000-8000-000000000000";
      vi.mocked(randomUUID).mockReturnValueOnce(draft);
      await symlink("/dev/full", `${file}.${draft}.new`);
      await expect(writeBaseline(file, { ...baseline, unmatched: 7 })).rejects.toMatchObject({
        code: "file-unwritable",
        message: expect.stringContaining("ENOSPC"),
      });
      expect(await readBaseline(file)).toEqual(baseline);
      expect(await readdir(folder)).toEqual(["baseline.json"]);
    },
  );

  it("what stands in a file that is no JSON does not move the cursor", () => {
    const { message } = errorOf("\u0000\u001b[31m\r\n::error::x");
    expect(message).toMatch(/it is no JSON/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(message).not.toMatch(/[\u0000-\u001f]/);
  });
});
