import { expect, it } from "vitest";
import { connectAdvice } from "./connect-advice.ts";
import { connectSnippet } from "./connect-snippet.ts";

const all = { spans: 3, logs: 1, content: true, conversation: true, prompt: true };

it("says what was seen, and nothing to do where all is there", () => {
  expect(connectAdvice(all)).toEqual([
    "Seen: 3 spans and 1 log record.",
    "Message content is there.",
    "Conversation ids are there.",
    "Prompt names or versions are there.",
  ]);
  expect(connectAdvice({ ...all, spans: 0, logs: 0 })).toEqual(["Nothing has arrived yet."]);
});

it("gives the next step for what is missing, in the framework's own words where it is known", () => {
  const bare = { spans: 1, logs: 0, content: false, conversation: false, prompt: false };
  const [seen, ...steps] = connectAdvice(bare);
  expect(seen).toBe("Seen: 1 span.");
  expect(steps).toEqual([
    expect.stringMatching(/^No message content\. .*OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=/),
    expect.stringMatching(/^No conversation id: each trace counts .*gen_ai\.conversation\.id/),
    expect.stringMatching(/^No prompt name or version\. .*gen_ai\.prompt\.version/),
  ]);
  const { notes } = connectSnippet("agent-framework", { http: 4318, grpc: 4317, service: "x" })!;
  expect(connectAdvice(bare, notes)[1]).toContain("enable_sensitive_data=True");
});

it("says that log records alone lack times and the tree", () => {
  expect(connectAdvice({ ...all, spans: 0 }).at(-1)).toMatch(/export traces as well/);
});
