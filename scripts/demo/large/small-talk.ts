import type { PromptName } from "../demo-types.ts";

/** Words that go with any request, so that they say nothing about it. All by hand. */
export const openers = [
  "Hi,",
  "Hi,",
  "Hello,",
  "Hello,",
  "hey,",
  "Hi there,",
  "Good morning,",
  "Morning,",
  "Evening,",
  "Dear all,",
  "Quick question:",
  "Short one:",
  "Sorry to bother you again,",
  "Me again.",
  "Hi again,",
  "Not sure whether you're the right one to ask, but",
  "One more thing:",
  "ok so",
  "so,",
  "hm,",
] as const;

export const closers = [
  "Thanks!",
  "thanks",
  "Thank you very much.",
  "Cheers",
  "please",
  "Any help is welcome.",
  "thx",
  "What do you think?",
  "Kind regards",
  "No hurry.",
  "Asap if possible.",
  "I couldn't find anything about it.",
  "Let me know.",
  "Hope that makes sense.",
  "ty :)",
  "Is that possible?",
] as const;

/**
 * What people tell beside what they ask: it is true of them and beside the point. It holds the words that other intents are about, as
 * real requests do.
 */
export const besides: Readonly<Record<PromptName, readonly string[]>> = {
  coach: [
    "I'm training for a {race} in {city}.",
    "I run about {km} km a week.",
    "My knee is fine again, by the way.",
    "The plan has been great so far.",
    "It's my second season of running.",
    "I've got a new watch since {month}.",
    "I usually do my long run on {day}.",
    "My club trains on the track every {day}.",
    "I work full time and have two kids.",
    "Last week was a rest week.",
    "My easy runs are at {pace} these days.",
    "I'm 44 and was never a fast runner.",
    "I did the intervals on {day} and felt good.",
    "{weeks} weeks to go until the race.",
    "It's been raining all week here.",
    "I was ill in {month} but that's long over.",
    "Yesterday's tempo went well.",
    "I also ride my bike to work.",
    "My last {race} was in {month}.",
    "I moved to {city} and the routes are new to me.",
    "My brother follows the same plan.",
    "I'd had a good block until {day}.",
    "My shoes have done 600 km.",
    "On {day} I can only run at night.",
    "My heart rate was a bit high lately.",
    "I used to swim a lot.",
    "I've never done more than {km} km.",
    "Work is stressful at the moment.",
    "I'm one of the slow ones.",
    "We have a dog who runs along.",
    "There are only hills where I live.",
    "I finished the {race} in {time} last year.",
    "I'm doing it for charity.",
    "The treadmill at my gym is always taken.",
    "I've got {min} minutes at lunch.",
    "My goal is still {city}.",
  ],
  injury: [
    "I run about {km} km a week.",
    "I'm training for a {race} in {month}.",
    "My shoes are nearly new.",
    "I sit at a desk all day.",
    "I had trouble with my Achilles two years ago.",
    "There was no fall or anything.",
    "I stretch after every run.",
    "I've got a race on {day}.",
    "My knees have always been my weak spot.",
    "I changed from the road to trails in {month}.",
    "The weeks before I had done more than usual.",
    "It's the first time I ask here.",
    "I'm 44 and run since school.",
    "A friend said I should stop, another said carry on.",
    "I do strength training on {day}.",
    "My shins were bad last spring, this is something else.",
    "I've been ill for a few days before that.",
    "I'd like to run {km} km on {day}.",
    "I stand all day in my job.",
    "It began after the {race}.",
    "I can cycle without a problem.",
    "I've got flat feet.",
    "The ground here is mostly asphalt.",
    "I lost a week to a cold in {month}.",
    "My mother had something like it.",
    "I've put on a few kilos.",
    "We're going on holiday on {day}.",
    "I warm up properly, I think.",
    "On {day} I did intervals.",
    "I bought insoles in {city}.",
    "My hamstrings are rather short.",
    "I ran {km} km the day before.",
    "Ice was all I tried so far.",
    "I play football on {day}.",
    "I'm signed up for {city}.",
    "I sleep badly these weeks.",
  ],
  nutrition: [
    "I weigh {kg} kg.",
    "I run about {km} km a week.",
    "I'm training for a {race} in {month}.",
    "I don't eat meat.",
    "I usually have bread and coffee in the morning.",
    "My stomach is rather sensitive.",
    "I cook for a family of four.",
    "I've got a long run on {day}.",
    "I drink three coffees a day.",
    "I train after work, mostly at seven.",
    "My partner eats the same.",
    "I've tried gels before.",
    "It's supposed to be hot.",
    "I'm not fond of sweet things.",
    "My iron was fine at the last test.",
    "The race in {city} starts early.",
    "I eat at my desk at noon.",
    "I lost some weight in {month}.",
    "I'm signed up for {city}.",
    "I don't own a blender.",
    "We eat late, at nine mostly.",
    "I take the train to work.",
    "My finish time should be around {time}.",
    "I can't stand bananas.",
    "I was vegetarian for years.",
    "I sweat a lot.",
    "I'm trying to drink less coffee.",
    "Cooking isn't my strong side.",
    "It's my first {race}.",
    "I usually run before work.",
    "I sleep better since I run.",
    "My doctor is happy with my blood values.",
    "I eat fish on {day}.",
    "I carry a belt with two bottles.",
    "There's a bakery on my way.",
    "My budget is small.",
  ],
  support: [
    "I've been with you for {n} years.",
    "I'm on Plus.",
    "I pay yearly.",
    "My phone is an old one.",
    "I use the app on two phones.",
    "I've got a new watch since {month}.",
    "My mail address is the one I write from.",
    "I already looked at the help pages.",
    "I updated the app last week.",
    "I pay by card.",
    "My wife uses the app as well.",
    "I wrote to you about a refund in {month}, that's settled.",
    "I need my plan for the {race}.",
    "It was all fine until {day}.",
    "I've restarted everything.",
    "I run with the watch and leave the phone at home.",
    "I had paused in winter and came back.",
    "I got a message about it on {day}.",
    "I've written once before, on {day}.",
    "The rest of the app is fine.",
    "I'm not very good with computers.",
    "I use it mostly for the plans.",
    "My sister told me about you.",
    "I'm abroad until {day}.",
    "I train for {city} with it.",
    "I changed my phone in {month}.",
    "It's not urgent.",
    "I have it on a tablet, too.",
    "I don't see it in the settings.",
    "The website shows the same.",
    "My bank is a small one.",
    "I signed up in {month}.",
    "I've got about {km} runs in there.",
    "I'm writing for my father.",
    "I got a mail from you on {day}.",
    "My watch is a cheap one.",
  ],
};

