import { plantedVerdict } from "./planted-judge.ts";
import { writtenAnswer } from "./scripted-mutants.ts";
import { rubricOf } from "./scripted-rubrics.ts";

/**
 * How the scripted model judges: by rules, no model. It sees nothing but the prompt, takes criteria from the system message and texts
 * from inside the fence, and knows rubrics of a few forms; of another it says unknown. Of one that begins with "The answer is correct" it
 * knows the shop's questions (`planted-judge.ts`). A gullible one does what a text inside tells it,
 * and one with a blind spot does not see what it is blind to: that is a planted fault, for tests of tests.
 */
export interface ScriptedJudging {
  /** It does what the texts of others that it is shown tell it. */
  readonly isGullible?: boolean;
  /** What it takes for the same whatever it is: all numbers, all names, or a "not" more or less. */
  readonly blindTo?: "numbers" | "names" | "negation" | undefined;
}

interface Judged {
  readonly number: number;
  readonly criterion: string;
  readonly texts: readonly { readonly label: string; readonly text: string }[];
}

/** The answer as JSON; undefined where the prompt asks for no verdict. */
export function judgingOf(system: string, user: string, options: ScriptedJudging = {}): string | undefined {
  const fields = [...system.matchAll(/^- (\w+): /gm)].map(([, name]) => name!);
  const form = ["label", "relation", "claims", "questions", "passes", "change"].find((name) =>
    fields.includes(name),
  );
  const judged = form ? judgedIn(system, user) : undefined;
  if (!form || !judged) return undefined;
  const answers = judged.map((one) => ({ number: one.number, ...answerTo(form, one, judged, options) }));
  return JSON.stringify({ answers });
}

