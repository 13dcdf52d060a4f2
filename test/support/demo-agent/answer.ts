/**
 * What the scripted agent answers: its own way of talking, changed by what its prompt says. Where lines pull in two ways, it goes one way or
 * the other; what is hedged or buried it hardly follows. All chance is made of what was asked, the line and the seed.
 */
import { seededRandom, stableId } from "../../../server/core/base/index.ts";
import { fillers, type Habit, habits } from "./habits.ts";
import type { ReadPrompt, Rule } from "./read-rules.ts";
import { alternativesIn, isMeant, share, stemsOf } from "./words.ts";

export interface Asked {
  readonly text: string;
  /** What it understands of it beside its words. */
  readonly about: ReadonlySet<string>;
  /** What it may say although no line asks for it. */
  readonly unasked: readonly string[];
  readonly seed: number;
  /** What a tool gave. */
  readonly given?: string;
}

/** How often it does what it should although nobody told it to. */
const byItself = 0.2;

export function answerOf({ rules, examples }: ReadPrompt, asked: Asked): string {
  const chance = chanceOf(asked);
  const stems = new Set([...stemsOf(asked.text), ...asked.about]);
  const holding = rules.filter((rule) => holds(rule, stems));
  const followed = holding.filter((rule) => chance(rule.strength, "follows", rule.sentence, rule.act.kind));
  if (followed.some((rule) => isRefused(rule, stems)))
    return "I am afraid that I cannot talk about that here.";
  const wins = (rule: Rule, against: readonly Rule[], more = 0): boolean =>
    against.length + more === 0 ||
    chance(0.5, "either", rule.sentence, ...against.map(({ sentence }) => sentence));
  const says = followed
    .filter(({ act, isForbidden }) => act.kind === "say" && !isForbidden)
    .filter((rule) =>
      wins(
        rule,
        followed.filter((other) => forbids(other, sayingStems(rule))),
      ),
    )
    .map(saying);
  const own = habits.flatMap((one) => (hasHabit(one, { stems, followed, examples, chance }) ? one.says : []));
  const told = asked.given === undefined ? [] : [asked.given];
  const frame = (kind: "begin" | "end"): string[] => {
    const options = followed.filter(({ act, isForbidden }) => act.kind === kind && !isForbidden);
    const chosen = options[Math.floor(chance.at("frame", kind) * options.length)];
    return chosen?.act.kind === kind ? [framed(chosen.act.what)] : [];
  };
  const parts = [
    ...frame("begin"),
    `You wrote about this: ${topic(asked.text)}.`,
    ...told,
    ...own,
    ...says,
    ...asked.unasked.filter(
      (one) => chance(byItself, "unasked", one) && !followed.some((rule) => forbids(rule, stemsOf(one))),
    ),
    ...lengthened(followed, examples, chance),
    ...frame("end"),
  ];
  return inForm(parts, followed, examples, chance);
}

type Chance = ((p: number, ...key: readonly string[]) => boolean) & {
  at: (...key: readonly string[]) => number;
};

function chanceOf({ text, seed }: Asked): Chance {
  const at = (...key: readonly string[]): number => {
    const random = seededRandom(Number.parseInt(stableId([text, seed, key], 8), 16));
    for (let i = 0; i < 4; i++) random();
    return random();
  };
  return Object.assign((p: number, ...key: readonly string[]) => at(...key) < p, { at });
}

function holds({ when }: Rule, stems: ReadonlySet<string>): boolean {
  if (!when || when.phrases.length === 0) return true;
  const isMet = when.phrases.some((phrase) => isMeant(phrase.stems, stems) !== phrase.isDenied);
  return isMet !== when.isDenied;
}

const isRefused = ({ act }: Rule, stems: ReadonlySet<string>): boolean =>
  act.kind === "refuse" && alternativesIn(act.what).some((one) => isMeant(stemsOf(one), stems));

const sayingStems = ({ act }: Rule): ReadonlySet<string> =>
  act.kind === "say" ? stemsOf(`${act.verb} ${act.what}`) : new Set();

