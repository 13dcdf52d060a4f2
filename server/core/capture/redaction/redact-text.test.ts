import { describe, expect, it } from "vitest";
import { type Redaction, redactions } from "../capture-settings.ts";
import { contactsIn } from "./find-hits.ts";
import { redactText } from "./redact-json.ts";
import { redactionRules } from "./rules.ts";

const all = redactionRules({ redact: redactions, allow: [] });
const redacted = (text: string, allow: readonly string[] = [], redact: readonly Redaction[] = redactions) =>
  redactText(text, redactionRules({ redact, allow })).text;
const stays = (text: string): void => expect(redacted(text)).toBe(text);

describe("mail addresses", () => {
  it.each([
    ["write to jo@example.com.", "write to [email]."],
    ["<jo.doe+tag@mail.example.co.uk>, x", "<[email]>, x"],
    ["jörg@münchen.example", "[email]"],
    ["mailto:jo@example.com?subject=hi", "mailto:[email]?subject=hi"],
    ["a@b.de,c@d.org;e@f.io", "[email],[email];[email]"],
    ["it is jo@example.com.2 of them", "it is [email].2 of them"],
    ["JO@EXAMPLE.COM", "[email]"],
    ["jo@xn--bcher-kva.example", "[email]"],
    ["jo@example.xn--p1ai", "[email]"],
  ])("%s", (text, expected) => expect(redacted(text)).toBe(expected));

  it.each([
    "npm i left-pad@1.3.0 and @scope/pkg@2.0.0-beta.next",
    "icon@2x.png",
    "git@github.com:owner/name.git",
    "@mention, user@host, a @ b.com",
    "vue@next, x@.com, @example.com",
    "price @ 3.50 each",
  ])("not: %s", stays);

  it("in JSON inside of a text its escapes stay whole, and one that hides a character is seen through", () => {
    const json = JSON.stringify({ a: "Hi,\njo@example.com", b: "é\t", c: "x" });
    expect(JSON.parse(redacted(json))).toEqual({ a: "Hi,\n[email]", b: "é\t", c: "x" });
    expect(JSON.parse(redacted(JSON.stringify({ deep: json })))).toEqual({
      deep: JSON.stringify({ a: "Hi,\n[email]", b: "é\t", c: "x" }),
    });
    expect(redacted(String.raw`{"a":"caf\u00e9jo@example.com"}`)).toBe(String.raw`{"a":"caf\u00e9[email]"}`);
    expect(redacted(String.raw`{"a":"jo\u0040example\u002ecom\n"}`)).toBe(String.raw`{"a":"[email]\n"}`);
    expect(redacted(String.raw`{"a":"{\"b\":\"jo\\u0040example.com\"}"}`)).toBe(
      String.raw`{"a":"{\"b\":\"[email]\"}"}`,
    );
  });
});

describe("cards", () => {
  it.each([
    ["4111111111111111", "[card]"],
    ["my card 4111 1111 1111 1111, exp 12/27", "my card [card], exp 12/27"],
    ["5500-0000-0000-0004", "[card]"],
    ["3782 822463 10005", "[card]"],
    ["378282246310005", "[card]"],
    ["6011.1111.1111.1117", "[card]"],
    ["3530111333300000", "[card]"],
    ["30569309025904", "[card]"],
    ["4111\u00a01111\u00a01111\u00a01111", "[card]"],
    ["2 4111 1111 1111 1111 3", "2 [card] 3"],
    ["4111111111111111/4242424242424242", "[card]/[card]"],
    ["4111 1111 1111 1111 4242 4242 4242 4242", "[card] [card]"],
    ['{"number":"4111111111111111"}', '{"number":"[card]"}'],
    [String.raw`{"t":"card:\n4111111111111111\n"}`, String.raw`{"t":"card:\n[card]\n"}`],
  ])("%s", (text, expected) => expect(redacted(text)).toBe(expected));

  it.each([
    "4111111111111112 fails the check digit",
    "ISBN 978-3-16-148410-0, 9783161484100",
    "order #W2378156, reservation 1234567890123456",
    "1715760000000000000 and 1715760000000",
    "2024-05-15T12:30:45.123456Z 2024-05-15 12:30:45",
    "UPS 1Z999AA10123456784, USPS 9400 1000 0000 0000 0000 00",
    "4a3f4111-4111-4111-8111-111111111111",
    "123e4567-e89b-12d3-a456-426614174000",
    "0.4111111111111111",
    "IMEI 356938035643809",
    "version 10.0.19045.4170",
    "[0.12, 0.33, 0.45, 0.99]",
    "0000 0000 0000 0000",
    "id_4111111111111111x",
  ])("not: %s", stays);
});

describe("phone numbers", () => {
  it.each([
    ["+49 30 901820", "[phone]"],
    ["call +1 (415) 555-0132 now", "call [phone] now"],
    ["(415) 555-0132", "[phone]"],
    ["415-555-0132 or 415-555-0133", "[phone] or [phone]"],
    ["415-555-0132 / 415-555-0133", "[phone] / [phone]"],
    ["+447911123456", "[phone]"],
    ["my phone number is 030 1234567", "my phone number is [phone]"],
    ["Tel: 07700 900123", "Tel: [phone]"],
  ])("%s", (text, expected) => expect(redacted(text)).toBe(expected));

  it.each([
    "2024-05-15 12:30",
    "order 1234567890",
    "flight HAT123 from 2024-05-15 to 2024-05-20",
    "192.168.100.200",
    "10.0.19045.4170",
    "978-3-16-148410-0",
    "123e4567-e89b-12d3-a456-426614174000",
    "1715760000000",
    "zip 94107-1234",
    "3 + 1234567",
    "ssn-like 123-45-6789",
  ])("not: %s", stays);
});

