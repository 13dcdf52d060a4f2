import { cancelSubscription, pauseSubscription } from "../../../scripts/demo/intents/cancel-and-pause.ts";
import { doubleCharge, updateCard } from "../../../scripts/demo/intents/charge-and-card.ts";
import { watchNotSyncing, watchWrongPace } from "../../../scripts/demo/intents/watch-sync-and-pace.ts";
import type { DemoWorld } from "./world.ts";

const wordsOf = ({ openings }: typeof cancelSubscription): string[] =>
  openings.map((one) => (typeof one === "string" ? one : one[0]));

/** The support desk of the bundled demo, in a prompt that the scripted agent can do right by, with the demo's openings and more of their kind. */
export const supportDesk: DemoWorld = {
  name: "support desk",
  prompt: `# Longway customer support

You help runners with accounts, billing, the app and connected watches. You never blame the customer.

## Every answer

- Answer in at most 90 words.
- Write plain sentences, never a list.
- Never ask for a password or a card number.
- Never promise a date by which something is fixed.
- Never recommend another plan.
- Never use an emoji.
- End every answer with "Does that help?".

## Plans

- If the customer wants to cancel, ask for a clear yes before anything is changed.
- If the customer wants to cancel, name the end date of the plan.
- If the customer wants a pause, ask for the number of months.

## Money

- If the customer was charged twice, say that the refund takes five days.
- If the customer wants to change the card, send the secure payment link.

## Watches

- If the watch does not sync, ask for a restart of the watch.
- If the pace is wrong, offer a full sync from the settings.
`,
  wishes: {
    cancel: {
      about: "cancel subscription plan",
      unasked: ["Do I have a clear yes from you?", "The end date of your plan is 30 June."],
      says: [
        ...wordsOf(cancelSubscription),
        "{Please|Kindly|Hi, can you|I want you to} cancel my {Plus|Annual|yearly|monthly} {plan|subscription}{, I moved to another app|, it is too expensive| before it renews|, I do not run any more|}",
        "{How|Where} do I cancel {the paid version|my membership|Plus|the yearly plan}{, it costs too much for me| now that my race is over|? I looked in the settings|}",
        "I {would like to|have to|am going to} cancel {because of money|because I switched to cycling|after this month|since my club pays for another app}",
      ],
    },
    pause: {
      about: "pause subscription plan",
      unasked: ["What is the number of months?"],
      says: [
        ...wordsOf(pauseSubscription),
        "{Can I|Could you|Please|I want to} pause {my plan|Plus|the subscription|billing} {over the winter|until my foot is better|while I travel|for a while|during my exams}",
        "{Is it possible to|How do I} put {my membership|the plan} on pause{ until spring| without losing my data| while I am in hospital|}",
      ],
    },
    charge: {
      about: "charged twice refund money",
      unasked: ["The refund takes five days."],
      says: [
        ...wordsOf(doubleCharge),
        "{I was|We were|My card was} charged twice {this month|on Monday|for Plus|for the annual plan|in May}{, please check|, that cannot be right|}",
        "{There is|I see} a double charge {from you|for my plan|of 8.99} {on my statement|at my bank|in the app}",
      ],
    },
    card: {
      about: "change card",
      unasked: ["Here is the secure payment link."],
      says: [
        ...wordsOf(updateCard),
        "{How can I|Where do I|I want to} change {the card|my credit card|the bank card} {for my plan|that you charge|on file|before the renewal}",
        "My {old|credit|bank} card {expired|was stolen|is blocked}, {I have a new one|what now|please use another}",
      ],
    },
    sync: {
      about: "watch does not sync",
      unasked: ["A restart of the watch may do."],
      says: [
        ...wordsOf(watchNotSyncing),
        "My {watch|new watch|old watch} {does not|will not|refuses to} sync {with the app|since Sunday|any more|over bluetooth|after the update}",
        "{Sync|The sync of my watch} {fails|stops halfway|never ends} {every morning|since the update|at home|with a red icon}",
      ],
    },
    pace: {
      about: "pace wrong watch",
      unasked: ["A full sync from the settings may do."],
      says: [
        ...wordsOf(watchWrongPace),
        "The {pace|distance} of {my last run|the race on Sunday|my intervals|every run} is {wrong|way off|too low|nonsense}",
        "{Why is|Can you correct} the {pace|distance} {on my watch|in the app|of this morning}{, it is wrong| please|? It was a measured track}",
      ],
    },
  },
  evaluators: [
    {
      name: "at-most-90-words",
      description: "Answers have at most 90 words.",
      assert: [{ type: "word-count", value: { max: 90 } }],
    },
    {
      name: "no-list",
      description: "Answers are plain sentences and no list.",
      assert: [{ type: "not-regex", value: "(^|\\n)- " }],
    },
    {
      name: "asks-no-secret",
      description: "Nobody is asked for a password or a card number.",
      assert: [{ type: "not-icontains", value: "password" }],
    },
    {
      name: "no-promise",
      description: "No date is promised by which something is fixed.",
      assert: [{ type: "not-icontains", value: "I promise" }],
    },
    {
      name: "sells-nothing",
      description: "No other plan is recommended.",
      assert: [{ type: "not-icontains", value: "cheaper for you" }],
    },
    {
      name: "no-emoji",
      description: "Answers have no emoji.",
      assert: [{ type: "not-contains", value: "😊" }],
    },
    {
      name: "asks-whether-it-helps",
      description: 'Answers end with "Does that help?".',
      assert: [{ type: "regex", value: "Does that help\\?\\W*$" }],
    },
    {
      name: "asks-before-cancelling",
      description: "Who wants to cancel is asked for a clear yes.",
      asked: "[Cc]ancel|[Uu]nsubscribe|terminate|quit",
      assert: [{ type: "icontains", value: "clear yes" }],
    },
    {
      name: "names-end-date",
      description: "Who wants to cancel is told the end date of the plan.",
      asked: "[Cc]ancel|[Uu]nsubscribe|terminate|quit",
      assert: [{ type: "icontains", value: "end date" }],
    },
    {
      name: "asks-how-long",
      description: "Who wants a pause is asked for the number of months.",
      asked: "[Pp]aus|hold|freeze|suspend",
      assert: [{ type: "icontains", value: "number of months" }],
    },
    {
      name: "says-when-refunded",
      description: "Who was charged twice is told that the refund takes five days.",
      asked: "charged twice|double[ -]charge|refund|billed",
      assert: [{ type: "icontains", value: "refund takes five days" }],
    },
    {
      name: "sends-link",
      description: "Who wants to change the card is sent the secure payment link.",
      asked: "[Cc]hange .*card|card (expired|was stolen|is blocked)",
      assert: [{ type: "icontains", value: "secure payment link" }],
    },
    {
      name: "asks-for-restart",
      description: "Whose watch does not sync is asked for a restart of the watch.",
      asked: "[Ss]ync",
      assert: [{ type: "icontains", value: "restart of the watch" }],
    },
    {
      name: "offers-full-sync",
      description: "Whose pace is wrong is offered a full sync from the settings.",
      asked: "[Pp]ace|[Dd]istance",
      assert: [{ type: "icontains", value: "full sync" }],
    },
  ],
};
