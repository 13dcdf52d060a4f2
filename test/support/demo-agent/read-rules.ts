/**
 * How the scripted agent reads its prompt: sentence by sentence, by the forms in which instructions are written. It knows no prompt and no
 * fault; what it makes of a line is what the line says.
 */
import { alternativesIn, stemsOf } from "./words.ts";

export type Act =
  /** Says what it is told to, in the words of the line. */
  | { readonly kind: "say"; readonly verb: string; readonly what: string }
  | { readonly kind: "begin" | "end"; readonly what: string }
  | { readonly kind: "brief"; readonly words: number }
  | { readonly kind: "long" }
  | { readonly kind: "list" }
  | { readonly kind: "json" }
  /** Does not answer at all. */
  | { readonly kind: "refuse"; readonly what: string };

export interface Rule {
  readonly sentence: string;
  readonly act: Act;
  readonly isForbidden: boolean;
  /** It holds where one of these is meant; `isDenied`: where it is not. Absent: always. */
  readonly when?: { readonly phrases: readonly Phrase[]; readonly isDenied: boolean };
  /** How probably it is followed where it holds. */
  readonly strength: number;
}

interface Phrase {
  readonly stems: ReadonlySet<string>;
  readonly isDenied: boolean;
}

export interface ReadPrompt {
  readonly rules: readonly Rule[];
  /** Answers that the prompt shows as examples. */
  readonly examples: readonly string[];
}

/** Clear lines are followed but for so many in a hundred; one that says "if possible", or is buried among others, hardly ever. */
const clear = 0.98;
const hedgedStrength = 0.2;
const buriedStrength = 0.25;
/** Models answer now and then what they are told not to speak of. */
const refusalStrength = 0.8;

const hedge =
  /\b(?:try to|if (?:at all )?possible|where(?:ver)? possible|ideally|consider|may want to|might|usually|generally|where it (?:fits|helps|makes sense)|as you see fit|if you like|(?:when|where|as|if) appropriate|perhaps|feel free to|it (?:would be|is) nice to|sometimes|optionally|maybe|preferably|as far as you can|at your discretion)\b,?\s*/gi;
const aside = /\b(?:background|notes?|history|appendix|misc|internal|changelog|about)\b/i;