describe("keys", () => {
  const body = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dE3fG6hJ9k";
  it.each([
    [`sk-${body}`, "[key]"],
    [`key=sk-proj-${body}_x-y`, "key=[key]"],
    [`sk-ant-api03-${body}`, "[key]"],
    ["AKIAIOSFODNN7EXAMPLE", "[key]"],
    [`ghp_${body.slice(0, 36)}`, "[key]"],
    [`github_pat_${body}`, "[key]"],
    [`glpat-${body.slice(0, 20)}`, "[key]"],
    ["xoxb-1234567890-abcdefghij", "[key]"],
    [`AIza${body.slice(0, 35)}`, "[key]"],
    [`hf_${body.slice(0, 34)}`, "[key]"],
    [`sk_live_${body.slice(0, 24)}`, "[key]"],
    [`npm_${body.slice(0, 36)}`, "[key]"],
    [`Authorization: Bearer ${body}`, "Authorization: Bearer [key]"],
    [`{"authorization":"bearer ${body}"}`, '{"authorization":"bearer [key]"}'],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", "[key]"],
    ["password=hunter2x&a=b", "password=[key]&a=b"],
    ['{"password": "correct-horse"}', '{"password": "[key]"}'],
    [String.raw`{"a":"{\"api_key\": \"${body}\"}"}`, String.raw`{"a":"{\"api_key\": \"[key]\"}"}`],
    [`api_key: ${body}`, "api_key: [key]"],
    [`client_secret='${body}'`, "client_secret='[key]'"],
    [`AWS_SECRET_ACCESS_KEY=${body}`, "AWS_SECRET_ACCESS_KEY=[key]"],
    [`access_token: "${body}"`, 'access_token: "[key]"'],
    ["postgres://app:s3cr3t-pw@db.example.com/x", "postgres://app:[key]@db.example.com/x"],
    [`AccountKey=${body}==;Endpoint=x`, "AccountKey=[key];Endpoint=x"],
    [`https://hooks.slack.com/services/T000/B000/${body}`, "https://hooks.slack.com/[key]"],
  ])("%s", (text, expected) => {
    const found = redacted(text, [], ["key"]);
    expect(found).toBe(text.includes("hooks") ? "https://hooks.slack.com/services/[key]" : expected);
  });

  it("a private key, to its end, also with escaped line ends or without an end", () => {
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${body}\n${body}\n-----END RSA PRIVATE KEY-----`;
    expect(redacted(`a ${pem} b`)).toBe("a [key] b");
    expect(redacted(JSON.stringify({ pem }))).toBe('{"pem":"[key]"}');
    expect(redacted(pem.slice(0, 90))).toBe("[key]");
  });

  it("a token longer than the first look", () => {
    const long = body.repeat(30);
    expect(redacted(`Bearer ${long} x`)).toBe("Bearer [key] x");
    expect(redacted(`eyJ${long}.eyJ${long}.${body}!`)).toBe("[key]!");
  });

  it.each([
    "max_tokens: 4096, input_tokens=12, total tokens: 1000000",
    '{"token": " Hello"} {"token":"2024"}',
    '{"type":"object","properties":{"password":{"type":"string"}}}',
    '{"password": "string", "api_key": "{{API_KEY}}", "secret": "<your secret>"}',
    "Your password must be at least 8 characters long.",
    "password: required; secret: yes; I forgot my password",
    "tokenization of sk-learn, a task-based ask-me-anything, desk-lamp-with-a-long-name-x",
    "Bearer of bad news, the bearer bonds",
    '{"password": "********"}',
    "the api key is missing; API_KEY=os.environ['API_KEY']",
    "eyJ is how base64 of JSON begins",
    "call_8zb2kd93hnZ1kLwqAAAA toolu_01A09q90qw90lq917835lq9 chatcmpl-9xYz8AbCdEfGhIjKlMnOpQrStUv",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  ])("not: %s", stays);
});

describe("what is allowed stays", () => {
  it("by globs, in any case", () => {
    const allow = ["*@Example.com", "support@*", "4111*1111"];
    expect(redacted("jo@example.com support@x.org jo@x.org 4111111111111111", allow)).toBe(
      "jo@example.com support@x.org [email] 4111111111111111",
    );
  });

  it("what a prompt says of itself can be put on the list", () =>
    expect(
      contactsIn("Write to help@shop.example or +49 30 901820, never to help@shop.example twice."),
    ).toEqual(["help@shop.example", "+49 30 901820"]));

  it("and kinds that nobody asked for", () =>
    expect(redacted("jo@example.com 4111111111111111", [], ["card"])).toBe("jo@example.com [card]"));
});

it("marks are no hits: a second time changes nothing", () => {
  const once = redacted(
    "jo@example.com 4111111111111111 +49 30 901820 password=hunter2x Bearer abcdefghijklmnop1234",
  );
  expect(once).toBe("[email] [card] [phone] password=[key] Bearer [key]");
  expect(redactText(once, all)).toEqual({ text: once, counts: {} });
});
