import { folded } from "./said-in.ts";

/** Verbs that say little of what is done: what is done to stands behind them. */
const general = new Set(
  "update set change modify edit put create add make do run execute call perform apply handle process submit get post save write".split(
    " ",
  ),
);

/** What people say for the verb of a tool's name; beginnings of words. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = {
  update: ["chang", "modif", "upgrad", "downgrad", "switch", "edit", "adjust", "mov", "amend", "add"],
  modify: ["chang", "updat", "upgrad", "downgrad", "switch", "edit", "adjust", "mov", "amend"],
  change: ["modif", "updat", "switch", "edit", "adjust", "mov", "amend"],
  set: ["chang", "updat", "switch"],
  create: ["open", "mak", "add", "set up", "fil"],
  delete: ["remov", "eras"],
  remove: ["delet", "eras"],
  cancel: ["call off"],
  book: ["reserv"],
  send: ["issu", "mail", "offer"],
  issue: ["send", "offer"],
  refund: ["return", "money back", "reimburs"],
  exchange: ["swap", "replac"],
  return: ["send back", "refund"],
  pay: ["charg"],
  charge: ["pay", "bill"],
  transfer: ["mov", "send"],
  order: ["buy", "purchas", "plac"],
};

/** `updateUserAddress`, `update_user_address`, `update-user-address` as words. */
export const wordsOfTool = (name: string): string[] =>
  folded(name.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2"))
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 2);

/**
 * Beginnings of words, folded, by which somebody speaks of what a tool does: the verb of its name where that tells it from others
 * ("cancel" of `cancel_reservation`), and of a longer name what stands last ("bag" of `update_reservation_baggages`).
 */
export function actionWords(name: string): string[] {
  const words = wordsOfTool(name);
  const [verb] = words;
  if (verb === undefined) return [];
  const spoken = [verbStem(verb), ...(alsoCalled[verb] ?? [])];
  const object = words.length > 2 ? [objectStem(words.at(-1)!)] : [];
  return general.has(verb) && object.length > 0 ? object : [...spoken, ...object];
}

/** Without the silent e that "-ing" drops. */
const verbStem = (word: string): string => (word.length > 4 && word.endsWith("e") ? word.slice(0, -1) : word);

/** The singular, and of what ends with "-age" its root: "bags" and "baggage" are one thing. */
const objectStem = (word: string): string => {
  const single = word.replace(/(?:ies|s)$/, "");
  return /gg?age$/.test(single) ? single.replace(/g?age$/, "") : single;
};
