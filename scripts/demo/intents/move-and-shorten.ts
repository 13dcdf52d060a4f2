import type { Draw, Facts, Intent } from "../demo-types.ts";
import { distance } from "../units.ts";
import { planLookup, planUpdate } from "./coach-tools.ts";

const longRun = (draw: Draw): Facts => {
  const km = draw.pick([16, 18, 22, 24, 26, 28]);
  return { from: "Sunday", to: "Saturday", km };
};

const derive = (facts: Facts): Facts => {
  const newKm = Number(facts.newKm ?? Math.round(Number(facts.km) * 0.65));
  return { ...facts, newKm, dist: distance(Number(facts.km)), newDist: distance(newKm) };
};

/** The same run on another day. Its twin is the same day with less of a run. */
export const moveLongRun: Intent = {
  id: "move-long-run",
  prompt: "coach",
  twin: "shorten-long-run",
  conversations: 30,
  facts: longRun,
  derive,
  openings: [
    "Can we move my long run from Sunday to Saturday? In-laws are coming.",
    ["need to shift sundays 24 km to friday, flying out saturday morning", { to: "Friday", km: 24 }],
    [
      "There's a wedding on Saturday and I know what I'll be like the day after. Where can the long one go?",
      { to: "Friday" },
    ],
    "swap long run and rest day this wk pls",
    ["My shifts changed again. I'm off Thursday now and working the whole weekend.", { to: "Thursday" }],
    "sunday is my kid's birthday party so the big run has to happen some other day",
    [
      "is it ok if i do the 18 miler tmrw instead? its going to pour on sunday. tmrw is friday",
      { to: "Friday", km: 29 },
    ],
    ["Could the long run go to Monday this week? I've got the day off.", { to: "Monday" }],
    "Heat warning for Sunday, 34 degrees by ten. I'd rather get it over with the day before.",
    ["moving house this weekend lol. when am i supposed to run 22 km??", { to: "Monday", km: 22 }],
    "I would like to do it Saturday morning with my club, they go every week at eight.",
    ["Put Sunday's run on Wednesday please.", { to: "Wednesday" }],
    "hi coach, quick one, my sister visits sunday. can u reschedule",
    [
      "I have a night shift Saturday into Sunday. Running long after that sounds like a terrible idea, doesn't it?",
      { to: "Monday" },
    ],
    "The half I was going to watch is on Sunday, and the roads on my route will be closed. Different day?",
    ["can't do this weekend at all, could do tuesday before work if i start at 5", { to: "Tuesday" }],
    "Long run on a different day this week, Sat would be perfect",
    [
      "Train back from Berlin gets in at 2pm on Sunday, so the 26 km isn't happening then. Friday evening works though",
      { to: "Friday", km: 26 },
    ],
    "i keep missing the sunday one because church then lunch then its 4pm. saturday this time?",
    ["Would it hurt the plan if I brought the weekend run forward two days?", { to: "Friday" }],
    "Babysitter cancelled for Sunday!! Help me rearrange",
    ["exam on monday, want the sunday free to study. thursday is my only gap", { to: "Thursday" }],
    "My partner and I share one car and she needs it Sunday; the trail is a drive away. Saturday instead?",
    ["What if I ran long on Monday morning this once? Public holiday here.", { to: "Monday" }],
    "Need the 16 on a Saturday bc of choir",
    [
      "I'm knackered from the night feeds, and Friday is when my mother takes the baby. Could the long one go there?",
      { to: "Friday" },
    ],
    "dear coach, on Sunday I must work unexpectedly. Please replan the run for the day before. Thank you",
  ],
  first: {
    tools: (facts) => [planLookup(facts), planUpdate(facts, "move")],
    bodies: [
      "Done. Your {dist} long run was on {from} and is now on {to}. The run the day before it is easy, so your legs arrive fresh, and the distance and the rest of the week stay as they are.",
      "No problem, {name}. I've moved the long run, {dist}, from {from} to {to}. What was on {to} takes its old place and turns easy, because two hard days in a row is how weeks go wrong. Everything else stays.",
      "That works. {from}'s {dist} is now on {to}, at the same easy effort. I left the intervals alone and made the day after the long run a rest day, which is the only other change in the week.",
      "Moved: {dist}, {from} to {to}. The tempo keeps its day because there is still an easy run in between. Nothing else in the plan needed touching.",
    ],
    asks: [
      "Will you have time for a proper breakfast before it?",
      "Is {to} a one-off, or should I keep it there for the coming weeks?",
      "What time of day are you going to run it?",
    ],
  },
  followUps: [
    {
      says: [
        "and the tempo? is it too close now",
        "Doesn't that put it right next to intervals?",
        "what about thursdays tempo, keep it?",
        "Okay, but I'd have two tough days in a row then, no?",
      ],
      bodies: [
        "The tempo stays, with one easy day between the two. If the legs still feel heavy that morning, turn it into [8 km|5 miles] easy and lose nothing.",
        "I thought of that: the easy run now sits in the middle. Keep it under [7 km|4 miles] and slow enough to chat, and the tempo is safe.",
      ],
      asks: ["How have your legs been the day after tempos lately?", "Does that spacing look doable?"],
    },
    {
      says: [
        "can i split it in two if it gets too hot",
        "If I only manage half of it, do I do the rest the next day?",
        "honestly might have to do it in two goes, morning and evening. does that count",
      ],
      bodies: [
        "Two halves are better than none, but they are not the same run. If you split it, keep both parts on the same day and make the first one the longer, about [16 km|10 miles].",
        "Don't carry the rest over to the next day. Run what the day allows, write it down, and we go on as planned; one shorter long run costs you very little.",
      ],
      asks: [
        "Is there a shaded loop near you that would make it easier?",
        "Which of the two feels more realistic?",
      ],
    },
    {
      says: [
        "will this mess up next week",
        "And next week, is that back to normal?",
        "so next sunday is as before right?",
      ],
      bodies: [
        "Next week is as it was: long run on {from}, same distances. The only thing to watch is the gap, so keep the first run of the week gentle.",
        "Yes, back to {from} next week. With a slightly different gap between the two long runs I made the first easy run [2 km|1 mile] shorter.",
      ],
      asks: [
        "Anything else in the diary next week that I should know of?",
        "Shall I remind you the evening before?",
      ],
    },
  ],
  whys: [
    "Here is why I did it this way. A long run takes roughly two days to absorb: the first day your legs are short of fuel, the second they are stiff, and only on the third do they gain anything from what you did. If another hard session lands inside that window you get the tiredness of both and the benefit of neither. That is also the reason for the easy run in front of it. It keeps the rhythm of the week, brings blood to the legs and costs you nothing you would miss later on.",
    "A word on the reasoning, since it helps with future weeks. The day of a long run matters much less than what stands next to it. Your body does not know that it is Sunday; it knows how many hours have passed since the last hard effort, how you slept and what you ate. So when life gets in the way, look first at the neighbours: one easy or free day before, one after. If both are there, the run can go nearly anywhere and the block as a whole hardly notices the change at all.",
  ],
};

