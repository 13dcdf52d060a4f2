import type { Draw, Facts, Intent } from "../demo-types.ts";
import { clock, pace, raceTime } from "../units.ts";
import { recentRuns } from "./coach-tools.ts";

const raceKm: Readonly<Record<string, number>> = {
  "5k": 5,
  "10k": 10,
  "half marathon": 21.0975,
  marathon: 42.195,
};

/** Times over other distances by Riegel's formula, T2 = T1 (D2 / D1)^1.06: 50:00 over 10k points to 1:50:19 over the half. */
const riegel = (seconds: number, fromKm: number, toKm: number): number => seconds * (toKm / fromKm) ** 1.06;

/** Race pace from the latest 10k, and the goal's pace where the runner named one. */
function paceFacts(facts: Facts): Facts {
  const km = raceKm[String(facts.race)]!;
  // A 10k is best foretold from another distance than itself.
  const recentKm = km === 10 ? 5 : 10;
  const result = riegel(Number(facts.tenKm), 10, recentKm);
  const predicted = riegel(result, recentKm, km);
  const even = predicted / km;
  return {
    ...facts,
    recentKm,
    recent: `${recentKm}k`,
    result: raceTime(result),
    points:
      predicted < 3600
        ? `${Math.round(predicted / 60)} minutes`
        : raceTime(Math.round(predicted / 60) * 60).slice(0, -3),
    startPace: pace(even + 5),
    racePace: pace(even),
    endPace: pace(even - 4),
  };
}

