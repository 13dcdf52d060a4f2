import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { loadConfig, loadSettings, parseConfig, requireReadable } from "./config.ts";
import { completeConfig } from "./config-completion.ts";
import { modelNamed } from "./config-models.ts";
import { configSchema } from "./config-schema.ts";

const scope = { root: "/project", trusted: true };
const issues = (text: string, trusted = true): string[] =>
  parseConfig(text, { ...scope, trusted }).issues.map(
    ({ range, message }) => `${text.slice(0, range.start).split("\n").length}: ${message}`,
  );

describe("homeostat.yaml", () => {
  it("an empty one gives the defaults", () => {
    const config = parseConfig("", scope);
    expect(config).toMatchObject({
      store: "/project/.homeostat",
      thresholds: { error: 0.5, warning: 0.8, minSamples: 10 },
      issues: [],
    });
    expect(config.evaluators.map(({ name }) => name)).toEqual(["outcome"]);
  });

  it("its settings are read without the suites that it names", async () => {
    const text = "evaluators: [{ promptfoo: none.yaml }]\ncapture: { retainDays: 7 }\n";
    const folder = tempFolder("settings", { "homeostat.yaml": text });
    const [file, own] = [folder.file("homeostat.yaml"), { root: folder.path, trusted: true }];
    expect((await loadConfig(file, own)).issues.map(({ message }) => message).join()).toContain("none.yaml");
    expect(await loadSettings(file, own)).toMatchObject({ capture: { retainDays: 7 }, issues: [] });
    folder.remove();
  });

  it("keeps what is right beside what is wrong, and points at the wrong", () => {
    const text =
      "thresholds:\n  warning: 0.9\n  error: 7\nevaluators:\n  - name: a\n    assert: [{ type: contians, value: x }]\n  - name: b\n    assert: [{ type: outcome }]\n";
    const config = parseConfig(text, scope);
    expect(config.thresholds).toMatchObject({ warning: 0.9 });
    expect(config.evaluators.map(({ name }) => name)).toEqual(["b"]);
    const said = issues(text);
    expect(said.some((one) => one.startsWith("3: "))).toBe(true);
    expect(said.some((one) => one.startsWith("6: ") && one.includes("contains"))).toBe(true);
  });

  it("aliases that have no end or double at each step are an error, and the defaults hold", () => {
    const doubling = Array.from(
      { length: 20 },
      (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1}, *a${i - 1}` : "x"}]`,
    );
    expect(issues("evaluators: &a [{ name: *a }]")).toEqual([
      "1: homeostat.yaml has an alias that stands inside what it stands for, which has no end. Write out what is meant.",
    ]);
    expect(issues(doubling.join("\n"))).toEqual([expect.stringMatching(/^1: Excessive alias count/)]);
  });

  it("an outcome whose query nobody can answer is pointed at, also one that is defined twice", () => {
    const text =
      'outcomes:\n  - { name: left, query: "tool:x" }\n  - { name: left, query: "tool:y", of: user }\n  - { name: lost, query: "tol:x" }\n  - { name: saved, query: "@slow" }\n';
    expect(parseConfig(text, scope).outcomes.map(({ name, query, unit }) => [name, query, unit])).toEqual([
      ["left", "tool:x", "conversation"],
      ["lost", "tol:x", "conversation"],
      ["saved", "@slow", "conversation"],
    ]);
    const said = issues(text);
    expect(said[0]).toBe("3: The outcome left is defined twice; the first holds.");
    expect(said[1]).toMatch(/^4: This query cannot be answered: .*tol/);
    expect(said).toHaveLength(2);
  });

  it("names an unknown key and the known ones", () =>
    expect(issues("evalutors: []\n")[0]).toMatch(
      /1: Unknown key `evalutors`; did you mean `evaluators`\? Known keys: version, .*evaluators/,
    ));

  it("text that is no YAML is refused with its line", () =>
    expect(() =>
      requireReadable(parseConfig("version: 1\nstore: [a\nevaluators: 1\n", scope), "/w/homeostat.yaml"),
    ).toThrow(/^homeostat\.yaml:[23] cannot be read: /));

  it("text that is no YAML is one problem with a place, and the defaults hold", () => {
    const config = parseConfig("evaluators: [\n  - {", scope);
    expect(config.issues.length).toBeGreaterThan(0);
    expect(config.evaluators.map(({ name }) => name)).toEqual(["outcome"]);
  });

  it.each(["[]", "42", "text"])("%s is no configuration", (text) => expect(issues(text)).toHaveLength(1));

  it("remembers where each evaluator and each of its covers stand", () => {
    const text = 'evaluators:\n  - name: a\n    assert: [{ type: outcome }]\n    covers: ["one", "two"]\n';
    const place = parseConfig(text, scope).places.get("a");
    expect(place?.line).toBe(1);
    expect(place?.covers.map(({ start, end }) => text.slice(start, end))).toEqual(['"one"', '"two"']);
  });

  it("a trusted workspace may put its store anywhere, an untrusted one may not", () => {
    expect(parseConfig("store: s3://bucket/store\n", scope).store).toBe("s3://bucket/store");
    const config = parseConfig("store: s3://bucket/store\n", { ...scope, trusted: false });
    expect(config.store).toBe("/project/.homeostat");
    expect(config.issues[0]?.message).toMatch(/not trusted/);
  });

  it("an untrusted workspace reads no prompts outside itself", () => {
    const text = "prompts:\n  - { file: ../other/secret.md }\n  - { file: mine.md }\n";
    expect(parseConfig(text, { ...scope, trusted: false }).prompts).toEqual([{ file: "mine.md" }]);
    expect(parseConfig(text, scope).prompts).toHaveLength(2);
  });
});

