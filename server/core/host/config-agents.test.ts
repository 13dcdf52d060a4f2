import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { completeConfig } from "./config-completion.ts";
import { lostAgents } from "./config-mistakes.ts";

const scope = { root: "/project", trusted: true };
const chat = 'models: { chat: { baseUrl: "http://127.0.0.1:1/v1", model: m, apiKeyEnv: KEY } }\n';
const read = (agents: string, trusted = true) => {
  const text = `${chat}agents:\n${agents}`;
  const config = parseConfig(text, { ...scope, trusted });
  return {
    agents: config.agents,
    said: config.issues.map(
      ({ range, message }) => `${text.slice(0, range.start).split("\n").length}: ${message}`,
    ),
  };
};

describe("agents in homeostat.yaml", () => {
  it("run by the configured model, one of their own, an address or a command", () => {
    const { agents, said } = read(
      [
        "  - { name: a, prompt: p }",
        "  - { name: b, model: other, temperature: 0, seed: 3, budget: { calls: 9 } }",
        '  - { name: c, run: model, model: { baseUrl: "https://x.test/v1", model: n } }',
        '  - { name: d, run: http, url: "http://127.0.0.1:2/run", tools: live, timeoutSeconds: 0.5 }',
        "  - { name: e, run: command, command: python agent.py, user: simulated, toolsFile: t.json }",
      ].join("\n"),
    );
    expect(said).toEqual([]);
    expect(agents).toMatchObject([
      {
        name: "a",
        prompt: "p",
        tools: "recorded",
        user: "recorded",
        maxSteps: 20,
        budget: { calls: 500, usd: 2 },
        settings: { run: "model", baseUrl: "http://127.0.0.1:1/v1", model: "m", apiKeyEnv: "KEY" },
      },
      {
        settings: { model: "other", apiKeyEnv: "KEY", temperature: 0, seed: 3 },
        budget: { calls: 9, usd: 2 },
      },
      { settings: { baseUrl: "https://x.test/v1", model: "n" } },
      { tools: "live", settings: { run: "http", hasLiveTools: true, timeoutMs: 500 } },
      { user: "simulated", toolsFile: "/project/t.json", settings: { folder: "/project", concurrency: 2 } },
    ]);
    // A key goes to no other place than the one it is named for.
    expect(agents[2]!.settings).not.toHaveProperty("apiKeyEnv");
  });

  it("name what an edit may change beside the prompt, and within what", () => {
    const { agents, said } = read(
      [
        "  - name: a",
        "    toolsFile: tools.json",
        "    limits: { tokens: 3 }",
        "    documents: [docs/a.md, ./b.txt]",
        "    simulator: node fake.mjs",
        "    components:",
        "      - tools.json",
        "      - { file: ./agent.yaml, at: /temperature, min: 0, max: 1, sets: temperature }",
        "  - name: b",
        "    run: command",
        "    command: python agent.py",
        "    components:",
        "      - { file: conf/tools.yaml }",
        "      - { file: src/texts.ts, at: GREETING }",
        "      - { file: agent.json, at: /mode, oneOf: [fast, exact] }",
      ].join("\n"),
    );
    expect(said).toEqual([]);
    expect(agents).toMatchObject([
      {
        limits: { tokens: 3 },
        documents: ["docs/a.md", "b.txt"],
        simulator: { command: "node fake.mjs", folder: "/project" },
        components: [
          { file: "tools.json" },
          { file: "agent.yaml", at: "/temperature", bounds: { min: 0, max: 1 }, sets: "temperature" },
        ],
      },
      {
        components: [
          { file: "conf/tools.yaml" },
          { file: "src/texts.ts", at: "GREETING" },
          { file: "agent.json", at: "/mode", bounds: { oneOf: ["fast", "exact"] } },
        ],
      },
    ]);
  });

  it("and what of that cannot be tried is pointed at", () => {
    const { agents, said } = read(
      [
        "  - name: a",
        "    components:",
        "      - tools.json",
        "      - { file: a.yaml, at: /top_k, min: 1, max: 9 }",
        "      - { file: a.yaml, at: /model, sets: model }",
        "  - name: b",
        "    run: command",
        "    command: python agent.py",
        "    tools: live",
        "    simulator: node fake.mjs",
        "    components:",
        "      - ../tools.json",
        "      - notes.md",
        "      - { file: a.yaml, at: /top_k, min: 9 }",
        "      - { file: a.yaml, at: /top_k, min: 9, max: 1 }",
        "      - { file: a.yaml, at: /top_k, sets: top_k }",
        "      - { file: a.yaml, min: 1, max: 2 }",
      ].join("\n"),
    );
    expect(agents.map(({ components }) => components)).toEqual([undefined, undefined]);
    expect(said).toEqual([
      "5: A model is offered the tools of `toolsFile`: name tools.json there, too.",
      expect.stringMatching(/^6: A model reads no files: say by `sets:`/),
      "7: `model` is no setting that may be tried.",
      expect.stringMatching(/^14: ..\/tools.json is outside/),
      expect.stringMatching(/^15: notes.md is no JSON/),
      "16: A number needs both, `min` and `max`.",
      "17: `min` (9) is more than `max` (1).",
      expect.stringMatching(/^18: `sets` is for agents with `run: model`/),
      "19: Bounds are of a value: say which by `at:`.",
      expect.stringMatching(/^12: The agent runs its tools itself/),
    ]);
  });

  it("what is missing or means nothing is pointed at, and the rest counts", () => {
    const { agents, said } = read(
      [
        "  - { name: a, tools: live }",
        "  - { name: a }",
        "  - { name: b, run: http }",
        "  - { name: c, run: command, command: [] }",
        "  - { name: d, run: modle }",
        "  - { name: e, colour: red }",
        "  - { run: model }",
      ].join("\n"),
    );
    expect(agents.map(({ name, tools }) => [name, tools])).toEqual([
      ["a", "recorded"],
      ["e", "recorded"],
    ]);
    for (const part of [
      "3: A model has no tools of its own",
      "4: The agent a is defined twice",
      "5: An agent with `run: http` needs its `url`",
      "6: An agent with `run: command` needs its `command`",
      "7: `agents.4.run` is not one of: model, http, command.",
      "8: Unknown key `colour`.",
      "9: `agents.6` must have required property 'name'.",
    ])
      expect(
        said.some((one) => one.startsWith(part)),
        part,
      ).toBe(true);
  });

  it("an untrusted workspace has none, and an agent without a model says where one is named", () => {
    const untrusted = read("  - { name: a, run: command, command: x }\n", false);
    expect(untrusted.agents).toEqual([]);
    expect(untrusted.said.join()).toContain("not trusted, so its agents are not run");
    const { issues } = parseConfig("agents: [{ name: a }]\n", scope);
    expect(issues.map(({ message }) => message).join()).toContain("name one under `models.chat`");
  });

  it("one of VS Code's own models runs no prompt, and may play the user of an agent that has a model", () => {
    const own = "models: { chat: { vscode: copilot/gpt-4o } }\n";
    const bare = parseConfig(`${own}agents: [{ name: a }]\n`, scope);
    expect(bare.agents).toEqual([]);
    expect(bare.issues.map(({ message }) => message).join()).toContain("take no system prompt");
    const place = '{ baseUrl: "https://x.test/v1", model: n }';
    const both = parseConfig(`${own}agents: [{ name: a, user: simulated, model: ${place} }]\n`, scope);
    expect([both.agents.length, both.issues]).toEqual([1, []]);
  });

  it("keys and values are completed", () => {
    const at = (text: string) => completeConfig(text, text.length).map(({ label }) => label);
    expect(at("agents:\n  - ")).toEqual(expect.arrayContaining(["name", "run", "toolsFile", "budget"]));
    expect(at("agents:\n  - name: a\n    run: ")).toEqual(["model", "http", "command"]);
    expect(at("agents:\n  - name: a\n    user: ")).toEqual(["recorded", "simulated"]);
  });
});

it("an agent for a prompt that nobody has is told", () => {
  const config = parseConfig(`${chat}agents: [{ name: a, prompt: nobody }, { name: b }]\n`, scope);
  expect(lostAgents(config, [])).toEqual([
    {
      code: "agents.prompt",
      message: "the agent a is for the prompt nobody, and there is none of that name.",
      next: "Name it under `prompts:`.",
    },
  ]);
});
