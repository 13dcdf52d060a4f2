import type { Message, Sample } from "../../../store/index.ts";
import { isRecord } from "../../is-record.ts";
import { askingIn } from "../breaks/consent.ts";
import { changed, mapCalls, mapTextAt, mapTexts, ownMessages, withOwn } from "../mutant.ts";
import type { Harmless } from "../operator.ts";
import { mapSources } from "../sources.ts";
import { greetings } from "../stock-texts.ts";
import { parsedJson, pick } from "../words.ts";

/** Changes beside the answer: in how the user put it, in ids and in the order of arguments. */
export const harmlessAround: readonly Harmless[] = [
  onRequest(
    "user-greeting",
    "a greeting before the request",
    (text, random) => `${pick(greetings, random)} ${text}`,
  ),
  onRequest("user-line-break", "a line break after the request", (text) => `${text}\n`),
  {
    name: "call-ids",
    says: "other ids of calls",
    unless: [],
    mutate: (sample) =>
      changed(
        sample,
        withOwn(
          sample,
          ownMessages(sample).map(
            (message): Message => ({
              ...message,
              ...(message.toolCalls && {
                toolCalls: message.toolCalls.map((call) => ({ ...call, id: `${call.id}x` })),
              }),
              ...(message.toolCallId && { toolCallId: `${message.toolCallId}x` }),
            }),
          ),
        ),
      ),
  },
  {
    name: "argument-order",
    says: "arguments in another order",
    unless: [],
    mutate: (sample) =>
      mapCalls(sample, (call) =>
        isRecord(call.args)
          ? { ...call, args: Object.fromEntries(Object.entries(call.args).reverse()) }
          : call,
      ),
  },
  {
    name: "source-spacing",
    says: "tool results in JSON with other white space",
    unless: [],
    mutate: (sample) =>
      mapSources(sample, (source) => {
        const value = parsedJson(source);
        return typeof value === "object" && value !== null
          ? JSON.stringify(value, null, source.includes("\n") ? 0 : 2)
          : source;
      }),
  },
  {
    name: "source-added",
    says: "one more line in each tool result that says nothing",
    unless: ["source-claims"],
    mutate: (sample) =>
      mapSources(sample, (source) => (parsedJson(source) === undefined ? `${source}\n(end)` : source)),
  },
  {
    name: "yes-in-other-words",
    says: "a yes in other words",
    unless: [],
    mutate: (sample, context) => {
      const asking = askingIn(sample, context);
      const said = asking?.own[asking.yes]?.text;
      if (!asking || said === undefined || !/^(?:yes|yeah|yep|sure|ok|okay)\b[^?]{0,40}$/i.test(said))
        return undefined;
      const yes = pick(
        ["Yes, please.", "Sure, go ahead.", "Okay, do that.", "Yes, that is right."].filter(
          (one) => one !== said,
        ),
        context.random,
      );
      return withOwn(
        sample,
        asking.own.map((message, i) => (i === asking.yes ? { ...message, text: yes } : message)),
      );
    },
  },
  {
    name: "offer-denied",
    says: "what must not be offered, denied",
    unless: [],
    mutate: (sample, { claims: { particulars, forbidden }, random }) => {
      const offered = particulars.offers.flatMap((one) => one.offered);
      if (offered.length === 0) return undefined;
      const sentence = `There is no ${pick(offered, random)} in this case.`;
      return forbidden.some((passage) => passage.places(sentence).length > 0)
        ? undefined
        : mapTextAt(sample, 0, (text) => `${text.trimEnd()} ${sentence}`);
    },
  },
  {
    name: "units-spelt-out",
    says: "the same units spelt out",
    unless: ["wording", "only-json", "markup"],
    mutate: (sample, { claims: { particulars, words } }) =>
      particulars.units.length === 0 || words.max !== undefined
        ? undefined
        : mapTexts(sample, (text) =>
            text
              .replace(/(\d) ?km\b/g, "$1 kilometres")
              .replace(/(\d) ?kg\b/g, "$1 kilograms")
              .replace(/(\d) ?cm\b/g, "$1 centimetres")
              .replace(/(\d) ?lbs?\b/g, "$1 pounds")
              .replace(/(\d) ?mi\b/g, "$1 miles"),
          ),
  },
];

function onRequest(
  name: string,
  says: string,
  give: (text: string, random: Parameters<Harmless["mutate"]>[1]["random"]) => string,
): Harmless {
  return {
    name,
    says,
    unless: ["request-repeated", "language"],
    mutate: (sample, { random }): Sample | undefined => {
      const own = ownMessages(sample);
      const at = own.findIndex(({ role, text }) => role === "user" && text.trim() !== "");
      return at < 0
        ? undefined
        : withOwn(
            sample,
            own.map((message, i) => (i === at ? { ...message, text: give(message.text, random) } : message)),
          );
    },
  };
}
