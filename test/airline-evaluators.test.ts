/**
 * One evaluator for each of ten lines of tau2-bench's airline policy, made by "Add a check for this line" on the recorded runs of five
 * models, held at what they said when their verdicts were read against the lines (`test/airline/judgements.json`).
 */
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CheckProposal,
  LineIndex,
  openHost,
  type ProposedLine,
  parseConfig,
  readPrompt,
  unlinkedEvaluators,
} from "../server/core/index.ts";
import { Store } from "../server/core/store/index.ts";
import { repository } from "./support/built.ts";
import { realData } from "./support/real-data.ts";
import { type TempFolder, tempFolder } from "./support/temp-folder.ts";

const tau2 = realData("a-traces", "tau2-airline");

interface Judged {
  /** How the line begins. */
  readonly line: string;
  readonly evaluator: string;
  readonly n: number;
  readonly failed: number;
  /** Conversations of failing samples that were read, one each: the line was broken, was not, or it is a matter of opinion. */
  readonly right: readonly string[];
  readonly wrong: readonly string[];
  readonly disputed: readonly string[];
}

const judged = JSON.parse(
  readFileSync(join(import.meta.dirname, "airline", "judgements.json"), "utf8"),
) as readonly Judged[];

const readOf = ({ right, wrong, disputed }: Judged): readonly string[] => [...right, ...wrong, ...disputed];

async function failuresIn(path: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const store = await Store.open(path);
  try {
    const failing = new Map<string, Set<string>>();
    for (const { evaluator = "", conversationId = "", label } of await store.tables.evaluations.read())
      if (label === "fail") failing.set(evaluator, (failing.get(evaluator) ?? new Set()).add(conversationId));
    return failing;
  } finally {
    store.close();
  }
}

describe.skipIf(!tau2)("checks proposed for ten lines of the airline policy", () => {
  let folder: TempFolder;
  let lines: readonly ProposedLine[];
  /** Conversations that each evaluator fails, once it is added. */
  let failing: ReadonlyMap<string, ReadonlySet<string>>;

  const proposed = ({ line, evaluator }: Judged): CheckProposal | undefined =>
    lines.find(({ text }) => text.startsWith(line))?.proposals.find(({ name }) => name === evaluator);

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
      const evaluators = judged.flatMap((one) => proposed(one)?.entry ?? []);
      const prompts = [{ name: "airline", file: "policy.md" }];
      folder.write("homeostat.yaml", JSON.stringify({ version: 1, prompts, evaluators }));
      await host.evaluate();
    } finally {
      await host.close();
    }
    failing = await failuresIn(folder.file(".homeostat"));
  }, 300_000);
  afterAll(() => folder.remove());

  test.each(judged)("$evaluator for “$line”: $failed of $n", (one) => {
    const { n, failed } = one;
    const found = proposed(one);
    expect(found?.figure).toMatchObject({ n, failed });
    expect(found!.figure.failing).toHaveLength(Math.min(3, failed));
    expect(found!.entry).toMatchObject({ prompts: ["airline"] });
  });

  test("their names and assertions alone lead to the line of most", () => {
    const file = join(tau2!, "policy.md");
    const text = readFileSync(file, "utf8");
    const prompt = {
      name: "airline",
      file: "policy.md",
      document: readPrompt(file, text),
      lines: new LineIndex(text),
    };
    const evaluators = judged.map((one) => ({ ...proposed(one)!.entry, covers: [] }));
    const config = parseConfig(JSON.stringify({ version: 1, evaluators }), { root: "/", trusted: false });
    const places = judged.map(({ evaluator, line }) => {
      const own = config.evaluators.filter(({ name }) => name === evaluator);
      const links = unlinkedEvaluators(own, [prompt])[0]?.links ?? [];
      return links.findIndex((link) => link.text.startsWith(line));
    });
    console.log("places of the lines", places);
    expect(places.filter((place) => place === 0).length).toBeGreaterThanOrEqual(8);
    expect(places.filter((place) => place >= 0).length).toBeGreaterThanOrEqual(9);
  });

  test("what was read is what they fail", () => {
    for (const one of judged) {
      const read = readOf(one);
      expect(new Set(read).size, one.evaluator).toBe(read.length);
      expect(read.length).toBeLessThanOrEqual(one.failed);
      for (const id of read) expect(failing.get(one.evaluator), one.evaluator).toContain(id);
    }
  });

  test("the documentation gives these counts", () => {
    const read = judged.flatMap(readOf);
    const failed = judged.reduce((sum, one) => sum + one.failed, 0);
    const count = (kind: "right" | "wrong" | "disputed"): number => judged.flatMap((one) => one[kind]).length;
    const said = readFileSync(join(repository, "docs", "checks-for-a-line.md"), "utf8").replace(/\s+/g, " ");
    expect(said).toContain(
      `Of the ${failed} samples that they fail, ${read.length}, in ${new Set(read).size} conversations, were read against the lines: ${count("right")} broke them, ${count("wrong")} did not, and ${count("disputed")} can be argued about`,
    );
  });

  test("of the failing samples that were read nearly nine in ten broke their line, and no evaluator was right less than half the time", () => {
    const all = judged.flatMap(({ right }) => right).length;
    const wrong = judged.flatMap(({ wrong: own, disputed }) => [...own, ...disputed]).length;
    expect(all / (all + wrong)).toBeGreaterThan(0.8);
    for (const { right, wrong: own, disputed } of judged)
      expect(right.length).toBeGreaterThanOrEqual(own.length + disputed.length);
  });
});