/** The same day with less of a run. */
export const shortenLongRun: Intent = {
  id: "shorten-long-run",
  prompt: "coach",
  twin: "move-long-run",
  conversations: 16,
  facts: longRun,
  derive,
  openings: [
    "Can I make Sunday's long run shorter? I've only got an hour and a half.",
    ["28 km feels like way too much right now. can we cut it", { km: 28 }],
    "Sunday is fine but not that far please, I slept four hours a night all week",
    ["could the long run be 14 miles instead of 18", { km: 29, newKm: 22 }],
    "I have a cold coming. Not skipping, just less of it.",
    "only have 75 min on sunday morning before we leave. what do i do with the long run",
    ["Is it a disaster if I stop at 15 km on Sunday rather than doing all 24?", { km: 24, newKm: 15 }],
    "trim this weekends run plz",
    "I did a hilly hike yesterday and my legs are toast, can you take some distance off the weekend one?",
    "Honestly the long ones scare me. Could we take a smaller step this week?",
    ["Scale Sunday back to 16 km, please.", { km: 24, newKm: 16 }],
    "its 30 degrees here, there's no way im going the full distance",
    "We're at a conference until late Saturday, so I'd prefer a reduced version the next morning.",
    ["Went from 18 to 26 km in one week?? That seems a lot. Less?", { km: 26, newKm: 20 }],
    "feeling flat. keep the day, drop the length?",
    "My watch says my recovery is poor. Should I really do all of it on Sunday, or two thirds?",
    "can you knock a few off the long run this wknd",
    "Coming off a stomach bug, I can manage some of Sunday but not everything that's written there.",
    ["The plan has 22 km and daylight gives me about 15. Make it fit?", { km: 22, newKm: 15 }],
    "I'd rather not be out for three hours this week. What's the shortest version that still counts?",
    "long run too long!!! my kids have football at 11",
  ],
  first: {
    tools: (facts) => [planLookup(facts), planUpdate(facts, "shorten")],
    bodies: [
      "Done. {from}'s long run was {dist} and is now {newDist}, same day, same easy effort. The rest of the week is untouched, and so is next weekend.",
      "Good call. I've cut the long run from {dist} to {newDist}. Start as slowly as you would for the full distance. Tempo and intervals stay where they are.",
      "It's {newDist} now instead of {dist}. That is still long enough to count, and one shorter week is closer to a gift than a problem. Nothing else has changed.",
    ],
    asks: [
      "How many hours did you sleep last night?",
      "Do you want the lost distance back in two weeks, or shall we leave it?",
      "Would you like a route suggestion for the new distance?",
    ],
  },
  followUps: [
    {
      says: [
        "should i make up for it later",
        "Do I add what's missing somewhere else in the week?",
        "and the rest of the km?",
      ],
      bodies: [
        "No, let it go. Spreading [8 km|5 miles] over the week only makes your easy days less easy.",
        "Leave it out. What you don't run this week your body uses for repairs; the next long run goes ahead at [24 km|15 miles] as planned.",
      ],
      asks: ["Can you live with a slightly emptier week?", "What would you do with the spare hour?"],
    },
    {
      says: [
        "can i run it faster then, since its shorter",
        "Could I do the last part at race pace instead?",
        "faster but shorter, would that be an even trade?",
      ],
      bodies: [
        "Not this time. You asked for less because something was tired, and pace tires you more than distance does. Keep all of it easy.",
        "A little. If you feel good after two thirds, run the last [3 km|2 miles] at a steady effort, well short of race pace.",
      ],
      asks: ["What effort did the last long run feel like, from 1 to 10?", "Does that sound fair?"],
    },
  ],
  whys: [
    "To explain the thinking behind it: the long run does two jobs. The first is to teach your body to burn fat and spare its sugar, and that starts after about seventy-five minutes and does not need the full distance. The second is to harden feet, tendons and head against hours of the same movement, and that one builds over months, not over a weekend. Cutting a third therefore keeps most of the first job and delays the second by a few days, while your risk of being ill or sore next week drops by a great deal.",
    "Some background, because you will meet this again. Fitness behaves like an average over six weeks or so, and a single run is a small part of that sum. What really moves the average is a week lost to illness or a strain, and those mostly follow runs that people forced when they were already tired. So a runner who trims one session out of ten and never loses a week ends up ahead of the one who ticks every box until something gives way. Think of it as insurance with a small premium.",
  ],
};