/** How the agents begin, whatever it is about. */
export const beginnings = [
  "Sure, {name}.",
  "Thanks for telling me.",
  "Happy to help.",
  "Good question.",
  "I see, {name}.",
  "Thanks, {name}.",
  "No worries.",
  "Got it.",
  "Understood, let me see.",
  "Right.",
] as const;

export const endings = [
  "Is there anything else?",
  "Tell me how it goes.",
  "Does that help?",
  "Write again if it doesn't work out.",
  "Shall I look at anything else?",
] as const;

/** The agent asks back before it does anything. */
export const clarifications: Readonly<
  Record<PromptName, readonly { readonly asks: string; readonly replies: readonly string[] }[]>
> = {
  coach: [
    {
      asks: "Before I answer: how did the last two weeks feel?",
      replies: ["fine", "A bit tired, all in all good.", "ok, slept badly"],
    },
    {
      asks: "How many days a week do you run at the moment?",
      replies: ["four", "Three, sometimes four.", "3-5 depends"],
    },
  ],
  injury: [
    {
      asks: "Since when, and has it changed?",
      replies: ["about a week, the same", "two weeks or so", "Comes and goes."],
    },
    {
      asks: "How much did you run in the last month?",
      replies: ["as always", "A little more than usual.", "{km} km a week"],
    },
  ],
  nutrition: [
    {
      asks: "Is there anything you don't eat or can't stand?",
      replies: ["no", "I eat everything.", "not a fan of fish"],
    },
    { asks: "How much do you run in a normal week?", replies: ["{km} km", "Four times.", "not that much"] },
  ],
  support: [
    {
      asks: "Let me make sure that I have the right account: is it the mail address you write from?",
      replies: ["yes", "Yes, that one.", "yep"],
    },
    {
      asks: "Since when is that, and on which phone?",
      replies: ["since {day}", "A few days, android.", "iphone, yesterday"],
    },
  ],
};