/** A text of a prompt, as it is sent. */
export function readRules(text: string): ReadPrompt {
  const rules: Rule[] = [];
  const examples: string[] = [];
  let title = "";
  for (const block of blocksOf(text)) {
    if (block.startsWith("#")) {
      title = block.replace(/^#+\s*/, "");
      continue;
    }
    const example = exampleIn(block, title);
    if (example !== undefined) {
      if (example !== "") examples.push(example);
      continue;
    }
    const sentences = sentencesOf(block);
    const isLong = wordsIn(block) > 45 || sentences.length > 3;
    for (const [i, sentence] of sentences.entries()) {
      const isBuried = aside.test(title) || (isLong && i > 0);
      rules.push(...rulesIn(sentence, isBuried));
    }
  }
  return { rules, examples };
}

const wordsIn = (text: string): number => text.split(/\s+/).length;

/** Headings, bullets and paragraphs, each on one line, without their marks. */
function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  let isOpen = false;
  for (const raw of text.replace(/^---\n[\s\S]*?\n---\n/, "").split("\n")) {
    const line = raw.trim();
    if (line === "") isOpen = false;
    else if (/^(?:#|[-*+] |\d+[.)] |>)/.test(line) || !isOpen) {
      blocks.push(line.startsWith("#") ? line : plain(line));
      isOpen = !line.startsWith("#");
    } else blocks[blocks.length - 1] += ` ${plain(line)}`;
  }
  return blocks.filter((block) => block !== "");
}

const plain = (line: string): string => line.replace(/^(?:[-*+] |\d+[.)] |>\s*)+/, "").replace(/\*\*|`/g, "");

/** The answer that an example shows; an empty text where the block belongs to an example and is no answer. */
function exampleIn(block: string, title: string): string | undefined {
  const isExample = /\bexamples?\b/i.test(title) || /^example\b/i.test(block);
  if (!isExample) return undefined;
  return /\b(?:you|agent|assistant|answer|support):\s*(.+)$/i.exec(block)?.[1] ?? "";
}

function sentencesOf(block: string): string[] {
  return block
    .split(/(?<=[.!?]["”]?)\s+(?=["“]?[A-Z0-9])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}

const marks =
  /^(?:(?:important|note|remember|attention|rule)\s*:\s*|(?:always|please|also|then|first|finally|moreover)\b,?\s+|make sure (?:to|that you)\s+|be sure to\s+|remember to\s+|you (?:must|should|have to|need to|will|shall)\s+|the (?:agent|assistant) (?:must|should|has to)\s+)/i;

function rulesIn(written: string, isBuried: boolean): Rule[] {
  const isHedged = new RegExp(hedge.source, "i").test(written);
  const bare = written.replace(hedge, "").replace(/\s+/g, " ").trim();
  const { condition, rest, isDenied } = conditionIn(withoutMarks(bare));
  const said = withoutMarks(rest).replace(/[.!]+$/, "");
  const strength = isHedged ? hedgedStrength : isBuried ? buriedStrength : clear;
  const when = condition && { phrases: phrasesIn(condition), isDenied };
  return clausesOf(said).flatMap((clause) => {
    const { isForbidden, told } = denialIn(clause);
    const act = actIn(told, isForbidden);
    if (!act) return [];
    const isRefusal = act.kind === "refuse";
    const own = isRefusal ? Math.min(strength, refusalStrength) : strength;
    return {
      sentence: written,
      act,
      isForbidden: isForbidden && !isRefusal,
      strength: own,
      ...(when && { when }),
    };
  });
}

function withoutMarks(text: string): string {
  let said = text;
  for (let shorter = said.replace(marks, ""); shorter !== said; shorter = said.replace(marks, ""))
    said = shorter;
  return said;
}

const leading =
  /^(?:if|when(?:ever)?|where|in case(?: of)?|for|before|after|once|unless|as soon as|in)\b\s+([^,]+(?:,\s*[^,]+?(?:\bor\b|\band\b)[^,]+)?),\s*(?:then\s+)?(.+)$/i;
const trailing =
  /^(.+?),?\s+\b(only (?:if|when)|if|when(?:ever)?|unless|except (?:if|when|for|in|to|with|where)|but not (?:if|when|for)|in case(?: of)?|in answers about|to (?:customers|users|runners|people) who)\b\s+(.+)$/i;

function conditionIn(text: string): { condition?: string; rest: string; isDenied: boolean } {
  const before = leading.exec(text);
  if (before) {
    const isDenied = /^unless/i.test(text);
    return { condition: before[1]!, rest: before[2]!, isDenied };
  }
  const behind = trailing.exec(text.replace(/[.!]+$/, ""));
  if (!behind) return { rest: text, isDenied: false };
  return {
    condition: behind[3]!,
    rest: behind[1]!,
    isDenied: /^(?:unless|except|but not)/i.test(behind[2]!),
  };
}

/** Phrases without a word that says anything are met by all. */
const phrasesIn = (condition: string): Phrase[] =>
  alternativesIn(condition)
    .map((phrase) => ({
      stems: stemsOf(phrase),
      isDenied:
        /\b(?:not|no|never|without)\b|n['’]t\b/i.test(phrase) &&
        !/\b(?:not|n['’]t) (?:arrive|sync|work|show)/i.test(phrase),
    }))
    .filter(({ stems }) => stems.size > 0);

const verbs =
  /^(?:ask|say|name|tell|mention|state|include|give|add|explain|remind|warn|offer|suggest|recommend|propose|thank|apologi[sz]e|confirm|send|list|repeat|point|link|quote|describe|promise|use|write|answer|begin|start|open|end|close|finish|keep|never|do|don't|avoid|call|refer|advise|note|show|provide|wish|greet|address|invite)\b/i;

/** "Name the date and ask for a yes" are two things; "name the date and the price" is one. */
function clausesOf(said: string): string[] {
  const parts = said.split(/,?\s+\b(?:and|but|then)\b\s+|,\s+/);
  const clauses: string[] = [];
  let glue = 0;
  for (const part of parts) {
    const at = said.indexOf(part, glue);
    const between = clauses.length === 0 ? "" : said.slice(glue, at);
    if (clauses.length === 0 || verbs.test(part)) clauses.push(part);
    else clauses[clauses.length - 1] += `${between}${part}`;
    glue = at + part.length;
  }
  return clauses;
}

function denialIn(clause: string): { isForbidden: boolean; told: string } {
  const found = /^(?:never|do not ever|do not|don['’]t|avoid|refrain from|no)\s+(.+)$/i.exec(clause.trim());
  return found ? { isForbidden: true, told: found[1]! } : { isForbidden: false, told: clause.trim() };
}

const manner = /^(?:use|write|answer|keep|address|do)\b/i;
const refusals =
  /^(?:discuss|talk|speak|answer|help|comment|deal|respond|go into|touch|engage|give (?:any )?(?:information|advice|help))\w*\s*(?:about|on|with|to|in|upon)?\s*(?:any\s+)?(?:questions?|requests?|messages?|topics?|matters?)?\s*(?:about|on|of|for|with|that concern|concerning)?\s*(.+)$/i;
const quoted = /["“]([^"”]+)["”]/;

function actIn(told: string, isForbidden: boolean): Act | undefined {
  const most =
    /\b(?:at most|no more than|under|within|fewer than|up to|maximum of|limit of|longer than|more than) (\d+) words\b/i.exec(
      told,
    );
  if (most) return { kind: "brief", words: Number(most[1]) };
  if (/\b(?:brief|briefly|short|concise|concisely|to the point)\b/i.test(told))
    return { kind: "brief", words: 40 };
  if (
    /\b(?:thorough|thoroughly|detailed|in detail|at length|exhaustive|comprehensive|in depth|every detail|full detail)\b/i.test(
      told,
    )
  )
    return { kind: "long" };
  if (/\bjson\b/i.test(told)) return { kind: "json" };
  if (/\b(?:bullets?|bullet points?|lists?|numbered|enumerat\w+)\b/i.test(told)) return { kind: "list" };
  const framed = /^(begin|start|open|end|close|finish)\w*\b.*?\bwith\s+(.+)$/i.exec(told);
  if (framed) {
    const kind = /^(?:begin|start|open)/i.test(framed[1]!) ? "begin" : "end";
    return { kind, what: quoted.exec(framed[2]!)?.[1] ?? framed[2]! };
  }
  const refused = isForbidden ? refusals.exec(told) : /^(?:refuse|decline|reject)\s+(.+)$/i.exec(told);
  if (refused) return { kind: "refuse", what: refused[1]! };
  const said = /^([a-z]+)\b\s*(.*)$/i.exec(told);
  if (!said || (!isForbidden && !verbs.test(told))) return undefined;
  // How to write is no text to be written, unless it is given word by word.
  if (!isForbidden && manner.test(told) && !quoted.test(told)) return undefined;
  return { kind: "say", verb: said[1]!.toLowerCase(), what: said[2] || said[1]! };
}
