import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { fieldsMarkdown, fieldsText } from "./query-help.ts";

test("docs/query.md has the table of fields as it is", () => {
  const document = readFileSync(resolve(__dirname, "../../../../docs/query.md"), "utf8");
  expect(document).toContain(fieldsMarkdown());
});

test("the list for a terminal names every field with an example and its values", () => {
  expect(fieldsText()).toMatch(/^is +What is known of the conversation\. failing, passing, unjudged/);
  expect(fieldsText()).toMatch(/\nattr\.KEY /);
  expect(fieldsText()).toMatch(/\nlatency, duration /);
});
