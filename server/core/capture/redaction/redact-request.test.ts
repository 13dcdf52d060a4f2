import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { seededRandom } from "../../base/index.ts";
import { redactions } from "../capture-settings.ts";
import { redactRequest } from "./redact-request.ts";
import { redactionRules } from "./rules.ts";
import { logRequest, logsOf, pair, type SpanInit, spansOf, traceRequest } from "./testing.ts";

const rules = redactionRules({ redact: redactions, allow: [] });
const none = redactionRules({ redact: [], allow: [] });
const key = "sk-aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dE";
const proto = (bytes: Uint8Array, rulesOf = () => rules) =>
  redactRequest({ signal: "traces", encoding: "proto", bytes }, rulesOf);

const span = (more: SpanInit = {}): SpanInit => ({
  traceId: Buffer.from("()*+,-./01234567"),
  spanId: Buffer.from("01234567"),
  name: "chat",
  startTimeUnixNano: 1_715_760_000_000_000_000n,
  endTimeUnixNano: 1_715_760_001_000_000_000n,
  ...more,
});
const valueAt = (bytes: Uint8Array, at = 0): unknown => spansOf(bytes)[0]!.attributes[at]?.value?.value.value;

describe("a request in protobuf", () => {
  it("without anything to black out comes back as it is", () => {
    const bytes = traceRequest({
      shop: [span({ attributes: [pair("gen_ai.input.messages", "the max_tokens: 12, 2024-05-15")] })],
    });
    const made = proto(bytes);
    expect(made.bytes).toBe(bytes);
    expect(made.counts).toEqual({});
  });

  it("is looked into everywhere a text may stand, and nowhere else", () => {
    const nested: SpanInit["attributes"] = [
      {
        key: "list",
        value: {
          value: {
            case: "arrayValue",
            value: {
              values: [
                { value: { case: "stringValue", value: "jo@example.com" } },
                { value: { case: "kvlistValue", value: { values: [pair("deep", `x ${key}`)] } } },
                { value: { case: "intValue", value: 4111111111111111n } },
                { value: { case: "bytesValue", value: Buffer.from("jo@example.com") } },
              ],
            },
          },
        },
      },
      pair("jo@example.com", "the name stays"),
    ];
    const bytes = traceRequest({
      shop: [
        span({
          name: "to jo@example.com",
          attributes: nested,
          events: [{ name: "mail jo@example.com", attributes: [pair("body", "4111111111111111")] }],
          status: { code: 2, message: "no such user: jo@example.com" },
        }),
      ],
    });
    const made = proto(bytes);
    const [one] = spansOf(made.bytes);
    expect(one).toMatchObject({
      ...span(),
      name: "to [email]",
      status: { code: 2, message: "no such user: [email]" },
    });
    expect(one!.events[0]).toMatchObject({ name: "mail [email]" });
    expect(one!.events[0]!.attributes[0]!.value!.value.value).toBe("[card]");
    const list = one!.attributes[0]!.value!.value;
    expect(list.case === "arrayValue" && list.value.values.map(({ value }) => value.value)).toMatchObject([
      "[email]",
      { values: [{ key: "deep", value: { value: { value: "x [key]" } } }] },
      4111111111111111n,
      Buffer.from("jo@example.com"),
    ]);
    expect(one!.attributes[1]).toMatchObject({ key: "jo@example.com" });
    expect(made.counts).toEqual({ email: 4, card: 1, key: 1 });
  });

  it("a text that begins or ends beside bytes that look like part of it", () => {
    // Of this length, the byte before the text is a digit; the byte after it is a letter.
    const card = "4111 1111 1111 1111".padEnd(52);
    const bytes = traceRequest({
      shop: [span({ attributes: [pair("a", card), pair("b", "jo@example.com")] })],
    });
    expect(valueAt(proto(bytes).bytes)).toBe("[card]".padEnd(39));
    expect(valueAt(proto(bytes).bytes, 1)).toBe("[email]");
  });

  it("fields that the schema does not name are kept, in the messages that change too", () => {
    const unknown = new BinaryWriter().tag(200, WireType.LengthDelimited).string("later jo@x.org").finish();
    const bytes = traceRequest({ shop: [span({ name: "jo@example.com" })] });
    const made = proto(Buffer.concat([bytes, unknown]));
    expect(Buffer.from(made.bytes).toString("latin1")).toContain("later jo@x.org");
    expect(spansOf(made.bytes)[0]!.name).toBe("[email]");
  });

  it("an attribute whose name says that it is a secret is one, whatever it looks like", () => {
    const attributes = [
      pair("db.password", "plainword"),
      pair("http.request.header.authorization", "whatever-it-is"),
      pair("gen_ai.token", "hello"),
      pair("gen_ai.usage.input_tokens", "12"),
      pair("password", "string"),
    ];
    const made = proto(traceRequest({ shop: [span({ attributes })] }));
    expect([0, 1, 2, 3, 4].map((at) => valueAt(made.bytes, at))).toEqual([
      "[key]",
      "[key]",
      "hello",
      "12",
      "string",
    ]);
  });

  it("an attribute that tells users apart goes on doing so", () => {
    const attributes = ["jo@example.com", "ann@example.com", "JO@example.com", "u-12"].map((id) =>
      pair("user.id", id),
    );
    const { bytes } = proto(traceRequest({ shop: [span({ attributes })] }));
    const [jo, ann, again, plain] = [0, 1, 2, 3].map((at) => valueAt(bytes, at));
    expect(jo).toMatch(/^\[email-[0-9a-f]{12}\]$/);
    expect(again).toBe(jo);
    expect(ann).not.toBe(jo);
    expect(plain).toBe("u-12");
  });

  it("each service has its own rules", () => {
    const attributes = [pair("a", "jo@example.com")];
    const bytes = traceRequest({ open: [span({ attributes })], shop: [span({ attributes })] });
    const made = proto(bytes, ((service?: string) =>
      service === "open" ? none : rules) as () => typeof rules);
    expect(spansOf(made.bytes).map(({ attributes: [one] }) => one?.value?.value.value)).toEqual([
      "jo@example.com",
      "[email]",
    ]);
    expect(made.counts).toEqual({ email: 1 });
  });

  it("logs: body, attributes and the name of the event", () => {
    const bytes = logRequest("shop", [
      {
        body: { value: { case: "kvlistValue", value: { values: [pair("content", "to jo@example.com")] } } },
        attributes: [pair("x", "jo@example.com")],
        traceId: Buffer.alloc(16, 64),
      },
    ]);
    const made = redactRequest({ signal: "logs", encoding: "proto", bytes }, () => rules);
    const [log] = logsOf(made.bytes);
    expect(log!.traceId).toEqual(Buffer.alloc(16, 64));
    expect(JSON.stringify(log!.body)).toContain("to [email]");
    expect(made.counts).toEqual({ email: 2 });
  });
});