describe("models", () => {
  const embeddings = (text: string, trusted = true): unknown =>
    parseConfig(text, { ...scope, trusted }).models.embeddings;

  it("none is asked unless one is named, and paths begin at the workspace", () => {
    expect(embeddings("")).toMatchObject({ kind: "auto" });
    expect(embeddings("models:\n  embeddings: lexical\n")).toEqual({ kind: "lexical" });
    const local = "models:\n  embeddings: { transformers: acme/tiny, folder: models, pooling: cls }\n";
    expect(embeddings(local)).toMatchObject({
      kind: "transformers",
      model: "acme/tiny",
      revision: "main",
      dtype: "q8",
      pooling: "cls",
      folder: "/project/models",
    });
    const away =
      "models:\n  embeddings: { baseUrl: http://127.0.0.1:1/v1, model: m, apiKeyEnv: MY_KEY, dimensions: 8 }\n";
    expect(embeddings(away)).toEqual({
      kind: "endpoint",
      baseUrl: "http://127.0.0.1:1/v1",
      model: "m",
      apiKeyEnv: "MY_KEY",
      dimensions: 8,
    });
    for (const text of [local, away]) expect(issues(text)).toEqual([]);
  });

  it("an untrusted workspace names none: neither an endpoint and a key, nor what is downloaded", () => {
    for (const text of [
      "models:\n  embeddings: { baseUrl: https://evil.example/v1, model: m, apiKeyEnv: OPENAI_API_KEY }\n",
      "models:\n  embeddings: { transformers: evil/model, cacheFolder: /tmp }\n",
    ]) {
      expect(embeddings(text, false)).toEqual({ kind: "lexical" });
      expect(issues(text, false)).toEqual([expect.stringContaining("not trusted")]);
    }
  });

  it("what is wrong is said where it stands", () => {
    expect(issues("models:\n  embeddings: best\n")[0]).toMatch(/^2: .*auto, lexical/);
    expect(issues("models:\n  embeddings:\n    transformers: ../../etc\n")[0]).toMatch(/^3: /);
    expect(issues("models:\n  embeddings:\n    baseUrl: http://x/v1\n")[0]).toMatch(/model/);
    expect(
      issues("models:\n  embeddings:\n    transformers: a/b\n    baseUrl: http://x/v1\n    model: m\n")[0],
    ).toMatch(/keep one of them/);
    expect(issues("models:\n  embeddings: {}\n")[0]).toMatch(/names no model/);
  });
});

