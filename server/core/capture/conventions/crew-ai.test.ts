import { expect, test } from "vitest";
import { crewAi } from "./crew-ai.ts";
import { readWith } from "./testing.ts";

test("the agent of a crew, and what it was kicked off with as the values of the prompt's variables", () => {
  expect(
    readWith(crewAi, {
      crew_key: "k",
      crew_inputs: '{"topic":"tea","long":""}',
      crew_agents: '[{"role":"Writer","goal":"write"}]',
    }),
  ).toMatchObject({ agent: "Writer", prompt: { variables: { topic: "tea" } } });
  expect(readWith(crewAi, { "crewai.agent.role": "Editor" }).agent).toBe("Editor");
  expect(readWith(crewAi, { crew_key: "k", crew_inputs: "", crew_agents: "[" })).toEqual({ used: [] });
});
