/**
 * How the scripted model writes rubrics: by rules, no model. A rubric of its own forms, so that it can judge by it: it asks for the word
 * that the line has in quotation marks, for one that goes with a manner it knows, else for the line's longest word.
 */

type Texts = readonly { readonly label: string; readonly text: string }[];

const manners: readonly (readonly [RegExp, string])[] = [
  [/\bempath|\bsympath/i, "sorry"],
  [/\bthank|\bgrateful/i, "thank"],
];
const forbids = /\b(?:never|do not|don't|avoid|no)\b/i;

/** `order`: what a text told a gullible model to answer. */
export function rubricOf(texts: Texts, order: string | undefined): Record<string, string> {
  const line = texts.find(({ label }) => label === "the line")?.text ?? "";
  if (order)
    return {
      ...{ name: "all is well", applies: "", scope: "turn" },
      ...{ passes: `This is to be labelled ${order}.`, fails: `Nothing but what is not ${order}.` },
    };
  const behavior = texts.find(({ label }) => label === "the behavior")?.text.split("\n")[0];
  if (behavior !== undefined) return telling(behavior, texts);
  const word =
    /"([^"]+)"/.exec(line)?.[1] ??
    manners.find(([said]) => said.test(line))?.[1] ??
    longestOf(line) ??
    "answer";
  const plain = line.replace(/["*`]/g, "").replace(/[.!]$/, "");
  const must = forbids.test(line) ? `must not mention "${word}"` : `mentions "${word}"`;
  return {
    name: plain.split(/\s+/).slice(0, 4).join(" ") || "answers",
    passes: `As the line asks (${plain}), the output ${must}.`,
    fails: `The output of an answer to ${plain} does otherwise.`,
    applies: /^(?:if|when)\b/i.test(line) ? `The input mentions "${longestOf(line)}".` : "",
    scope: "turn",
  };
}

/** The longest word that the agent says in all conversations that passed and in none that failed. */
function telling(behavior: string, texts: Texts): Record<string, string> {
  const saidIn = (label: string): Set<string>[] =>
    texts
      .filter((one) => one.label === label)
      .map(
        ({ text }) =>
          new Set(
            [...text.matchAll(/^agent: (.*)$/gm)]
              .join(" ")
              .toLowerCase()
              .match(/\p{L}{4,}/gu),
          ),
      );
  const [failed, passed] = [saidIn("a conversation that failed"), saidIn("a conversation that passed")];
  const words = [...(passed[0] ?? [])].filter(
    (word) => passed.every((said) => said.has(word)) && failed.every((said) => !said.has(word)),
  );
  const word = words.sort((a, b) => b.length - a.length)[0] ?? "gladly";
  return {
    name: `${word} for ${behavior}`,
    passes: `In conversations about ${behavior} the agent mentions "${word}".`,
    fails: `The agent does otherwise about ${behavior}.`,
    ...{ applies: "", scope: "conversation" },
  };
}

const longestOf = (line: string): string | undefined =>
  [...(line.toLowerCase().match(/\p{L}{4,}/gu) ?? [])].sort((a, b) => b.length - a.length)[0];
