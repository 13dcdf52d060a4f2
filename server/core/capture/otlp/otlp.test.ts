import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { messagesFromSpans } from "../../store/index.ts";
import { call, envelope, importContent, lines, message, spanId, traceId } from "./testing.ts";

const turn1 = call(1, 1, ["hi"], "hello");
const turn2 = call(5, 2, ["hi", "hello", "my parcel?"], "on its way");
const both = ["user: hi", "assistant: hello", "user: my parcel?", "assistant: on its way"];

/** A flat span in OTLP/JSON's own words. */
const wire = (flat: ReturnType<typeof call>, more: object = {}) => ({
  traceId: flat.trace_id,
  spanId: flat.span_id,
  name: flat.name,
  startTimeUnixNano: `${Date.parse(flat.start_time)}000000`,
  endTimeUnixNano: `${Date.parse(flat.end_time)}000000`,
  attributes: Object.entries(flat.attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
  status: { code: 1 },
  ...more,
});

describe("one conversation from many spans", () => {
  test("turns in traces of their own, the history told again each time: every message once, in order", async () => {
    const { all, said, format, problems } = await importContent(lines(turn1, turn2));
    expect([format, problems, said]).toEqual(["otlp", [], [both]]);
    expect(all[0]!.conversation).toMatchObject({ id: "c1", messageCount: 4, durationMs: 1000 });
    expect(all[0]!.traces.map(({ id }) => id)).toEqual([traceId(1), traceId(2)]);
    expect(messagesFromSpans(all[0]!.spans).map(({ atMs }) => atMs! % 60_000)).toEqual([
      1000, 1500, 5000, 5500,
    ]);
  });

  test("the order in the file, doubles and other conversations between change nothing", async () => {
    const other = call(3, 9, ["else"], "other", { "gen_ai.conversation.id": "c2" });
    const straight = await importContent(lines(turn1, turn2, other));
    const mixed = await importContent(lines(turn2, other, turn2, turn1, turn1));
    const of = ({ all }: typeof mixed) => all.find(({ conversation }) => conversation.id === "c1");
    const plain = (one: ReturnType<typeof of>) => ({
      ...one,
      conversation: { ...one!.conversation, source: undefined },
    });
    expect(plain(of(mixed))).toEqual(plain(of(straight)));
  });

  test("without a conversation id each trace is one; with it on one span of the trace all its spans belong there", async () => {
    const anonymous = call(1, 1, ["hi"], "hello", { "gen_ai.conversation.id": undefined });
    const root = { ...turn2, span_id: spanId(99), name: "request", attributes: { "session.id": "s1" } };
    const child = {
      ...turn2,
      parent_id: spanId(99),
      attributes: { ...turn2.attributes, "gen_ai.conversation.id": undefined },
    };
    const { all } = await importContent(lines(anonymous, child, root));
    expect(all.map(({ conversation, spans }) => [conversation.id, spans.length])).toEqual([
      [traceId(1), 1],
      ["s1", 2],
    ]);
    expect(all[1]!.spans.map(({ name, parentId }) => [name, parentId])).toEqual([
      ["request", undefined],
      ["chat", `${traceId(2)}:${spanId(99)}`],
    ]);
  });

  test("a parent that is missing makes a root; a circle of parents is no loop", async () => {
    const orphan = { ...turn1, parent_id: spanId(77) };
    const circle = [
      { ...turn2, span_id: spanId(5), parent_id: spanId(6) },
      { ...turn2, span_id: spanId(6), parent_id: spanId(5), attributes: {}, name: "step" },
    ];
    const { all, said } = await importContent(lines(orphan, ...circle));
    expect(said).toEqual([both]);
    expect(all[0]!.spans).toHaveLength(3);
  });

  test("a sub-agent's calls stay beside the conversation, with its system text", async () => {
    const at = (n: number, parent: number | undefined, more: object) => ({
      ...call(n, 1, [], ""),
      parent_id: parent && spanId(parent),
      attributes: { "gen_ai.conversation.id": "c1", ...more },
    });
    const chat = (system: string, history: object[], answer: object) => ({
      "gen_ai.operation.name": "chat",
      "gen_ai.system_instructions": [{ type: "text", content: system }],
      "gen_ai.input.messages": history,
      "gen_ai.output.messages": [answer],
    });
    const asks = {
      role: "assistant",
      parts: [{ type: "tool_call", id: "t1", name: "math", arguments: { q: "6*7" } }],
    };
    const gives = { role: "tool", parts: [{ type: "tool_call_response", id: "t1", response: "42" }] };
    const user = message("user", "six times seven?");
    const { all, said } = await importContent([
      at(1, undefined, { "gen_ai.operation.name": "invoke_agent" }),
      at(2, 1, chat("Delegate.", [user], asks)),
      at(3, 1, {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "math",
        "gen_ai.tool.call.result": "42",
        "gen_ai.tool.call.arguments": '{"q":"6*7"}',
      }),
      at(4, 3, { "gen_ai.operation.name": "invoke_agent" }),
      at(5, 4, chat("Calculate.", [message("user", "6*7")], message("assistant", "42"))),
      at(6, 1, chat("Delegate.", [user, asks, gives], message("assistant", "It is 42."))),
    ]);
    expect(said).toEqual([["user: six times seven?", "assistant: ", "tool: 42", "assistant: It is 42."]]);
    const { traces, systemTexts, spans } = all[0]!;
    expect(systemTexts[traces[0]!.systemHash!]).toBe("Delegate.");
    expect(spans.find(({ kind }) => kind === "tool")!.tool).toEqual({
      callId: "t1",
      name: "math",
      args: { q: "6*7" },
      result: "42",
    });
    const aside = spans.find(({ attributes }) => attributes.aside)!.attributes.aside as {
      systemHash: string;
      output: object;
    };
    expect([systemTexts[aside.systemHash], aside.output]).toEqual([
      "Calculate.",
      { role: "assistant", text: "42" },
    ]);
    expect(messagesFromSpans(spans)[2]).toMatchObject({ role: "tool", toolCallId: "t1", toolName: "math" });
  });

  test("log records give a model call its content, before or after its span and also without it", async () => {
    const bare = { ...turn1, attributes: { "gen_ai.operation.name": "chat" } };
    const log = (name: string, body: object) => ({
      timeUnixNano: "1767225601000000000",
      traceId: turn1.trace_id,
      spanId: turn1.span_id,
      attributes: [{ key: "event.name", value: { stringValue: name } }],
      body: {
        kvlistValue: {
          values: Object.entries(body).map(([key, value]) => ({ key, value: { stringValue: value } })),
        },
      },
    });
    const logs = {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                log("gen_ai.user.message", { content: "hi" }),
                log("gen_ai.choice", { message: '{"content":"hello"}' }),
              ],
            },
          ],
        },
      ],
    };
    const expected = [["user: hi", "assistant: hello"]];
    expect((await importContent(lines(logs, bare))).said).toEqual(expected);
    expect((await importContent(lines(bare, logs))).said).toEqual(expected);
    expect((await importContent(lines(logs))).said).toEqual(expected);
  });

  test("the system text and the prompt's name are found; a name given on import outranks it", async () => {
    const span = call(1, 1, ["hi"], "hello", {
      "gen_ai.system_instructions": '[{"type":"text","content":"Be kind."}]',
      "gen_ai.prompt.name": "kind.md",
      "gen_ai.prompt.version": "abc",
    });
    const { all } = await importContent(lines(span));
    expect(all[0]!.systemTexts[all[0]!.traces[0]!.systemHash!]).toBe("Be kind.");
    expect(all[0]!.conversation.promptHint).toEqual({ name: "kind.md", version: "abc" });
    const named = (await importContent(lines(span), { promptHint: "other" })).all[0]!.conversation;
    expect(named.promptHint).toEqual({ name: "other", version: "abc" });
    expect(named.contentHash).not.toBe(all[0]!.conversation.contentHash);
  });
});

