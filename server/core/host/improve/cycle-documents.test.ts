import { describe, expect, it } from "vitest";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { checkEdit } from "../../improve/index.ts";
import type { AgentDefinition } from "../config-agents.ts";
import { cycleDocuments, passagesFor, passagesIn } from "./cycle-documents.ts";

const text = `# Returns

Things that were bought here are taken back
for 30 days, with the receipt.

- Shoes are taken back where they were not worn outside.
- Ok.

## Opening hours
The shop is open from nine to six, on Saturdays to four.
`;
const [returns, shoes, hours] = [
  "Things that were bought here are taken back for 30 days, with the receipt.",
  "Shoes are taken back where they were not worn outside.",
  "The shop is open from nine to six, on Saturdays to four.",
];

describe("documents that an edit may quote", () => {
  it("are read by paragraphs and items, without headings and what is too short", () => {
    expect(passagesIn(text)).toEqual([returns, shoes, hours]);
    expect(passagesIn(text.replaceAll("\n", "\r\n"))).toEqual([returns, shoes, hours]);
    expect(passagesIn("a".repeat(400))).toEqual([]);
  });

  it("are offered by what they have in common with what went wrong", () => {
    const all = [returns!, shoes!, hours!];
    expect(passagesFor(all, ["user: Are you open on Saturdays?"])[0]).toBe(hours);
    expect(passagesFor(all, ["user: Can I bring my shoes back? I wore them outside."])[0]).toBe(shoes);
    expect(passagesFor(all, ["user: ?"])).toEqual([]);
  });

  it("say which of them give nothing", async () => {
    const folder = tempFolder("documents", { "returns.md": text, "empty.md": "# Nothing\n" });
    const definition = { documents: ["returns.md", "empty.md", "gone.md"] } as Pick<
      AgentDefinition,
      "documents"
    >;
    expect(await cycleDocuments(definition, folder.path)).toEqual({
      passages: [returns, shoes, hours],
      lost: ["empty.md has no passage of 30 to 360 characters.", "gone.md is not there."],
    });
    folder.remove();
  });

  it("may be quoted although a conversation has the same words, word for word alone", () => {
    const before = "# Shop\n\n- Be brief.\n";
    const guards = { file: "a.md", before, testTexts: [`Yes: ${returns}`], traceTexts: [`Yes: ${returns}`] };
    const after = `${before}- ${returns}\n`;
    expect(checkEdit({ ...guards, after }).map(({ rule }) => rule)).toEqual(["test-text", "injected"]);
    expect(checkEdit({ ...guards, after, quotableTexts: [returns!] })).toEqual([]);
    const other = `${before}- Yes, ${returns!.replace("Things", "all things")}\n`;
    expect(checkEdit({ ...guards, after: other, quotableTexts: [returns!] }).map(({ rule }) => rule)).toEqual(
      ["test-text", "injected"],
    );
  });
});
