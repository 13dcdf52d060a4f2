/** Of the evaluators whose lines are known, how often the words alone lead to them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { largePrompts, largeWorkspace } from "../scripts/demo/large/write-large.ts";
import { resolveCover } from "../server/core/attribution/index.ts";
import { LineIndex } from "../server/core/base/index.ts";
import { parseConfig } from "../server/core/host/config.ts";
import { type PromptDocument, readPrompt } from "../server/core/prompt/index.ts";
import { unlinkedEvaluators } from "../server/core/review/index.ts";
import { repository } from "./support/built.ts";

interface Found {
  readonly n: number;
  readonly first: number;
  readonly three: number;
}

/** With `covers:` hidden, in how many of the evaluators that have it the line is proposed first, and among three. */
function foundIn(yaml: string, prompts: Readonly<Record<string, string>>): Found {
  const config = parseConfig(yaml, { root: "/", trusted: true });
  const read = Object.entries(prompts).map(([name, text]) => ({
    ...{ name, file: `${name}.prompt.md`, lines: new LineIndex(text) },
    document: readPrompt(`${name}.prompt.md`, text),
  }));
  const keysIn = (covers: readonly string[], document: PromptDocument): Set<string> =>
    new Set(covers.flatMap((cover) => resolveCover(cover, document).keys));
  const found = { n: 0, first: 0, three: 0 };
  for (const evaluator of config.evaluators.filter(({ covers }) => covers.length > 0))
    for (const prompt of read) {
      const keys = keysIn(evaluator.covers, prompt.document);
      if (keys.size === 0 || !(evaluator.prompts?.includes(prompt.name) ?? true)) continue;
      const links = unlinkedEvaluators([{ ...evaluator, covers: [] }], [prompt])[0]?.links ?? [];
      found.n++;
      if (links[0] && keys.has(links[0].key)) found.first++;
      if (links.some(({ key }) => keys.has(key))) found.three++;
    }
  return found;
}

describe("links proposed by words", () => {
  test("of the demo's evaluators", () => {
    const folder = join(repository, "media", "demo");
    const yaml = readFileSync(join(folder, "homeostat.yaml"), "utf8");
    const { prompts } = parse(yaml) as { prompts: { name: string; file: string }[] };
    const texts = prompts.map(({ name, file }) => [name, readFileSync(join(folder, file), "utf8")] as const);
    const found = foundIn(yaml, Object.fromEntries(texts));
    console.log("demo", found);
    expect(found).toEqual({ n: 11, first: 10, three: 11 });
  });

  test("of the large demo's evaluators", () => {
    const found = foundIn(
      readFileSync(join(largeWorkspace(repository), "homeostat.yaml"), "utf8"),
      largePrompts(repository),
    );
    console.log("large demo", found);
    expect(found).toEqual({ n: 11, first: 11, three: 11 });
  });
});