/** How fast on race day. Its twin asks how fast on all the other days. */
export const racePace: Intent = {
  id: "race-pace",
  prompt: "coach",
  twin: "easy-pace",
  conversations: 26,
  facts: (draw: Draw): Facts => ({
    race: draw.pick(["half marathon", "10k", "marathon"]),
    tenKm: draw.pick([46 * 60 + 10, 49 * 60 + 35, 52 * 60 + 40, 55 * 60 + 20, 58 * 60 + 5]),
  }),
  derive: paceFacts,
  openings: [
    ["What pace should I run my half marathon at?", { race: "half marathon" }],
    ["10k on sunday, how fast do i go out", { race: "10k" }],
    ["I want to break two hours in the half. What does that mean per km?", { race: "half marathon" }],
    ["always blow up at 30 km. what speed would be sensible for my marathon", { race: "marathon" }],
    ["Race day is Saturday. Split targets please, in km.", { race: "10k" }],
    [
      "My watch predicts 1:42 for the half, which I don't believe. What would you aim for?",
      { race: "half marathon" },
    ],
    ["how do i pace a 10k when the first two km are downhill", { race: "10k" }],
    ["Sub 50 over ten, is it in the cards? And how would I spread it out?", { race: "10k" }],
    ["I have no clue what I can hold for 26 miles. Can you work it out from my runs?", { race: "marathon" }],
    ["going for 4h in the marathon, whats my target per mile", { race: "marathon" }],
    [
      "There'll be pacers for 1:50 and 2:00. Whom do I follow?",
      {
        reply:
          "Your {recent} in {result} points to about {points}. Go with the group that is slower than that for the first half and leave it when you feel good; the other way round is a long walk.",
        race: "half marathon",
      },
    ],
    [
      "I get overexcited at the start and suffer afterwards. Give me numbers for the first 3 km and the rest.",
      { race: "10k" },
    ],
    ["parkrun pb attempt this wkend, what should i hold", { race: "5k" }],
    [
      "Negative split or even for a half, given my recent results?",
      {
        reply:
          "Even, with a touch more at the end. Your last {recent} ({result}) points to {racePace}. Start at {startPace}, settle there, and let go in the last quarter. A big negative split mostly means that the start was too timid.",
        race: "half marathon",
      },
    ],
    ["what can i run for 5k off my training", { race: "5k" }],
    [
      "Half marathon in two weeks, forecast is 26 degrees. How much slower should I plan?",
      {
        reply:
          "At 26 degrees plan for ten to fifteen seconds slower throughout. Your {recent} in {result} points to {racePace} on a cool day, so take it from there and drink at every table.",
        race: "half marathon",
      },
    ],
    [
      "Is 5:20/km too ambitious for 21 km? My last 10k was okay.",
      {
        reply:
          "Going by that {recent} in {result}, {racePace} is what you can hold. Compare the two and you have your answer; if they are within five seconds, go for it, and start at {startPace} either way.",
        race: "half marathon",
      },
    ],
    ["target splits for marathon plz", { race: "marathon" }],
    [
      "I'm in wave D with the 2:10 people but I think I'm quicker. What's realistic?",
      { race: "half marathon" },
    ],
    ["Tell me honestly: how fast am I over 42?", { race: "marathon" }],
    ["first race ever (10k), dont want to die. what do i set on my watch", { race: "10k" }],
    [
      "If I start with the group at 5:30 a kilometre, can I keep it going to the end of a half?",
      { race: "half marathon" },
    ],
    ["goal pace for sunday?? its the half and I'm nervous", { race: "half marathon" }],
    [
      "Ran the 10k three weeks ago, you have the result. What does it say about my half?",
      { race: "half marathon" },
    ],
    [
      "my mate says bank time early in the marathon, i say no. who is right and what should my kms look like",
      {
        reply:
          "You are. Time in the bank is paid back double after [30 km|19 miles]. From your {recent} in {result} I'd run {startPace} at first, {racePace} through the middle, and whatever is left at the end.",
        race: "marathon",
      },
    ],
  ],
  first: {
    tools: (facts) => [recentRuns(facts)],
    bodies: [
      "Your {recent} in {result} three weeks ago points to somewhere near {points} over the {race}, on a cool day and a flat course. Start at {startPace}, settle at {racePace}, and if there is anything left in the last quarter, let it go to {endPace}.",
      "Going by your last {recent} ({result}), {racePace} is what you can hold for a {race}. Run the opening part at {startPace}, even if everybody flies past. You will meet most of them again.",
      "I looked at your recent runs, {name}. {racePace} is realistic for the {race}: a touch slower at first, {startPace}, then even all the way. In heat add about ten seconds and don't argue with it.",
    ],
    asks: [
      "Is the course flat, or is there a climb I should plan for?",
      "How did the last stretch of that {recent} feel?",
      "Would you sooner run by watch or by feel on the day?",
    ],
  },
  followUps: [
    {
      says: [
        "and if i feel great at halfway",
        "What if I'm ahead at half way?",
        "can i speed up at the end or is that stupid",
      ],
      bodies: [
        "Wait. Feeling great at half way is the plan working. Hold {racePace} until three quarters of the distance, then spend what is left.",
        "Speed up late and little: {endPace} in the last quarter is a good day, anything faster before that is a loan at a bad rate.",
      ],
      asks: ["Can you promise me patience until then?", "Who will be out there to cheer you on?"],
    },
    {
      says: [
        "thats slower than i hoped tbh",
        "Hm. I was dreaming of something faster.",
        "not what i wanted to hear lol",
      ],
      bodies: [
        "I know. It is what your legs have shown so far, and one good race moves it. Treat it as a floor to stand on rather than a ceiling.",
        "Fair. If the first half feels controlled you may try {endPace} earlier; I just can't promise you the clock.",
      ],
      asks: [
        "What finish would make you happy even on a windy day?",
        "Shall we look for a second race in autumn?",
      ],
    },
    {
      says: [
        "how long should i warm up for it",
        "Warm-up before the start: yes or no?",
        "do i jog before the race",
      ],
      bodies: [
        "Ten minutes of jogging and three or four quick strides, finished about eight minutes before the gun. For a marathon, a brisk walk will do.",
        "Yes, a short one: [1.5 km|1 mile] slowly and a few strides. The longer the race, the less of it you need.",
      ],
      asks: [
        "Do you know how early you have to be in your start block?",
        "Have you tried that before a tempo?",
      ],
    },
  ],
  whys: [
    "The reasoning is worth knowing. Below a certain speed your body clears what it produces and you can go on for an hour or more; a few seconds above it, things pile up and you pay with interest twenty minutes later. A recent race is the best estimate of where that line lies, since watches guess it from heart rate, which also reacts to heat, coffee and nerves. From the one result I work out the longer distance by a formula that has held up for decades. It assumes that the endurance is there, so it tends to be kind to people with few long runs.",
    "Why not bank time at the start: the cost of running does not rise in a straight line. Ten seconds too fast feels like nothing in the first stretch, because adrenaline hides it, but it burns sugar at a rate you cannot refill on the road. The same ten seconds gained at the end cost about half as much. Nearly all personal bests over these distances were run with the second half as fast as the first or a shade faster. So the first part should feel too slow, and if it does not, you are already spending money you will need.",
  ],
};

