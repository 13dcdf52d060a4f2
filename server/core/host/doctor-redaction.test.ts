import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
import { redactor, secretsIn } from "./doctor-redaction.ts";

const clean = redactor({
  env: { OPENAI_API_KEY: "correct-horse", PWD: "/srv/prompts", EDITOR: "vim-editor", DEBUG_TOKEN: "true" },
  home: "/home/ann",
  secrets: ["hunter2"],
});

describe("taking secrets out of a sentence", () => {
  it.each([
    ["value of a variable correct-horse here", "value of a variable *** here"],
    ["known hunter2, twice hunter2", "known ***, twice ***"],
    ["s3://ann:pa@ss@host/bucket?token=x#y", "s3://***@host/bucket?***"],
    ["https://host/path?sig=abc and more", "https://host/path?*** and more"],
    ["Authorization: Bearer abc.def.ghi", "Authorization: Bearer ***"],
    ["sk-proj-1234567890abcdef", "***"],
    ["ghp_abcdefghijklmnop and AKIAABCDEFGHIJKLMNOP", "*** and ***"],
    ["eyJhbGciOi.eyJzdWIiOi.SflKxwRJ", "***"],
    ['api_key = "abc"', 'api_key = "***"'],
    ["password: swordfish.", "password: ***"],
    ["0123456789abcdef0123456789abcdef", "***"],
    ["/home/ann/shop and /home/anne/shop", "~/shop and /home/anne/shop"],
  ])("%s", (text, wanted) => expect(clean(text)).toBe(wanted));

  it.each([
    "/srv/prompts/.homeostat is a file",
    "vim-editor",
    "the tokens are 12",
    "keywords of a.prompt.md",
    "true",
  ])("leaves alone: %s", (text) => expect(clean(text)).toBe(text));

  it("knows a home on Windows by both kinds of slashes", () => {
    const windows = redactor({ env: {}, home: "C:\\Users\\ann", secrets: [] });
    expect(windows("C:\\Users\\ann\\a and C:/Users/ann/b")).toBe("~\\a and ~/b");
  });

  it("takes hostile text without hanging", () => {
    const started = processorMs();
    for (const text of [
      "a".repeat(200_000),
      "a://".repeat(50_000),
      "key=".repeat(50_000),
      "a-".repeat(100_000),
      "@".repeat(200_000),
    ])
      clean(text);
    expect(processorMs() - started).toBeLessThan(roomFor(3_000));
  });
});

describe("secrets in a configuration", () => {
  it("are the values under names that say so", () => {
    const yaml =
      'apiKey: abcdef\r\nstore: x\nmodels: { chat: { token: "q w", apiKeyEnv: OPENAI_API_KEY } }\nkeywords: [shop]\n';
    expect(secretsIn(yaml)).toEqual(["abcdef", "q w"]);
  });
});