/** Whether a line forbids to say this. */
function forbids({ act, isForbidden }: Rule, said: ReadonlySet<string>): boolean {
  if (!isForbidden || act.kind !== "say") return false;
  const verb = stemsOf(act.verb);
  return alternativesIn(act.what).some((one) => {
    const asked = stemsOf(one);
    return asked.size === 0 ? share(verb, said) === 1 : isMeant(asked, said);
  });
}

const quoted = /["“]([^"”]+)["”]/;

function saying({ act }: Rule): string {
  if (act.kind !== "say") return "";
  const { verb, what } = act;
  const words = quoted.exec(what)?.[1];
  if (words) return words;
  const plain = toYou(what.replace(/[.]$/, ""));
  if (verb === "ask") return `Could you tell me ${plain.replace(/^(?:for|about|whether) /, "")}?`;
  if (/^(?:offer|suggest|recommend|propose|promise|apolog|thank|send|refer|advise)/.test(verb))
    return `I ${verb} ${plain}.`;
  return `As for ${plain.replace(/^(?:that|about) /, "")}: it is noted here.`;
}

const toYou = (what: string): string =>
  what
    .replace(/\b(?:the|a) (?:customer|user|runner|person)['’]s\b/gi, "your")
    .replace(/\b(?:the|a) (?:customer|user|runner|person)\b/gi, "you")
    .replace(/\btheir\b/gi, "your")
    .replace(/\bthem\b/gi, "you");

const framed = (what: string): string => what.replace(/^(?:a|an|the) (?=question)/i, "A ");

/** The words of what was asked, said back; marks would begin sentences. */
const topic = (text: string): string =>
  text
    .replace(/[.!?\n]+/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 120);

interface Around {
  readonly stems: ReadonlySet<string>;
  readonly followed: readonly Rule[];
  readonly examples: readonly string[];
  readonly chance: Chance;
}

/** Where a line forbids it and an example shows it, it is one or the other. */
function hasHabit(one: Habit, { stems, followed, examples, chance }: Around): boolean {
  const comesUp = !one.at || [...one.at].some((stem) => stems.has(stem));
  const isShown = examples.some((text) => shows(text, one));
  const isForbidden = followed.some((rule) => forbids(rule, one.meant));
  if (isForbidden) return isShown && chance(0.5, "as shown", one.name);
  return (comesUp && chance(one.rate, "habit", one.name)) || (isShown && chance(0.8, "as shown", one.name));
}

const shows = (text: string, { meant, says }: Habit): boolean =>
  text.includes(says) ||
  text.split(/(?<=[.!?])\s+/).some((sentence) => {
    const own = stemsOf(sentence);
    return own.size > 1 && share(own, meant) >= 0.5;
  });

const wordsIn = (text: string): number => text.split(/\s+/).length;

/** Answers are talkative unless a line says otherwise; what asks for both is one or the other. */
function lengthened(
  followed: readonly Rule[],
  examples: readonly string[],
  chance: Chance,
): readonly string[] {
  const brief = followed.filter(
    ({ act, isForbidden }) => act.kind === "brief" || (act.kind === "long" && isForbidden),
  );
  const long = followed.filter(({ act, isForbidden }) => act.kind === "long" && !isForbidden);
  const isShownLong = examples.some((text) => wordsIn(text) > 60);
  if (brief.length > 0 && long.length === 0 && !isShownLong) return [];
  if (brief.length > 0) return chance(0.5, "length") ? fillers : [];
  return long.length > 0 || isShownLong ? fillers : fillers.slice(0, 2);
}

function inForm(
  parts: readonly string[],
  followed: readonly Rule[],
  examples: readonly string[],
  chance: Chance,
): string {
  const said = parts.filter((part) => part !== "");
  const of = (kind: "list" | "json", isForbidden: boolean): boolean =>
    followed.some((rule) => rule.act.kind === kind && rule.isForbidden === isForbidden);
  if (of("json", false) && (!of("json", true) || chance(0.5, "json")))
    return JSON.stringify({ answer: said.join(" ") });
  const isShown = examples.some((text) => /(?:^|\s)[-*•] /.test(text));
  const wantsList = of("list", false) || isShown;
  const isList = of("list", true) ? wantsList && chance(0.5, "list") : wantsList || chance(0.35, "list");
  return isList ? said.map((part) => `- ${part}`).join("\n") : said.join(" ");
}