/** How fast on ordinary days. */
export const easyPace: Intent = {
  id: "easy-pace",
  prompt: "coach",
  twin: "race-pace",
  conversations: 18,
  facts: (draw: Draw): Facts => ({ slow: draw.pick([365, 380, 400]) }),
  derive: (facts) => ({ ...facts, easyKm: clock(Number(facts.slow)), easy: pace(Number(facts.slow)) }),
  openings: [
    "How slow is slow? My easy runs feel like walking.",
    "what pace for easy runs",
    "I run everything at 5:40 per km. Is that bad?",
    "my friends say i run my easy days too fast, how do i know",
    [
      "Heart rate goes to 165 even when I jog. Should I walk?",
      {
        reply:
          "If you can still talk, go by that; wrist sensors often count steps. If you can't, walk a minute and run three, in turns. For you easy is about {easy}, and it comes down within a few weeks.",
      },
    ],
    "recovery run speed?",
    "Does an easy day still help if I crawl along at 8 minutes a kilometre?",
    [
      "Should the slow runs be in zone 2? I can't stay there on hills.",
      {
        reply:
          "Forget the number on hills: keep the effort the same and let the pace drop, walking included. On the flat, easy is about {easy} for you.",
      },
    ],
    "feels weird to get overtaken by everybody. are the gentle ones really meant to be that slow",
    [
      "I'm comfortable at 9:30 a mile, but the plan has me slower. Why?",
      {
        reply:
          "Comfortable isn't the same as easy. The plan wants you to come home with something left for the tempo, and going by your last weeks that is about {easy}.",
      },
    ],
    "easy = talk test? i run alone so idk",
    "When it's humid my normal jog turns hard. Do I go by pace or by feel?",
    "Can you tell me my comfortable pace in min/km, based on what I've been running?",
    [
      "long run pace vs everyday pace, are they the same thing",
      {
        reply:
          "Nearly. Both are easy; the long run may start a little slower than your everyday {easy} and end there. If the last third is slower than the first, it was too fast.",
      },
    ],
    "I finish my relaxed runs completely drained. What am I doing wrong?",
    [
      "How many seconds slower than 10k speed should I jog?",
      {
        reply:
          "About [75 to 90 seconds per km|two minutes per mile] slower. For you that comes out at {easy} or so, and slower is fine.",
      },
    ],
    [
      "is it ok to walk the hills on easy days",
      {
        reply:
          "More than okay, it's what keeps an easy day easy. On the flat you're at about {easy}; on a climb, walk with quick steps and run again at the top.",
      },
    ],
    [
      "My dog sets the tempo and she's quick. Does it matter on the non-workout days?",
      {
        reply:
          "It does, if you come home out of breath. Let her have the first [1 km|half a mile], then it's your turn: about {easy}, or whatever lets you talk to her.",
      },
    ],
    "Everything below 6:00 feels good, everything above feels silly. What should I do on Wednesdays?",
    "im always tired by thursday, could it be that i go too hard on the other runs",
    [
      "Is there such a thing as too slow?",
      {
        reply:
          "Not on easy days, as long as it still looks like running. You are at about {easy}; half a minute slower does the same work, and only shuffling brings nothing.",
      },
    ],
  ],
  first: {
    tools: (facts) => [recentRuns(facts)],
    bodies: [
      "Slower than it feels polite: for you about {easy}. The test is simple, you should be able to say a full sentence without a gasp. Walk the steep bits and nobody will mind.",
      "From your last weeks I would put your easy pace near {easy}, and anything slower is fine too. If you finish and could turn round and do it again, it was right.",
      "Go by breath first and by the watch second. On a mild, flat day that comes out at roughly {easy} for you, in heat or after a bad night a good deal slower.",
    ],
    asks: [
      "How do your legs feel on the morning after an easy run?",
      "Could you say a whole sentence at the end of your last one?",
      "Would you try one run this week with the watch in your pocket?",
    ],
  },
  followUps: [
    {
      says: ["so no max speed for the long run either?", "Same for the long run?", "and sundays? same pace?"],
      bodies: [
        "The same, or [10 seconds per km|15 seconds per mile] slower at the start. The last part may be a little quicker if it comes by itself.",
        "Yes. Treat the long run as an easy run that goes on, and judge it by how you feel on Tuesday.",
      ],
      asks: ["How long was your last one?", "Does that take some pressure off?"],
    },
    {
      says: [
        "won't i get slower if i only run slow",
        "How does running slowly make me faster??",
        "sounds like i'd lose speed",
      ],
      bodies: [
        "You keep one fast session a week, and it gets better, because you arrive at it rested. The slow ones build the engine.",
        "Your speed is safe: intervals look after it. What the slow running buys you is the strength to hold that speed for longer.",
      ],
      asks: ["Which session do you enjoy most?", "Shall we compare your intervals in four weeks?"],
    },
  ],
  whys: [
    "Here is what happens in your body, which may help with the patience. At low effort you burn mostly fat, the heart fills completely with every beat and grows stronger, and fine blood vessels spread through the muscle. All of that depends on minutes, hardly at all on speed. Push the effort up by a tenth and you add a lot of tiredness for very little extra gain, and then the hard session two days later comes out half-hearted. That is why good runners look lazy four days a week: they save themselves for the days that need it.",
    "A few words on why feel beats the watch here. Pace is an outcome, effort is the cause. Heat, wind, hills, a poor night or a stressful week all move the pace at which the same effort happens, sometimes by a minute, while your body only ever counts the effort. Heart rate is a little better, but wrist sensors slip and coffee shifts it. Breathing is right there and hard to fool: when sentences break into pieces you have crossed the border from easy to moderate, and moderate is where most hobby runners lose their progress.",
  ],
};
