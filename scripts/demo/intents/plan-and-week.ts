import type { Draw, Facts, Intent } from "../demo-types.ts";
import { planLookup, recentRuns } from "./coach-tools.ts";

/** A new plan. Its twin only wants to look at the plan that is there. */
export const buildPlan: Intent = {
  id: "build-plan",
  prompt: "coach",
  twin: "show-week",
  conversations: 34,
  facts: (draw: Draw): Facts => ({
    race: draw.pick(["half marathon", "10k", "marathon"]),
    weeks: draw.pick([10, 12, 14, 16]),
  }),
  openings: [
    [
      "I signed up for my first half marathon, it's in 12 weeks. Where do I even start?",
      { race: "half marathon", weeks: 12 },
    ],
    ["marathon in october, currently running 3x a week. plan?", { race: "marathon", weeks: 16 }],
    [
      "Need a schedule for a 10k, eight weeks out, I can train Tuesday, Thursday and at weekends.",
      { race: "10k", weeks: 8 },
    ],
    [
      "I'm 52 and I've run two 10ks. My daughter talked me into a half in autumn. Is three runs a week enough to get there?",
      { race: "half marathon", weeks: 14 },
    ],
    ["make me a training plan for a half, goal sub 2", { race: "half marathon" }],
    [
      "Right, it's happening: I have a spot for the marathon. Sixteen weeks. I run about 30 km a week now. Help.",
      { race: "marathon", weeks: 16 },
    ],
    ["can u write me something for 5k, never raced before", { race: "5k", weeks: 8 }],
    [
      "Coming from football, fit but no long distance. What would the next 10 weeks look like for a 10k under 45?",
      { race: "10k", weeks: 10 },
    ],
    ["half in 9 weeks, longest run so far 11 km. too late?", { race: "half marathon", weeks: 9 }],
    [
      "I'd like to prepare properly for once instead of winging it. Marathon, last Sunday of September.",
      { race: "marathon", weeks: 14 },
    ],
    [
      "Could you put together twelve weeks for a hilly half? I have four mornings, nothing longer than two hours.",
      { race: "half marathon", weeks: 12 },
    ],
    [
      "My colleagues entered me in a company 10k and I get out of breath on stairs. There are ten weeks. Go easy on me",
      { race: "10k", weeks: 10 },
    ],
    ["2nd marathon, first one was 4:38, want to break 4:15. have 18 wks", { race: "marathon", weeks: 18 }],
    [
      "how many weeks do i need for a half if i can do 8 km without stopping",
      { race: "half marathon", weeks: 12 },
    ],
    [
      "Lost 20 kilos walking and now I want to run. Ten kilometres would be a dream. What do I do on which day?",
      { race: "10k", weeks: 14 },
    ],
    [
      "start me on a programme for 21k please, 4 days a week, no mondays",
      { race: "half marathon", weeks: 12 },
    ],
    [
      "We're a couple and want to do the same race (half, 11 weeks), but she's much faster. Can we follow one schedule?",
      { race: "half marathon", weeks: 11 },
    ],
    [
      "I've been stuck at 50 minutes over 10k for years. Build me something that changes that",
      { race: "10k", weeks: 10 },
    ],
    ["Registered. Paid. Terrified. 42 km on the 4th of October!!", { race: "marathon", weeks: 17 }],
    [
      "What should the coming three months look like if I want to run a half without walking?",
      { race: "half marathon", weeks: 12 },
    ],
    ["plan for 10 miles in 7 wks? base is 15 miles a week", { race: "10 miler", weeks: 7 }],
    [
      "Beginner here. Which sessions, how often, how far, for a charity 10k at the end of the summer?",
      { race: "10k", weeks: 10 },
    ],
    [
      "I work shifts so weekdays mean nothing to me. Can you plan by run instead of by day? It's for a half.",
      { race: "half marathon", weeks: 13 },
    ],
    [
      "trail half, 900m of climbing, 14 weeks to go, I live somewhere flat as a pancake",
      { race: "trail half", weeks: 14 },
    ],
    [
      "hello! i want to go from couch to half marathon by october, realistic?",
      { race: "half marathon", weeks: 16 },
    ],
    [
      "Back at university, time for about five hours a week. Get me to a decent 10k?",
      { race: "10k", weeks: 9 },
    ],
    [
      "My last plan broke me at week 7. I want one that's gentler but still gets me through the marathon.",
      { race: "marathon", weeks: 16 },
    ],
    ["give me 12 weeks, half, thx", { race: "half marathon", weeks: 12 }],
    [
      "Turning 40 in November and I'd like to celebrate with a marathon. Am I mad? And if not, what's week one?",
      { race: "marathon", weeks: 20 },
    ],
    [
      "i have this app telling me 5 runs a week for a 10k. i have kids. what works with 3",
      { race: "10k", weeks: 8 },
    ],
    [
      "Is there any way to be ready for a half in six weeks? I do 25 km most weeks.",
      { race: "half marathon", weeks: 6 },
    ],
  ],
  first: {
    tools: (facts, draw) => (draw.chance(0.6) ? [recentRuns(facts), planLookup(facts)] : [planLookup(facts)]),
    bodies: [
      "{weeks} weeks for a {race}, three runs and one optional day:\n\n- Tuesday: easy, [6 km|4 miles]\n- Thursday: tempo, from week three on\n- Saturday: optional easy run or a bike ride\n- Sunday: long, starting at [9 km|6 miles] and growing by [1 km|1 mile] most weeks\n\nEvery fourth week is shorter.",
      "Yes, that can be done, {name}. For the {race} I would split your {weeks} weeks in three: a base of easy running, then one tempo and one long run a week, then two lighter weeks before the start. The first week is 3 runs of [5 km|3 miles], all of them easy enough to talk.",
      "Here is the shape of it. Two easy runs on weekdays, a faster one every second week and a long run at the weekend, first [10 km|6 miles]. Over {weeks} weeks the long run is what grows; the rest stays almost the same. That is plenty for a {race}.",
      "Let's do it. Week one: easy [5 km|3 miles] on Tuesday, easy [6 km|4 miles] on Thursday, long [8 km|5 miles] on Sunday. Add about 5 % a week, drop back every fourth, and keep the last two of the {weeks} weeks light. That brings you to the {race} rested.",
    ],
    asks: [
      "Which days are you sure to have free?",
      "What is the longest run you have done in the last month?",
      "Do you have a finish in mind, or is getting round the goal?",
    ],
  },
  followUps: [
    {
      says: [
        "which day is best for the long one",
        "Does the long run have to be on Sunday?",
        "can the long run be on any day",
      ],
      bodies: [
        "Any day works as long as an easy or free day stands on either side. Most people pick the day after which they can nap.",
        "Swap freely, with one rule: never tempo and long run back to back. Everything else can move around it.",
      ],
      asks: ["Which two days in your week are the calmest?", "Would Saturday suit you better?"],
    },
    {
      says: [
        "how fast should the easy ones be",
        "What does easy mean in numbers?",
        "I never know what pace 'easy' is, can you tell me in km?",
      ],
      bodies: [
        "Slow enough to talk in whole sentences. From what I see that is about [6:20 per km|10:12 per mile] for you, slower in heat or on hills.",
        "Around [6:30 per km|10:28 per mile] to begin with. If you can't chat, walk for a minute and start again slower.",
      ],
      asks: ["Can you usually talk on your runs?", "Do you tend to start too fast?"],
    },
    {
      says: [
        "do i need strength training too",
        "Should I lift as well?",
        "What about the gym, I go on Mondays",
      ],
      bodies: [
        "It helps. Twenty minutes twice a week of squats, calf raises and planks, on a day that is already hard, so that easy days stay easy.",
        "Yes, once or twice a week. Keep the legs light there in weeks with a long run above [16 km|10 miles].",
      ],
      asks: ["Do you have any weights at home?", "What do you do for strength at the moment?"],
    },
    {
      says: [
        "ok but i already run 4 times a week",
        "That's less than my four runs a week now, is that right?",
      ],
      bodies: [
        "Then keep your fourth run, short and easy, [5 km|3 miles] at most. The plan is meant to feel a little too light for three weeks.",
        "Keep the fourth as a free, easy one for two weeks. If your legs are still bored by then, I'll bring the first tempo forward.",
      ],
      asks: ["How tired are you at the end of a normal week?", "Which of your four would you miss least?"],
    },
  ],
  whys: [
    "Why it looks like this: nearly all of the progress comes from easy running, which builds the heart, the small blood vessels and the tendons without wearing you out. The tempo teaches your legs to clear what hard work leaves in them, and one a week is enough because the effect lasts about ten days. The long run is the rehearsal, both for the body and for the head. And the lighter fourth week is when the training turns into fitness; runners who leave it out look strong in week six and tired in week nine.",
    "The reasoning, so that you can adapt it yourself. Your muscles are ready for more within two or three weeks, but tendons and bones take eight to twelve, and that gap is where most beginners get hurt. So the distance grows by no more than five to ten per cent, and never together with the speed. The tempo arrives only once the habit is there. Two light weeks at the end look wasteful, yet they are worth several minutes, since you can't get fitter in that time but you can certainly get more tired.",
    "Let me go through each part. The weekday runs are there for frequency: three short stimuli teach the body more than one heroic one, and they keep the appetite for running alive. The weekend is for endurance, at a pace that will feel almost silly, because the fat burning we want only happens at low effort. The growth is small on purpose, and every fourth week steps back to let bones and tendons catch up with the lungs. Lastly, nothing in it is fixed: a missed run is gone, you don't pay it back.",
  ],
};