describe("models.chat", () => {
  const chat = (text: string, trusted = true): unknown =>
    parseConfig(`models: { chat: ${text} }\n`, { ...scope, trusted }).models.chat;
  const place = '{ baseUrl: "http://127.0.0.1:1/v1", model: m, apiKeyEnv: MY_KEY }';

  it("none is asked unless one is named", () => {
    expect(parseConfig("", scope).models.chat).toBeUndefined();
    expect(chat(place)).toEqual({
      baseUrl: "http://127.0.0.1:1/v1",
      model: "m",
      apiKeyEnv: "MY_KEY",
      concurrency: 4,
      maxCalls: 500,
    });
    expect(chat("{ baseUrl: http://x/v1, model: m, concurrency: 1, maxCalls: 7 }")).toMatchObject({
      concurrency: 1,
      maxCalls: 7,
    });
    expect(issues(`models: { chat: ${place} }\n`)).toEqual([]);
  });

  it("may be one of VS Code's own, by vendor and family", () => {
    const own = { provider: "vscode", vscode: "copilot/gpt-4o", concurrency: 4, maxCalls: 500 };
    expect(chat("{ vscode: copilot/gpt-4o }")).toEqual(own);
    expect(issues("models: { chat: { vscode: copilot/gpt-4o, timeout: 5 } }\n")).toEqual([]);
    expect(chat("{ vscode: copilot/gpt-4o }", false)).toBeUndefined();
    expect(issues("models: { chat: { vscode: gpt-4o } }\n").join("\n")).toMatch(
      /vscode.*pattern[\s\S]*names no model/,
    );
    const both = "models: { chat: { vscode: a/b, baseUrl: http://x/v1, model: m } }\n";
    expect(issues(both)).toEqual([expect.stringContaining("two ways to a model")]);
    // Verdicts of another model are another evaluator's.
    expect(modelNamed({ chat: { vscode: "a/b" } }, {})).not.toBe(modelNamed({ chat: { vscode: "a/c" } }, {}));
  });

  it("an untrusted workspace names none", () => {
    expect(chat(place, false)).toBeUndefined();
    expect(issues(`models: { chat: ${place} }\n`, false)).toEqual([expect.stringContaining("not trusted")]);
  });

  it("what is wrong is said where it stands", () => {
    expect(issues("models:\n  chat: { model: m }\n").join("\n")).toMatch(/baseUrl/);
    expect(issues("models:\n  chat:\n    baseUrl: http://x/v1\n    model: m\n    maxCalls: 0\n")[0]).toMatch(
      /^5: /,
    );
    expect(chat("{ baseUrl: http://x/v1, model: m, maxCalls: 0 }")).toMatchObject({ maxCalls: 500 });
  });
});

describe("completion", () => {
  const labels = (marked: string): string[] =>
    completeConfig(marked.replace("|", ""), marked.indexOf("|")).map(({ label }) => label);
  it("knows the ways to a model", () => {
    expect(labels("models:\n  embeddings: |")).toEqual(["auto", "lexical"]);
    expect(labels("models:\n  embeddings:\n    |")).toContain("transformers");
    expect(labels("models:\n  chat:\n    |")).toContain("maxCalls");
    expect(labels("models:\n  embeddings:\n    pooling: |")).toEqual(["mean", "cls"]);
  });

  it("top-level keys", () => expect(labels("|")).toContain("evaluators"));
  it("keys of an evaluator", () =>
    expect(labels("evaluators:\n  - name: a\n    |")).toEqual(
      expect.arrayContaining(["assert", "covers", "scope"]),
    ));
  it("keys of the thresholds", () =>
    expect(labels("thresholds:\n  |")).toEqual(["error", "warning", "minSamples"]));
  it("types of check", () =>
    expect(labels("evaluators:\n  - name: a\n    assert:\n      - type: con|")).toEqual(
      expect.arrayContaining(["contains", "not-contains", "outcome"]),
    ));
  it("scopes", () =>
    expect(labels("evaluators:\n  - name: a\n    scope: |")).toEqual(["call", "turn", "conversation"]));
});

it("its schema is a sound one", () => {
  const ajv = new Ajv({ strict: false });
  expect(ajv.validateSchema(configSchema), ajv.errorsText()).toBe(true);
});
