import { expect, it } from "vitest";
import { readPrompt } from "../../prompt/index.ts";
import { promptChanges } from "./prompt-changes.ts";

const prompt = (text: string) => readPrompt("a.prompt.md", text);
const chat = (...texts: readonly string[]) =>
  readPrompt(
    "a.prompt.yml",
    JSON.stringify({ messages: texts.map((content) => ({ role: "system", content })) }),
  );
const changes = (own: ReturnType<typeof prompt>, other: ReturnType<typeof prompt>) =>
  promptChanges(own, other).map(({ kind, text, before, side }) =>
    [kind, text, ...(before ? [`was ${before}`] : []), ...(side ? [side] : [])].join(": "),
  );

it("lines that came, went or were re-worded", () => {
  const before = prompt(
    "- Greet the customer by name.\n- Never promise a date.\n- Ask for the order number first.\n",
  );
  const after = prompt(
    "- Greet the customer by name.\n- Ask for the order number and the postcode first.\n- Offer a voucher when a parcel is late.\n",
  );
  expect(changes(after, before)).toEqual([
    "changed: Ask for the order number and the postcode first.: was Ask for the order number first.",
    "added: Offer a voucher when a parcel is late.",
    "removed: Never promise a date.",
  ]);
  expect(promptChanges(after, after)).toEqual([]);
});

it("a message that directs nothing is context, and so is a variable", () => {
  const [plain, filled] = [chat("Answer in SQL."), chat("Answer in SQL.", "{{tables}}")];
  expect(changes(filled, plain)).toEqual(["context: message 2 (system): {{tables}}: own"]);
  expect(changes(plain, filled)).toEqual(["context: message 2 (system): {{tables}}: other"]);
});

it("what is no instruction is told as such", () => {
  const [before, after] = [
    prompt("# Shop\n\n- Greet the customer.\n"),
    prompt("# Our shop\n\n- Greet the customer.\n"),
  ];
  expect(promptChanges(after, before)).toMatchObject([{ kind: "text" }]);
});