function judgedIn(system: string, user: string): Judged[] | undefined {
  const mark = /a line that begins with <<<([0-9a-f]+) and the line \1>>>/.exec(system)?.[1];
  if (!mark) return undefined;
  const criteria = [
    ...system.matchAll(
      /Criterion of number (\d+):\n([\s\S]*?)(?=\n\nCriterion of number|\n\nGive for every number)/g,
    ),
  ];
  const found = new Map<number, Judged & { texts: { label: string; text: string }[] }>();
  for (const [, number, criterion] of criteria)
    found.set(Number(number), { number: Number(number), criterion: criterion!, texts: [] });
  let current: number | undefined;
  let open: { label: string; lines: string[] } | undefined;
  for (const line of user.split("\n")) {
    if (open && line === `${mark}>>>`) {
      found.get(current!)?.texts.push({ label: open.label, text: open.lines.join("\n") });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (line.startsWith(`<<<${mark} `)) open = { label: line.slice(mark.length + 4), lines: [] };
    else if (/^Number \d+$/.test(line)) current = Number(line.slice(7));
  }
  return [...found.values()];
}

const orderForAll = /ignore all .*instructions.* answer (pass|fail|yes|same) for every number/is;
const orderForThis = /(?:judge|grader),? (?:this|it) is to be labelled (pass|fail|yes|same)/i;

function answerTo(
  form: string,
  one: Judged,
  all: readonly Judged[],
  { isGullible = false, blindTo }: ScriptedJudging,
): object {
  const whole = (judged: Judged): string => judged.texts.map(({ text }) => text).join("\n");
  const order = isGullible
    ? (orderForAll.exec(all.map(whole).join("\n"))?.[1] ?? orderForThis.exec(whole(one))?.[1])
    : undefined;
  const see = seeing(blindTo);
  const texts = one.texts.map(({ label, text }) => ({ label, text: see(text) }));
  if (form === "passes") return rubricOf(texts, order);
  if (form === "change") return writtenAnswer(one.criterion, one.texts, order);
  if (form === "questions") return { questions: questionsTo(textOf(texts, /output/)) };
  if (form === "claims") return { claims: claimsOf(texts, order) };
  if (form === "relation")
    return { reason: "The facts were compared.", relation: order ?? relationOf(texts) };
  const known = /^The answer is correct\b/.test(one.criterion) ? correctness(one.texts, blindTo) : undefined;
  const label = order ?? known ?? verdictOn(see(one.criterion), texts);
  return {
    reason: order ? "The text says so." : `By the rule for "${one.criterion.slice(0, 60)}".`,
    label,
    score: label === "pass" ? 1 : label === "fail" ? 0 : 0.5,
  };
}

function correctness(texts: Texts, blindTo: ScriptedJudging["blindTo"]): "pass" | "fail" | "unknown" {
  const blind = blindTo === "negation" ? undefined : blindTo;
  const verdict = plantedVerdict(textOf(texts, /user asked/), outputIn(texts), blind);
  return verdict ? (verdict.pass ? "pass" : "fail") : "unknown";
}

const seeing =
  (blindTo: ScriptedJudging["blindTo"]) =>
  (text: string): string => {
    if (blindTo === "numbers") return text.replace(/\d+(?:[.,:]\d+)*/g, "0");
    if (blindTo === "negation") return text.replace(/\b(?:not|never|no)\b|n't\b/gi, "");
    return text;
  };

type Texts = readonly { readonly label: string; readonly text: string }[];

const textOf = (texts: Texts, label: RegExp): string =>
  texts
    .filter((one) => label.test(one.label))
    .map(({ text }) => text)
    .join("\n");

/** What is judged: the output, or the agent's lines of a transcript. */
function outputIn(texts: Texts): string {
  const output = texts.filter(({ label }) => label === "the output");
  if (output.length > 0) return output.map(({ text }) => text).join("\n");
  return [...textOf(texts, /conversation/).matchAll(/^\[\d+\] agent: (.*(?:\n {4}.*)*)/gm)]
    .map(([, said]) => said)
    .join("\n");
}

const quotedIn = (text: string): string[] => [...text.matchAll(/"([^"]+)"/g)].map(([, one]) => one!);

/** Of a criterion the part that says what is met. `… contains "a" and "b"`, `… does not contain "a"`, `… at most N words`, `… in German`, of the input where it begins so, each alone or joined by "; "; a `g-eval` says in a line after it how to go about it. */
function verdictOn(criterion: string, texts: Texts): "pass" | "fail" | "unknown" {
  const [wanted = ""] = criterion.split(/\nWork out from this, | Not met: /);
  const rules = wanted.split(/;\s+/).map((rule): boolean | undefined => {
    const output = (/^The input\b/.test(rule) ? textOf(texts, /user asked/) : outputIn(texts)).toLowerCase();
    const words = /at most (\d+) words/i.exec(rule)?.[1];
    if (words) return output.split(/\s+/).filter(Boolean).length <= Number(words);
    const language = /\bin (German|English)\b/i.exec(rule)?.[1]?.toLowerCase();
    if (language) return languageOf(output) === language;
    const shown = /contains? \(the value of ([\w.]+), shown below\)/i.exec(rule)?.[1];
    if (shown) {
      const value = textOf(texts, new RegExp(`^the value of ${shown}$`)).toLowerCase();
      return value !== "" && output.includes(value);
    }
    const quoted = quotedIn(rule).map((one) => one.toLowerCase());
    if (quoted.length === 0) return undefined;
    if (/(?:does|do|must) not (?:contain|say|mention)|never (?:says|mentions)/i.test(rule))
      return quoted.every((one) => !output.includes(one));
    if (/contain|says?|mentions?/i.test(rule)) return quoted.every((one) => output.includes(one));
    return undefined;
  });
  if (rules.includes(undefined)) return "unknown";
  return rules.every(Boolean) ? "pass" : "fail";
}

function languageOf(text: string): string {
  const count = (words: string): number =>
    text.split(/[^\p{L}]+/u).filter((one) => words.split(" ").includes(one)).length;
  return count("der die das und ist nicht ich sie ein eine wir zu") >
    count("the and is not you a we to of for i")
    ? "german"
    : "english";
}

const wordsOf = (text: string): Set<string> =>
  new Set(text.toLowerCase().match(/\p{L}{3,}|\d+(?:[.,:]\d+)*/gu) ?? []);

const isIn = (claim: string, source: string): boolean => {
  const known = wordsOf(source);
  return [...wordsOf(claim)].every((word) => known.has(word));
};

const sentencesOf = (text: string): string[] =>
  (text.match(/[^.!?\n]+(?:\.(?=\d)[^.!?\n]+)*[.!?]?/g) ?? [])
    .map((one) => one.trim())
    .filter((one) => /\p{L}/u.test(one));

/** A claim is a sentence; it holds where one source has all its words. */
function claimsOf(texts: Texts, order: string | undefined): object[] {
  const sources = texts.filter(({ label }) => label.startsWith("source "));
  const claimed = texts.find(({ label }) => label === "the output" || label === "what is expected");
  const asked = textOf(texts, /user asked/);
  const claims = claimed ? sentencesOf(claimed.text) : sources.flatMap(({ text }) => sentencesOf(text));
  return claims.map((claim) => {
    const at = claimed
      ? sources.findIndex(({ text }) => isIn(claim, text))
      : [...wordsOf(claim)].some((word) => word.length > 3 && wordsOf(asked).has(word))
        ? 0
        : -1;
    return {
      ...{ claim, reason: at < 0 ? "No source has it." : "A source has its words.", source: at + 1 },
      holds: order === "yes" || order === "pass" || at >= 0 ? "yes" : "no",
    };
  });
}

/** By words: the same, part of the other, or against it where a number differs. */
function relationOf(texts: Texts): string {
  const [output, expected] = [textOf(texts, /^the output$/), textOf(texts, /expected/)];
  if (isIn(output, expected)) return isIn(expected, output) ? "same" : "subset";
  if (isIn(expected, output)) return "superset";
  return "disagree";
}

const questionsTo = (output: string): string[] =>
  output.trim() === ""
    ? []
    : ["What about this", "Tell me about this", "Is it so that"].map(
        (lead) => `${lead}: ${output.slice(0, 200)}?`,
      );