describe("containers", () => {
  test("OTLP/JSON as one value, as lines, as an array, in snake case, gzipped: the same spans", async () => {
    const value = envelope(wire(turn1), wire(turn2));
    const snake = JSON.parse(
      JSON.stringify(value).replace(
        /"([a-z]+(?:[A-Z][a-z]+)+)":/g,
        (_, key: string) => `"${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}":`,
      ),
    ) as object;
    expect(JSON.stringify(snake)).toContain("resource_spans");
    const contents = [
      value,
      [value],
      snake,
      lines(envelope(wire(turn1)), { resourceMetrics: [] }, envelope(wire(turn2))),
      gzipSync(lines(envelope(wire(turn2)), envelope(wire(turn1)))),
      JSON.stringify(value, undefined, 2),
      JSON.stringify(value, undefined, 2).replaceAll("\n", "\r\n"),
      { session_id: "s", spans: [turn1, turn2] },
      `${JSON.stringify(turn1, undefined, 4)}\n${JSON.stringify(turn2, undefined, 4)}\n`,
    ];
    for (const content of contents) {
      const { said, problems } = await importContent(content);
      expect([said, problems]).toEqual([[both], []]);
    }
  });

  test("ids in base64, upper case or with 0x are the same ids; times keep their order within a millisecond", async () => {
    const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");
    const { all } = await importContent(
      lines(
        { ...turn1, trace_id: base64(turn1.trace_id), span_id: base64(turn1.span_id) },
        {
          name: "x",
          context: { trace_id: `0x${turn1.trace_id}`, span_id: `0X${spanId(0xabc).toUpperCase()}` },
          attributes: {},
          start_time: "2026-01-01T00:00:01.000002Z",
        },
        { ...turn1, name: "y", span_id: spanId(0xdef), attributes: {}, start_time: 1767225601000001000 },
      ),
    );
    expect(all[0]!.spans.map(({ id }) => id.split(":"))).toEqual([
      [traceId(1), spanId(1)],
      [traceId(1), spanId(0xdef)],
      [traceId(1), spanId(0xabc)],
    ]);
  });

  test("a chat that carries a trace id is still a chat", async () => {
    const { format } = await importContent(
      lines({ trace_id: "t", id: "c", messages: [{ role: "user", content: "hi" }] }),
    );
    expect(format).toBe("chat");
  });
});