describe("a request in JSON", () => {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const request = (...attributes: object[]) => ({
    resourceSpans: [
      {
        resource: { attributes: [text("service.name", "shop")] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: "41111111111111114111111111111111",
                spanId: "4111111111111111",
                name: "chat",
                startTimeUnixNano: "1715760000000000000",
                attributes,
                status: { message: "by jo@example.com" },
              },
            ],
          },
        ],
      },
    ],
  });
  const json = (value: unknown) => {
    const bytes = Buffer.from(JSON.stringify(value));
    const made = redactRequest({ signal: "traces", encoding: "json", bytes }, () => rules);
    return { ...made, isSame: made.bytes === bytes, value: JSON.parse(Buffer.from(made.bytes).toString()) };
  };

  it("is looked into where texts stand; ids and times stay", () => {
    const before = request(text("a", "card 4111111111111111"), text("secret", "plainword"), {
      key: "n",
      value: { intValue: "4111111111111111" },
    });
    const made = json(before);
    expect(made.counts).toEqual({ email: 1, card: 1, key: 1 });
    const expected = request(text("a", "card [card]"), text("secret", "[key]"), {
      key: "n",
      value: { intValue: "4111111111111111" },
    });
    expected.resourceSpans[0]!.scopeSpans[0]!.spans[0]!.status.message = "by [email]";
    expect(made.value).toEqual(expected);
  });

  it("without anything to black out comes back as it is", () => {
    const before = request(text("a", "nothing"));
    before.resourceSpans[0]!.scopeSpans[0]!.spans[0]!.status.message = "";
    const id = before.resourceSpans[0]!.scopeSpans[0]!.spans[0]!;
    id.traceId = "5b8efff798038103d269b633813fc60c";
    id.spanId = "eee19b7ec3c1b174";
    expect(json(before).isSame).toBe(true);
  });

  it("what is no JSON comes back: whoever reads it refuses it", () => {
    const bytes = Buffer.from('{"a": "jo@example.com"');
    expect(redactRequest({ signal: "traces", encoding: "json", bytes }, () => rules).bytes).toBe(bytes);
  });
});

