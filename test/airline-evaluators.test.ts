/**
 * One evaluator for each of ten lines of tau2-bench's airline policy, made by "Add a check for this line" on the recorded runs of five
 * models, held at what they said when their verdicts were read against the lines (`test/airline/judgements.json`).
 */
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHost, type ProposedLine } from "../server/core/index.ts";
import { realData } from "./support/real-data.ts";
import { type TempFolder, tempFolder } from "./support/temp-folder.ts";

const tau2 = realData("a-traces", "tau2-airline");

interface Judged {
  /** How the line begins. */
  readonly line: string;
  readonly evaluator: string;
  readonly n: number;
  readonly failed: number;
  /** Conversations of failing samples that were read: the line was broken, was not, or it is a matter of opinion. */
  readonly right: readonly string[];
  readonly wrong: readonly string[];
  readonly disputed: readonly string[];
}

const judged = JSON.parse(
  readFileSync(join(import.meta.dirname, "airline", "judgements.json"), "utf8"),
) as readonly Judged[];

describe.skipIf(!tau2)("checks proposed for ten lines of the airline policy", () => {
  let folder: TempFolder;
  let lines: readonly ProposedLine[];

  beforeAll(async () => {
    folder = tempFolder("airline", {
      "homeostat.yaml": "version: 1\nprompts:\n  - { name: airline, file: policy.md }\n",
    });
    const results = readdirSync(tau2!).filter((name) => /^[^.]+(?:\.\d[^.]*)?\.json\.gz$/.test(name));
    for (const name of [...results, "policy.md"])
      copyFileSync(join(tau2!, name), folder.file(basename(name)));
    const host = await openHost({ root: folder.path, trusted: false });
    try {
      const imported = await host.importConversations(
        results.map((name) => folder.file(name)),
        undefined,
      );
      expect(imported.added).toBe(190);
      ({ lines } = await host.proposeChecks({ file: "policy.md" }));
    } finally {
      await host.close();
    }
  }, 300_000);
  afterAll(() => folder.remove());

  test.each(judged)("$evaluator for “$line”: $failed of $n", ({ line, evaluator, n, failed }) => {
    const found = lines
      .find(({ text }) => text.startsWith(line))
      ?.proposals.find(({ name }) => name === evaluator);
    expect(found?.figure).toMatchObject({ n, failed });
    expect(found!.figure.failing).toHaveLength(Math.min(3, failed));
    expect(found!.entry).toMatchObject({ prompts: ["airline"] });
  });

  test("of the failing samples that were read nearly nine in ten broke their line, and no evaluator was right less than half the time", () => {
    const all = judged.flatMap(({ right }) => right).length;
    const wrong = judged.flatMap(({ wrong: own, disputed }) => [...own, ...disputed]).length;
    expect(all / (all + wrong)).toBeGreaterThan(0.8);
    for (const { right, wrong: own, disputed } of judged)
      expect(right.length).toBeGreaterThanOrEqual(own.length + disputed.length);
  });
});