describe("files that are not as they should be", () => {
  test("a file cut inside one large value gives the spans before the cut and says so", async () => {
    const text = JSON.stringify(envelope(wire(turn1), wire(turn2), wire(call(9, 3, ["x"], "y"))));
    const { said, problems } = await importContent(text.slice(0, -40));
    expect(said).toEqual([both]);
    expect(problems).toEqual([
      expect.objectContaining({ line: 1, reason: expect.stringContaining("2 of its spans were read") }),
    ]);
    for (let length = 1; length < text.length; length += 97) await importContent(text.slice(0, length));
  });

  test("cut lines: those before are read, the last is named", async () => {
    const { said, problems } = await importContent(lines(turn1, turn2).slice(0, -30));
    expect(said).toEqual([both.slice(0, 2)]);
    expect(problems[0]).toMatchObject({ line: 2, reason: expect.stringContaining("ends inside") });
  });

  test("bad ids are said with their line, and the span is kept", async () => {
    const bad = ["0".repeat(32), "xyz", "\u001b[31m", 7, "f".repeat(1e6)].map((trace_id, i) => ({
      ...call(i + 1, 1, ["hi"], "yo"),
      trace_id,
    }));
    const { all, problems } = await importContent(
      lines(
        ...bad.map((span, i) => ({
          ...span,
          attributes: { ...span.attributes, "gen_ai.conversation.id": `c${i}` },
        })),
      ),
    );
    expect(all.map(({ conversation }) => conversation.id).sort()).toEqual(["c0", "c1", "c2", "c3", "c4"]);
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
    expect(JSON.stringify(problems)).not.toContain("\\u001b");
    expect(JSON.stringify(problems).length).toBeLessThan(2000);
  });

  test("attributes by the ten thousand, huge values, prototypes and deep nesting are bounded", async () => {
    const bomb = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`x.${i}`, i]));
    const deep = `${"[".repeat(1e5)}${"]".repeat(1e5)}`;
    const span = call(1, 1, ["hi"], "hello", {
      ...bomb,
      ...{ "llm.input_messages.999999999.message.role": "user", "llm.input_messages.__proto__.x": 1 },
      "gen_ai.tool.definitions": "y".repeat(5e6),
      "gen_ai.system_instructions": deep,
    });
    const { all, said } = await importContent(lines(span, `deep ${deep}`, turn2));
    expect(said).toEqual([both]);
    expect(JSON.stringify(all[0]!.spans[0]).length).toBeLessThan(60_000);
    expect(all[0]!.spans[0]!.attributes.droppedAttributes).toBeGreaterThan(19_000);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test("emoji and NUL in texts stay; bytes that are not UTF-8 are replaced and reported", async () => {
    const { said } = await importContent(lines(call(1, 1, ["😀 \u0000"], "ok")));
    expect(said[0]![0]).toBe("user: 😀 \u0000");
    const bytes = Buffer.from(lines(call(1, 1, ["@"], "ok")));
    bytes[bytes.indexOf("@")] = 0xff;
    const broken = await importContent(bytes);
    expect(broken.said[0]![0]).toBe("user: \uFFFD");
    expect(broken.problems[0]!.reason).toContain("not UTF-8");
  });

  test("traces without messages are counted, and whether model calls are among them", async () => {
    const http = { ...turn1, attributes: { "http.method": "GET" } };
    const silent = { ...turn2, attributes: { "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" } };
    expect((await importContent(lines(http))).problems[0]!.reason).toContain(
      "none of their spans is a model call",
    );
    const { all, problems } = await importContent(lines(http, silent));
    expect([all, problems.length]).toEqual([[], 1]);
    expect(problems[0]!.reason).toContain("record message content");
  });

  test("a long conversation, each call with the whole history, takes time in proportion to the file", async () => {
    const history: string[] = [];
    const spans: object[] = [];
    for (let i = 0; i < 300; i++) {
      history.push(`question ${i}`);
      spans.push({
        ...call(1, i, history, `answer ${i}`),
        span_id: spanId(i + 1),
        start_time: 1_767_225_600_000 + i,
      });
      history.push(`answer ${i}`);
    }
    const started = processorMs();
    const { said } = await importContent(lines(...spans));
    expect(said[0]).toHaveLength(600);
    expect(processorMs() - started).toBeLessThan(roomFor(10_000));
  });

  test("thousands of single calls in one trace do not take their square", async () => {
    const spans = Array.from({ length: 4000 }, (_, i) => ({
      ...call(1, 1, [`q ${i}`], `a ${i}`, { "gen_ai.system_instructions": `"system ${i}"` }),
      span_id: spanId(i + 1),
      start_time: 1_767_225_600_000 + i,
    }));
    const started = processorMs();
    const { all } = await importContent(lines(...spans));
    expect(all[0]!.spans).toHaveLength(4000);
    expect(processorMs() - started).toBeLessThan(roomFor(15_000));
  });
});
