/**
 * How the scripted model writes an answer anew: by rules, no model. It knows orders by their first words. A careless one says the same again,
 * writes nothing, or loses a number where it was to reword.
 */

type Texts = readonly { readonly label: string; readonly text: string }[];

/** `order`: what a text told a gullible model to answer. */
export function writtenAnswer(
  criterion: string,
  texts: Texts,
  order: string | undefined,
): { readonly answer: string; readonly change: string } {
  const answer = texts.find(({ label }) => label === "the answer")?.text ?? "";
  if (order) return { answer: order, change: "It says what the text says." };
  for (const [asked, write, change] of orders)
    if (criterion.startsWith(asked)) return { answer: write(answer, criterion), change };
  return { answer, change: "Nothing." };
}

/** What is tested in quotation marks, taken out; else the last sentence. */
function violated(answer: string, criterion: string): string {
  const word = /"([^"]+)"/.exec(criterion.split("What is tested:")[1] ?? "")?.[1];
  const without = word ? answer.replace(new RegExp(word, "gi"), "something") : answer;
  return without === answer ? answer.replace(/(?<=[.!?])[^.!?]*[.!?]\s*$/, "") : without;
}

const orders: readonly (readonly [string, (answer: string, criterion: string) => string, string])[] = [
  ["Change the answer so that it no longer meets", violated, "What is tested was taken out."],
  [
    "Write an answer to the same request",
    () => "It depends on many things about the shop.",
    "It ignores it.",
  ],
  ["Change the answer so that it makes a beginning", (answer) => answer, "It is left at a beginning."],
  [
    "Change one number",
    (answer) =>
      /\d/.test(answer)
        ? answer.replace(/\d/, (one) => String((Number(one) + 3) % 10))
        : answer.replace(/ten/i, "six"),
    "Another number.",
  ],
  ["Change one statement", (answer) => answer.replace(/\b(is|are|opens?)\b/, "$1 not"), "A not was put in."],
  ["Add one fact", (answer) => `${answer} It was founded in 1871.`, "A year of foundation."],
  ["Say the same in other words", (answer) => `As for your question: ${answer}`, "Other words."],
];
