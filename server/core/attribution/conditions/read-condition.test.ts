import { expect, it } from "vitest";
import { readCondition } from "./read-condition.ts";

/** Parts joined by "and", of each its phrases by who makes them true: `!` denied, `'` as something that happened. */
const read = (trigger: string): string =>
  readCondition(trigger)
    .map((phrases) =>
      phrases
        .map(({ by, words, bound, isPast }) =>
          [
            `${by}:`,
            ...words.map(
              ({ stem, isDenied, isParticiple }) => `${isDenied ? "!" : ""}${isParticiple ? "'" : ""}${stem}`,
            ),
            ...(bound
              ? [`${bound.unit}${bound.isStrict ? " strictly" : ""} ${bound.least}..${bound.most}`]
              : []),
            ...(isPast ? ["past"] : []),
          ].join(" "),
        )
        .join(" | "),
    )
    .join(" & ");

it.each([
  ["the runner mentions dizziness, chest pain or fainting", "user: diz | user: chest pain | user: faint"],
  ["the user asks you something", ""],
  ["flight can be cancelled", "user: flight cancel"],
  [
    "the user has no insurance and flies (basic) economy",
    "any: !insuranc & any: fli econom | any: fli basic econom",
  ],
  [
    "the user is a silver/gold member or flies business, and complains about delayed flights",
    "any: silv memb | any: gold memb | any: fli bus & user: 'dela flight",
  ],
  ["the user wants to change or cancel the order", "user: chang ord | user: cancel ord"],
  [
    "the user needs to cancel the flight given health or weather reasons",
    "user: cancel flight health | user: cancel flight weath reason",
  ],
  ["the user doesn't know their reservation id", "any: !know !reserv !id"],
  ["calling cancel_reservation", "agent: cancel reserv"],
  [
    "updating the database (booking, editing baggage)",
    "agent: updat databa | agent: book | agent: edit baggag",
  ],
  ["any flight has already been flown", "any: flight flown past"],
  ["terms and conditions are unclear", "any: term condit unclear"],
])("“%s” asks for %s", (trigger, asked) => expect(read(trigger)).toBe(asked));

it.each([
  ["the order has more than three passengers", "any: ord passeng count strictly 3..Infinity"],
  ["the booking was made within the last 24 hrs", "any: book ago 0..24"],
  ["the order is more than 30 days old", "any: ord ago strictly 720..Infinity"],
  ["the race is longer than 90 minutes", "any: rac hours strictly 1.5..Infinity"],
  ["the runner is under 16", "any: age strictly -Infinity..16"],
  ["a refund is above 50", "any: refund count strictly 50..Infinity"],
  ["the total exceeds $1,200", "any: tot $ strictly 1200..Infinity"],
  ["the runner missed more than a week of training", "any: 'mis train hours strictly 168..Infinity"],
  ["at most 5 bags are checked", "any: bag 'check count -Infinity..5"],
])("“%s” bounds a number: %s", (trigger, asked) => expect(read(trigger)).toBe(asked));