describe("hostile requests", () => {
  const random = seededRandom(4);
  const pieces = [
    ...[
      "@",
      "a@",
      "@a.",
      "4",
      "4111 ",
      "11",
      " ",
      "-",
      "+1",
      "(",
      "sk-",
      "sk-a",
      "eyJ",
      "eyJaaaaaaaaa.",
      "Bearer ",
    ],
    ...[
      "password",
      "password=",
      '":"',
      "\\",
      "\\n",
      "\\u0040",
      "\\u00",
      "-----BEGIN RSA PRIVATE KEY-----",
      "TE K",
    ],
    ...[
      "toke",
      "token=",
      "://a:",
      "xoxb-",
      ".",
      "a",
      "é",
      "\u0000",
      "\u{1f600}",
      "\n",
      "api_key",
      "secret: '",
    ],
  ];

  it("mutated bytes: nothing is thrown, marks stay in the texts", () => {
    for (let round = 0; round < 3_000; round++) {
      const length = 1 + Math.floor(random() * 60);
      const value = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join("");
      const bytes = Buffer.from(traceRequest({ s: [span({ attributes: [pair("a", value)] })] }));
      const whole = proto(bytes);
      expect(spansOf(whole.bytes)).toHaveLength(1);
      for (let i = 0; i < 3; i++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      proto(bytes.subarray(0, Math.floor(random() * bytes.length)));
      proto(bytes);
    }
  });

  it("JSON stays JSON whatever stands in it", () => {
    for (let round = 0; round < 3_000; round++) {
      const length = 1 + Math.floor(random() * 40);
      const value = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join("");
      const inner = JSON.stringify({ deep: JSON.stringify([value]) });
      const made = proto(traceRequest({ s: [span({ attributes: [pair("a", inner)] })] }));
      const after = String(valueAt(made.bytes));
      expect(() => JSON.parse(JSON.parse(after).deep), `${inner}\n${after}`).not.toThrow();
    }
  });

  it.each(pieces.map((piece) => [JSON.stringify(piece), piece]))(
    "a hundred thousand bytes of %s take no time to speak of",
    (_, piece) => {
      const value = piece.repeat(Math.ceil(100_000 / piece.length));
      const bytes = traceRequest({ s: [span({ attributes: [pair("a", value)] })] });
      const started = processorMs();
      proto(bytes);
      expect(processorMs() - started).toBeLessThan(roomFor(2_000));
    },
  );

  it("values deeper than anybody reads are dropped", () => {
    let value = new BinaryWriter().tag(1, WireType.LengthDelimited).string("jo@example.com").finish();
    for (let i = 0; i < 300; i++)
      value = new BinaryWriter()
        .tag(5, WireType.LengthDelimited)
        .bytes(new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(value).finish())
        .finish();
    let message = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(value).finish();
    for (const no of [9, 2, 2, 1])
      message = new BinaryWriter().tag(no, WireType.LengthDelimited).bytes(message).finish();
    expect(Buffer.from(proto(message).bytes).includes("jo@")).toBe(false);
  });
});