/** Only a look at the week that is planned; the answer is a card that the app draws. */
export const showWeek: Intent = {
  id: "show-week",
  prompt: "coach",
  twin: "build-plan",
  conversations: 24,
  facts: (draw: Draw): Facts => ({ km: draw.pick([16, 18, 20, 22, 24]) }),
  openings: [
    "what's on this week",
    "Show me my week please",
    "Which runs do I have left until Sunday?",
    "plan for the next 7 days?",
    "I deleted the calendar thing by accident. What am I meant to run this week?",
    "Can I see the schedule again?",
    "tues = intervals right? and the rest?",
    "Hi! Could you list my sessions for this week with distances, I want to write them on the fridge.",
    "overview pls",
    "When is my next tempo, and what else is there until the weekend?",
    "just got back from holiday, no clue where I am in the plan. this week's sessions?",
    "Give me the days and the km for this week.",
    "remind me what you've got me doing",
    "Is tomorrow a rest day? Actually, show me everything.",
    "how many miles am i supposed to do this week and on which days",
    "My wife asks when I'm out running. Can you pull up the days?",
    "week at a glance?",
    "I'd like to look at what is planned from Monday to Sunday.",
    "current week",
    "What does my training look like before the weekend away?",
    "hey coach whats next on the list, can i get the whole week",
    "Not changing anything, I just want to check my upcoming runs.",
    "send me this wk's plan again, cant find it in the app",
    "So what's it going to be this week?",
  ],
  first: { tools: (facts) => [planLookup(facts)], bodies: [], card: true },
  followUps: [
    {
      says: [
        "thx. is wednesday optional",
        "Do I need the Wednesday one? Looks like a lot.",
        "could i drop weds if work gets busy",
      ],
      bodies: [
        "If one has to go, yes, let it be Wednesday's easy [7 km|4 miles]. It is there for rhythm; the intervals and the long run carry the week.",
        "You can. Better still, make it twenty minutes round the block, because a short easy run the day after intervals loosens the legs.",
      ],
      asks: ["How busy does the week look?", "Shall I mark it as optional for you?"],
    },
    {
      says: [
        "what are the intervals exactly",
        "How do I do Tuesday's intervals?",
        "intervals = how many and how long?",
      ],
      bodies: [
        "Six times three minutes fast with two minutes of jogging between them, after [2 km|1 mile] to warm up. Fast means a pace you could hold for about twenty minutes.",
        "Warm up for ten minutes, then six hard efforts of three minutes with easy jogging in between. The last one should look like the first.",
      ],
      asks: ["Have you got a flat stretch to do them on?", "Did the last ones feel controlled?"],
    },
  ],
  whys: [
    "Some background on how the week is laid out. The two demanding days are as far from one another as the calendar allows, and each is followed by something easy, since the gain comes in the day and a half after a session and not during it. Frequency beats heroics: four ordinary runs tell the body that running is normal now, and it answers by building more blood and stronger tendons. If the week gets tight, drop the easy runs first, then shorten the tempo, and touch the long run last of all.",
  ],
};
