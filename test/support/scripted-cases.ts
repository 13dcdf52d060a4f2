/**
 * How the scripted model writes what a user could have said: by rules, no model. It takes words of the first example that say something, turns
 * them round, and frames them as the order says.
 */
const frames: Readonly<Record<string, string>> = {
  friendly: "Hello dear team, I hope that you are well!",
  curt: "So.",
  upset: "This is the third time that I write about it and nobody answers me.",
  "unsure what to ask for": "I do not even know whom I should ask about this.",
  "at length, with what went before": "It began a fortnight ago, when my sister and I sat in the kitchen.",
};
const common = new Set(
  "the and for with that this you your our are was has have can could what when how why".split(" "),
);

const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/\p{L}{3,}/gu) ?? []).filter((word) => !common.has(word));

export function writtenCase(
  order: string,
  texts: readonly { readonly label: string; readonly text: string }[],
): Record<string, string> {
  const [first, ...others] = texts.filter(({ label }) => label === "an example");
  const beside = texts.find(({ label }) => label === "the other wish");
  const own = wordsOf(first?.text ?? "")
    .slice(0, 6)
    .reverse();
  const more = others.flatMap(({ text }) => wordsOf(text).slice(0, 1));
  const opening = Object.entries(frames).flatMap(([side, frame]) => (order.includes(side) ? [frame] : []));
  const wish = `${own.join(" ")}${more.length > 0 ? `, or ${more.join(" ")}` : ""}?`;
  const second = beside ? [`And also ${wordsOf(beside.text).slice(0, 4).reverse().join(" ")}.`] : [];
  return { text: [...opening, `About ${wish}`, ...second].join(" ") };
}
