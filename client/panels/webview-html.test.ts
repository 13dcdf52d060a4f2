import { expect, it } from "vitest";
import { webviewHtml } from "./webview-html.ts";

const page = webviewHtml({
  title: "Overview",
  script: "https://files.test/overview.js",
  style: "https://files.test/overview.css",
  cspSource: "https://files.test",
  nonce: "abc",
});

it("the policy lets in our style sheet and the script with the nonce, and nothing else", () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    "style-src https://files.test",
    "script-src 'nonce-abc'",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

it("every script carries the nonce, and none stands in the page itself", () => {
  expect(page.match(/<script[^>]*>[^<]*/g)).toEqual([
    '<script nonce="abc" src="https://files.test/overview.js">',
  ]);
});
