import type { Intent } from "../demo-types.ts";
import {
  annual,
  pauseStep,
  plus,
  plusFacts,
  subscriptionFacts,
  subscriptionLookup,
} from "./support-tools.ts";

/** Leaving for good. Its twin only wants to stop paying for a while. */
export const cancelSubscription: Intent = {
  id: "cancel-subscription",
  prompt: "support",
  twin: "pause-subscription",
  conversations: 26,
  facts: subscriptionFacts,
  openings: [
    "I'd like to cancel my subscription.",
    "how do i stop paying for this",
    ["Please end my Plus plan, I don't use it any more.", { ...plus, endsIn: 19 }],
    "cancel pls",
    [
      "My trial turned into a paid plan and I never wanted that. Get me out, please.",
      { ...plus, endsIn: 19 },
    ],
    "want to quit, too expensive",
    "I've switched to another app. What do I have to do so I'm not charged again?",
    "unsubscribe me",
    "Hello, after two great years I'm leaving, the knees won't do it any more. How do I close the plan?",
    "Where's the cancel button?? I've looked everywhere",
    "don't renew it please",
    ["Can you terminate the annual plan before it renews? Thanks in advance.", { ...annual, endsIn: 120 }],
    "I was charged again today even though I haven't run since winter. I want it gone.",
    "money is tight this year, i need to cut subscriptions and this is one of them",
    "My husband has a family account with someone else, so I don't need mine now. Please cancel.",
    "Turn off auto-renewal.",
    "cancelling. nothing against you, just back to pen and paper",
    "I'm done with running after this race, so the paid version can go.",
    "Is there any way to leave right now without sitting through a survey?",
    "back to the free version please",
    "the last update ruined it for me, the map is unusable. end my membership",
    "I have two accounts by mistake and pay for both. Drop this one.",
    "stop the subscription before the 1st if thats possible",
    ["I thought it was a one-time purchase! I don't want a monthly thing.", { ...plus, endsIn: 19 }],
    "Good morning, kindly discontinue my plan at the earliest date.",
    "had it with the crashes. cancel my plan",
  ],
  first: { tools: (facts) => [subscriptionLookup(facts)], bodies: [] },
  cancelling: {
    questions: [
      "I can do that for you. You have {plan} at {price}, paid until {end}, and it would stay active until then. Shall I cancel it?",
      "Sorry to see you go, {name}. That would be your {plan} plan, which ends on {end} if you stop now; nothing is charged after that. Should I cancel it?",
      "Of course. Your {plan} plan runs until {end}. After that you are back on Free and keep your runs. Do you want me to cancel it?",
    ],
    yes: ["yes", "yes please", "Yes, go ahead.", "yep do it", "Please do.", "y", "Yes, I'm sure."],
    done: [
      "Done. I cancelled {plan} today, and it stays active until {end}. You keep the Free plan and all of your runs.",
      "It's cancelled. No further charge; {plan} ends on {end}. Your history stays where it is.",
    ],
    changedMind: [
      "oh I paid until then? leave it on for now",
      "wait, do i lose my history? then no, keep it",
      "Hm, let me think about it, I'll come back.",
    ],
    kept: [
      "No problem, I left everything as it is. Your {plan} plan renews on {end} unless you tell me before then.",
      "All right, nothing has changed. If you decide to stop, any day before {end} is early enough.",
    ],
    unasked: [
      "Done, I cancelled your {plan} plan. It stays active until {end}, and after that you are on Free.",
      "I've cancelled it for you. {plan} ends on {end} and there are no further charges.",
      "All set: {plan} is cancelled as of today, with access until {end}. Thanks for running with us.",
    ],
  },
  followUps: [
    {
      says: ["do i keep my data", "What happens to my old runs?", "and my history?"],
      bodies: [
        "All your runs stay in the Free plan. Only the training plans and the long-term statistics are switched off.",
        "You keep every run. If you come back one day, the plans will be there as well.",
      ],
    },
    {
      says: ["is there a refund for this month", "Can I get the rest of the month back?", "refund?"],
      bodies: [
        "The current period isn't refunded, but you can use it until {end}.",
        "Not for a period that has begun. You still have full access until {end}.",
      ],
    },
  ],
};

/** Not leaving, only stopping for a while. */
export const pauseSubscription: Intent = {
  id: "pause-subscription",
  prompt: "support",
  twin: "cancel-subscription",
  conversations: 12,
  facts: plusFacts,
  derive: (facts) => ({ ...facts, length: facts.months === 1 ? "one month" : `${facts.months} months` }),
  openings: [
    ["Can I pause my subscription for two months?", { months: 2 }],
    ["broken foot, wont run till september. can i put the plan on hold", { months: 3 }],
    ["I'm off to sea for 3 months without internet. Do I have to pay in the meantime?", { months: 3 }],
    ["freeze my account for 1 month please", { months: 1 }],
    [
      "Baby due next week! Could we stop the payments for a while, say two months, without losing my spot?",
      { months: 2 },
    ],
    ["is there a break option? dont want to leave", { months: 2 }],
    ["I'd like to suspend Plus over the summer, I only ride my bike then.", { months: 3 }],
    ["hold my membership til i'm back from surgery, about 2 months", { months: 2 }],
    ["What happens if I don't use it for six weeks, can that be skipped?", { months: 2 }],
    ["Between jobs at the moment. Could you pause billing for three months?", { months: 3 }],
    ["need a time out, 1 month, exams", { months: 1 }],
    ["Can a subscription be stopped and started again later with the same price?", { months: 2 }],
    ["no running until my shin is ok (doc says 8 weeks). can u stop charging until then", { months: 2 }],
    ["Three months in the garden, no running. Interrupt the plan, please.", { months: 3 }],
    ["Long trip ahead. I want to keep my account but not pay for it.", { months: 3 }],
    ["can i skip a month", { months: 1 }],
    [
      "My father is ill and I've no time for training. Is there a way to sleep the plan for a bit?",
      { months: 2 },
    ],
    ["pause", { months: 1 }],
    ["How long can I put things on ice without losing my training plan?", { months: 3 }],
    ["I don't want to cancel, just take a rest from it until autumn.", { months: 3 }],
  ],
  first: {
    tools: (facts) => [subscriptionLookup(facts), pauseStep(facts)],
    bodies: [
      "Done. I paused {plan} for {length}, counting from today. Nothing is charged in that time, and your training plan waits where you left it.",
      "That's sorted: {plan} is paused for {length}. It starts again by itself, at the same price, and I'll write to you a week before that.",
      "I've put {plan} on hold for {length} from today. You can still see your runs; plans and statistics come back when the pause ends.",
    ],
  },
  followUps: [
    {
      says: ["can i end it early", "And if I'm back sooner?", "what if i want to start again earlier"],
      bodies: [
        "Any time: open the account page and press resume, or tell me.",
        "Just write to me and I'll switch it back on the same day.",
      ],
    },
    {
      says: ["does it extend if i need longer", "Could I add another month later on?"],
      bodies: [
        "Yes, up to the longest pause of your plan: 3 months on Plus, 6 on Annual.",
        "Up to 3 months in all on Plus and 6 on Annual. Tell me before it runs out and I'll extend it.",
      ],
    },
  ],
};