/** What people go on with. It fits any answer of the prompt. */
export const followUps: Readonly<
  Record<PromptName, readonly { readonly says: readonly string[]; readonly answers: readonly string[] }[]>
> = {
  coach: [
    {
      says: ["and if i can't manage that?", "What if it feels too hard?"],
      answers: ["Then do half of it. That counts, too.", "Then stop early; a short one beats none."],
    },
    {
      says: ["Will you remind me?", "does the app remember that"],
      answers: ["Yes, it stands in your plan and reminds you the evening before."],
    },
    {
      says: ["does that change anything for the race", "And my goal?"],
      answers: ["No, the goal stays where it is.", "Not at all. One week doesn't decide a season."],
    },
  ],
  injury: [
    {
      says: ["how long will that take", "And when is it over?"],
      answers: [
        "Mostly two to three weeks. Go by how it feels in the morning.",
        "I can't say to the day; look at the trend of a week.",
      ],
    },
    {
      says: ["can i cycle meanwhile", "What about swimming?"],
      answers: ["Yes, as long as you feel nothing while you do it.", "Fine, easy and short at first."],
    },
  ],
  nutrition: [
    {
      says: ["and on rest days?", "Is it the same when I don't run?"],
      answers: ["The same, a little less of the starchy part.", "Yes. Rest days are for filling up."],
    },
    {
      says: ["anything from the supermarket?", "something simple please"],
      answers: [
        "Bread, bananas, yoghurt, eggs: nothing special is needed.",
        "Plain food does it, whatever is on offer.",
      ],
    },
  ],
  support: [
    {
      says: ["how long does that take", "When will I see it?"],
      answers: ["At most an hour; sign out and in again if you don't see it.", "By tonight at the latest."],
    },
    {
      says: ["will i get that in writing", "Could you confirm it by mail?"],
      answers: ["Yes, a mail is on its way.", "It's in your mailbox already."],
    },
    {
      says: ["and it won't happen again?", "does that stay like this now"],
      answers: ["It stays like that unless you change it.", "It shouldn't. If it does, write to me."],
    },
  ],
};

export const goodbyes = ["You're welcome, {name}.", "Any time.", "Have a good run.", "Take care."] as const;

/** Said where pain is reported, unless it is forgotten. */
export const seeSomebody = [
  "If it's no better in ten days, see a physiotherapist.",
  "Should it still be there in a week or hurt at night, have a doctor look at it.",
  "See a physio if it comes back twice.",
  "If it gets worse or swells, see a doctor within two days.",
] as const;

export const diagnoses = [
  "By the sound of it that's tendinitis.",
  "You are describing a stress fracture in the making.",
  "That is bursitis, quite a common one.",
  "It's early arthritis, I'd say.",
] as const;

export const refundDays = [
  "It will be on your statement within 5 working days.",
  "Banks take up to 7 working days to show it.",
  "You should see it in 3 to 5 working days.",
] as const;

export const ticketNumbers = [
  "The number of your ticket is {ticket}.",
  "I opened ticket {ticket} for it.",
  "Your case is {ticket}.",
] as const;

export const cancelQuestions = [
  "I have your {plan} here, paid until {date}. Shall I end it on that day?",
  "It would stop on {date}, and nothing is charged after that. Should I end it?",
  "Before I do that: it runs until {date}. Do you want me to end it then?",
] as const;

export const yeses = ["yes", "Yes please.", "yes, do it", "Yes, end it.", "I'm sure, yes", "y"] as const;

/** What a talkative coach adds; two of them push any answer over the limit. */
export const lectures = [
  "Let me explain why, because it helps to know. Your body answers to training with a delay of ten days to three weeks, so what you do now shows much later, and what you feel today was decided some time ago. That is why a single session hardly matters, while the pattern of many weeks matters a lot, and why patience pays.",
  "There is a second side to it. Muscles adapt within weeks, tendons and bones take months, and the heart lies somewhere between the two. Whoever follows the heart alone will do too much too soon, as most runners have found out at least once, so the plan holds you back in places where you feel that you could easily do more.",
  "If you would like to read up on it, think of three kinds of days: those that make you tired, those that let you recover, and those that do neither. The art is to have few of the third kind. Most people run their easy days too fast and their hard days too slow, and end up with nothing but the third kind.",
] as const;
