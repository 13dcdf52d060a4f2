import { expect, test } from "vitest";
import { conversationIdOf } from "./conventions.ts";
import { openLlmetry } from "./open-llmetry.ts";
import { readWith } from "./testing.ts";

test("kinds, prompt, and what a decorated function was asked and gave", () => {
  const workflow = readWith(openLlmetry, {
    "traceloop.span.kind": "workflow",
    "traceloop.entity.name": "support",
    "traceloop.entity.input": '{"args":[],"kwargs":{"question":"where?"}}',
    "traceloop.entity.output": '"gone"',
    "traceloop.prompt.key": "support",
    "traceloop.prompt.version": 3,
  });
  expect(workflow).toMatchObject({
    kind: "agent",
    agent: "support",
    input: [{ role: "user", text: "where?" }],
    output: { role: "assistant", text: "gone" },
    prompt: { name: "support", version: "3" },
  });
  const tool = {
    "traceloop.span.kind": "tool",
    "traceloop.entity.name": "find",
    "traceloop.entity.input": '{"inputs":{"n":1}}',
    "traceloop.entity.output": '{"outputs":"x"}',
  };
  expect(readWith(openLlmetry, tool)).toMatchObject({ kind: "tool", tool: { name: "find", args: { n: 1 } } });
  expect(readWith(openLlmetry, { "traceloop.span.kind": "task" }).kind).toBe("other");
});

test("the conversation by its association, unless OpenTelemetry's own name says it", () => {
  const associated = { "traceloop.association.properties.session_id": "s" };
  expect(conversationIdOf(associated)).toBe("s");
  expect(conversationIdOf({ ...associated, "gen_ai.conversation.id": "c" })).toBe("c");
});
