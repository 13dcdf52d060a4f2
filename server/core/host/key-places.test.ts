import { expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { keyPlaces } from "./key-places.ts";

const config = `
models:
  chat: { baseUrl: "https://api.example.com/v1", model: a, apiKeyEnv: MY_KEY }
  judge: { baseUrl: "https://api.example.com/other", model: b, apiKeyEnv: MY_KEY }
  local: { baseUrl: "http://127.0.0.1:11434/v1", model: c }
  embeddings: { baseUrl: "https://vectors.example.com/v1", model: d, apiKeyEnv: VECTORS_KEY }
agents:
  - { name: shop, run: http, url: "https://agent.example.com/run", apiKeyEnv: MY_KEY }
  - { name: model, run: model }
  - { name: program, run: command, command: run-it }
`;

it("places that want a key, each once, with all that is sent there", () => {
  const places = keyPlaces(parseConfig(config, { root: "/w", trusted: true }), { VECTORS_KEY: "x" });
  expect(places).toEqual([
    {
      origin: "https://api.example.com",
      variable: "MY_KEY",
      uses: ["models.chat", "models.judge", "the agent model"],
      isInEnvironment: false,
    },
    {
      origin: "https://vectors.example.com",
      variable: "VECTORS_KEY",
      uses: ["models.embeddings"],
      isInEnvironment: true,
    },
    {
      origin: "https://agent.example.com",
      variable: "MY_KEY",
      uses: ["the agent shop"],
      isInEnvironment: false,
    },
  ]);
});

it("a workspace that is not trusted sends keys nowhere", () => {
  expect(keyPlaces(parseConfig(config, { root: "/w", trusted: false }), {})).toEqual([]);
});
