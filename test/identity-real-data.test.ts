/** Prompts of public benchmarks found again in what their runs were given, and what their variables were filled with. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { PromptMatcher } from "../server/core/host/match-prompts.ts";
import { knownVersion } from "./support/made-prompts.ts";
import { realData } from "./support/real-data.ts";

const intercode = realData("a-traces", "intercode-sql");
const game = realData("DERIVED", "intercode-sql.system-prompt-A.game_sql.txt");
const react = realData("DERIVED", "intercode-sql.system-prompt-C.react.txt");

/** The prompts with holes for what their authors' templates fill in, and for what each run is about. */
const gameTemplate = (text: string): string =>
  `${text
    .replace("`SQLEnv` is", "`{{setting}}Env` is")
    .replace("a SQL command that produces", "a {{language}} command that produces")
    .replace(
      "1. Do NOT ask questions. Your commands are fed directly into a SQL compiler.",
      "1. Do NOT ask questions. Your commands are fed directly into a {{language}} compiler.",
    )
    .trimEnd()}\n\nQuery: {{query}}\n`;
const reactTemplate = (text: string): string => `${text.trimEnd()}\nQuestion: {{question}}\n`;

const episodes = (file: string): string[] =>
  Object.values(
    JSON.parse(gunzipSync(readFileSync(join(intercode!, file))).toString("utf8")) as Record<
      string,
      { query: string }
    >,
  ).map(({ query }) => query);

describe.skipIf(!intercode || !game || !react)("InterCode SQL, two templates and 3,102 episodes", () => {
  const read = (path: string | undefined): string => readFileSync(path!, "utf8");
  const versions = () => [
    knownVersion("game-sql.prompt.md", gameTemplate(read(game))),
    knownVersion("react.prompt.md", reactTemplate(read(react))),
  ];

  test.each([
    "ic_sql_multiturn_gpt-3.5_10_turns.json.gz",
    "ic_sql_multiturn_gpt-3.5_10_turns_handicap.json.gz",
  ])("%s: each episode is one of the game's, and its query is recovered", (file) => {
    const matcher = new PromptMatcher(versions());
    const queries = episodes(file);
    expect(queries).toHaveLength(1034);
    const rules = read(game).trimEnd();
    for (const query of queries) {
      const text = `${rules}\n\nQuery: ${query}\n`;
      const [match, ...others] = matcher.inText(text);
      expect(others).toEqual([]);
      expect(match).toMatchObject({
        file: "game-sql.prompt.md",
        share: 1,
        missing: [],
        ambiguous: false,
        variables: { setting: "SQL", language: "SQL", query: query.trim().slice(0, 500) },
      });
    }
  });

  test("ReAct: a prompt with four worked examples, and the question behind them", () => {
    const matcher = new PromptMatcher(versions());
    const queries = episodes("ic_sql_react_10_turns.json.gz");
    expect(queries).toHaveLength(1034);
    const rules = read(react).trimEnd();
    for (const query of queries) {
      const [match, ...others] = matcher.inText(`${rules}\nQuestion: ${query}\n`);
      expect(others).toEqual([]);
      expect(match).toMatchObject({ file: "react.prompt.md", share: 1, ambiguous: false });
      expect(match!.variables).toEqual({ question: query.trim() });
    }
  });

  test("as they were sent, without variables, the texts are whole versions", () => {
    const plain = knownVersion("game-sql.prompt.md", read(game));
    const matcher = new PromptMatcher([plain, versions()[1]!]);
    expect(matcher.inText(read(game).replaceAll("\n", "\r\n"))).toMatchObject([
      { file: "game-sql.prompt.md", how: "hash", share: 1, missing: [], ambiguous: false },
    ]);
  });
});

const template = realData("DERIVED", "tau2.system-prompt-template.txt");
const policy = realData("a-traces", "tau2-airline", "policy.md");
const wiki = realData("a-traces", "tau-bench-airline", "wiki.md");

describe.skipIf(!template || !policy || !wiki)("tau-bench and tau2", () => {
  const read = (path: string | undefined): string => readFileSync(path!, "utf8");

  test("a policy inside a template: both are found, each with its part of the text", () => {
    const versions = [
      knownVersion("agent.prompt.md", read(template)),
      knownVersion("policy.md", read(policy)),
      knownVersion("wiki.md", read(wiki)),
    ];
    const text = read(template).replace("{domain_policy}", () => read(policy).trimEnd());
    const matches = new PromptMatcher(versions).inText(text);
    expect(matches.map(({ file, share, ambiguous }) => [file, share, ambiguous])).toEqual([
      ["policy.md", 1, false],
      ["agent.prompt.md", 1, false],
    ]);
    const [inner, outer] = matches;
    expect(text.slice(inner!.range!.start, inner!.range!.end)).toMatch(
      /^The current time is[\s\S]*agent\.?$|^[\s\S]{5000,}$/,
    );
    expect(outer!.range!.start).toBeLessThan(inner!.range!.start);
    expect(outer!.variables.domain_policy).toBe(read(policy).trim().slice(0, 500));
  });

  test("the wiki alone is the whole text of its version", () => {
    const versions = [knownVersion("policy.md", read(policy)), knownVersion("wiki.md", read(wiki))];
    expect(new PromptMatcher(versions).inText(read(wiki))).toMatchObject([
      { file: "wiki.md", how: "hash", share: 1 },
    ]);
  });
});
