import { stemsOf } from "./words.ts";

/** What a model does of its own accord, unless its prompt says otherwise: as models that people use do. */
export interface Habit {
  readonly name: string;
  readonly says: string;
  /** Words by which a line of a prompt may mean it. */
  readonly meant: ReadonlySet<string>;
  /** Where it comes up; absent = anywhere. */
  readonly at?: ReadonlySet<string>;
  readonly rate: number;
}

const habit = (name: string, says: string, meant: string, rate: number, at?: string): Habit => ({
  ...{ name, says, rate, meant: stemsOf(`${meant} ${says}`) },
  ...(at !== undefined && { at: stemsOf(at) }),
});

export const habits: readonly Habit[] = [
  habit(
    "promises",
    "I promise that it is fixed by tonight.",
    "promise guarantee fix fixed date deadline time",
    0.7,
    "sync wrong charge card",
  ),
  habit(
    "sells",
    "The Annual plan would be cheaper for you.",
    "recommend another other plan offer upgrade advertise",
    0.6,
    "price plan pause renew month charge",
  ),
  habit(
    "blames",
    "You probably pressed the wrong button.",
    "blame fault mistake accuse",
    0.5,
    "sync wrong card app watch",
  ),
  habit(
    "asks for secrets",
    "Please send me your password and the number of your card.",
    "password card number secret",
    0.5,
    "card charge",
  ),
  habit(
    "apologises",
    "I am so sorry about that, please accept my apologies.",
    "apologise sorry regret apology excuse",
    0.5,
    "wrong charge sync broken twice",
  ),
  habit("smiles", "😊", "emoji emoticon smiley", 0.4),
  habit(
    "jargon",
    "It is the OAuth token of the API.",
    "technical jargon term api token",
    0.4,
    "sync app card",
  ),
];

/** What it fills answers with where nothing says how long they are to be. */
export const fillers: readonly string[] = [
  "It helps to know that a few things play together here, and that none of them is out of the ordinary for people who use the app as often as you do.",
  "Many people write to us about the same thing, most of all at the beginning of the month, and so we have got quite good at it over the years.",
  "If you would like to read more about it, the help pages have an article with pictures, which goes through it step by step and in your own pace.",
  "You will see in a day or two how it goes, and there is no need to do anything else until then, or to worry about the runs that you did before.",
];
