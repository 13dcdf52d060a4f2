/**
 * What the scripted model says of conditions and of failures: by the words that they share with what it is shown, and a few that mean the
 * same. No model; it sees nothing but the prompt.
 */
interface Shown {
  readonly label: string;
  readonly text: string;
}

const textIn = (texts: readonly Shown[], label: RegExp): string =>
  texts.find((one) => label.test(one.label))?.text ?? "";
const listIn = (text: string): string[] => text.split("\n").map((line) => line.replace(/^\d+\. /, ""));

const idle = new Set(
  "user customer mentions asks about wants their when with that this from shop rule quote threatens".split(
    " ",
  ),
);
const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z]{4,}/g) ?? []).filter((word) => !idle.has(word));
const sameAs: Readonly<Record<string, string>> = {
  refund: "money back",
  open: "opening",
  furious: "outrageous",
};

/** Numbers of the conditions that hold. */
export function conditionsHeld(texts: readonly Shown[]): Record<string, string> {
  const said = textIn(texts, /^the conversation/).toLowerCase();
  const held = listIn(textIn(texts, /^conditions/)).flatMap((condition, at) =>
    wordsOf(condition).some((word) => said.includes(sameAs[word] ?? word)) ? [at + 1] : [],
  );
  return { holds: held.join(", ") || "none" };
}

/** The line that shares most words with what was asked and why it fails, unless a service was down. */
export function causeFound(texts: readonly Shown[]): Record<string, string> {
  const said = textIn(texts, /^the conversation/);
  const quote = /^\d+ user: (.{12,80})/m.exec(said)?.[1] ?? "";
  const more = { step: "1", quote };
  if (/\b503\b/.test(said)) return { cause: "tool", line: "none", ...more };
  const asked = new Set(wordsOf(`${/^\d+ user: (.*)/m.exec(said)?.[1]} ${textIn(texts, /^its reason/)}`));
  const shares = listIn(textIn(texts, /^lines/)).map(
    (line) => wordsOf(line).filter((word) => asked.has(word)).length,
  );
  const most = Math.max(...shares);
  return most === 0
    ? { cause: "unknown", line: "none", ...more }
    : { cause: "line", line: String(shares.indexOf(most) + 1), ...more };
}
