/** The same 1,034 tasks of InterCode-SQL under three prompts: what differs between their pass rates, and between their texts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { comparisonText, type Host, openHost, type PromptComparison } from "../server/core/index.ts";
import { interCodeChats } from "./support/intercode-sql.ts";
import { realData } from "./support/real-data.ts";
import { type TempFolder, tempFolder } from "./support/temp-folder.ts";

const data = realData("a-traces", "intercode-sql");
const derived = realData("DERIVED");
const same = (text: string): string => text;

describe.skipIf(!data || !derived)("InterCode-SQL under three prompts", () => {
  let folder: TempFolder;
  let host: Host;

  beforeAll(async () => {
    const game = readFileSync(join(derived!, "intercode-sql.system-prompt-A.game_sql.txt"), "utf8");
    const react = readFileSync(join(derived!, "intercode-sql.system-prompt-C.react.txt"), "utf8");
    const file = (run: string): string => join(data!, `ic_sql_${run}.json.gz`);
    const withTables = JSON.stringify({
      messages: [
        { role: "system", content: game },
        { role: "system", content: "{{tables}}" },
      ],
    });
    folder = tempFolder("intercode", {
      "homeostat.yaml":
        "version: 1\nprompts:\n  - { name: game, file: game.prompt.md }\n  - { name: tables, file: tables.prompt.yml }\n  - { name: react, file: react.prompt.md }\nevaluators:\n  - { name: solved, assert: [{ type: outcome }] }\n",
      "game.prompt.md": game,
      // JSON is YAML.
      "tables.prompt.yml": withTables,
      "react.prompt.md": react,
      "game.jsonl": interCodeChats(file("multiturn_gpt-3.5_10_turns"), { prompt: "game", system: game }),
      "tables.jsonl": interCodeChats(file("multiturn_gpt-3.5_10_turns_handicap"), {
        ...{ prompt: "tables", system: game, context: "(the tables, which the run does not record)" },
      }),
      "react.jsonl": interCodeChats(file("react_10_turns"), { prompt: "react", system: react }),
    });
    host = await openHost({ root: folder.path, trusted: false });
    const imported = await host.importConversations(["game.jsonl", "tables.jsonl", "react.jsonl"], undefined);
    expect(imported.added).toBe(3 * 1034);
    await host.evaluate();
  }, 600_000);
  afterAll(async () => {
    await host?.close();
    folder?.remove();
  });

  const compared = async (other: string, own: string): Promise<PromptComparison> => {
    const [comparison, ...more] = await host.comparePrompts({ own, other });
    expect(more).toEqual([]);
    console.log(comparisonText(comparison!, { bold: same, dim: same }));
    return comparison!;
  };

  test("the tables as context account for what is gained, and nothing else differs", async () => {
    const { rates, groups, strata } = await compared("game", "tables");
    expect([rates.other.passes, rates.own.passes, rates.pairs]).toEqual([489, 753, 1034]);
    expect(rates.difference).toBeCloseTo(0.2553, 3);
    expect(rates.gained! - rates.lost!).toBe(264);
    expect(groups.flatMap(({ changes }) => changes)).toMatchObject([{ kind: "context", side: "own" }]);
    expect(strata.map(({ name }) => name).sort()).toEqual(
      ["easy", "extra", "hard", "medium"].map((one) => `hardness: ${one}`),
    );
  });

  test("another prompt altogether: a difference with its interval, and that nothing tells its lines apart", async () => {
    const { rates, groups } = await compared("game", "react");
    expect([rates.other.passes, rates.own.passes]).toEqual([489, 607]);
    expect(rates.low).toBeGreaterThan(0.05);
    expect(rates.high).toBeLessThan(0.18);
    expect(groups.every(({ toldApart }) => toldApart === undefined)).toBe(true);
    expect(groups.flatMap(({ changes }) => changes).length).toBeGreaterThan(10);
  });

  test("of the tables and the rest of the text, a third prompt tells the tables' part", async () => {
    const { rates, groups } = await compared("react", "tables");
    expect([rates.other.passes, rates.own.passes]).toEqual([607, 753]);
    const tables = groups.find(({ changes }) => changes.every(({ kind }) => kind === "context"));
    expect(tables?.toldApart).toMatchObject({ own: "tables.prompt.yml", other: "game.prompt.md" });
    expect(tables!.toldApart!.rates.difference).toBeCloseTo(0.2553, 3);
    const rest = groups.find((group) => group !== tables);
    expect(rest?.toldApart).toMatchObject({ own: "game.prompt.md", other: "react.prompt.md" });
    expect(rest!.toldApart!.rates.difference).toBeCloseTo(-0.1141, 3);
    expect(groups).toHaveLength(2);
  });
});
