import type { Draw, Facts, Intent } from "../demo-types.ts";
import { planLookup, recentRuns } from "./coach-tools.ts";

/** Running less because a race is near. Its twin ran less because life got in the way. */
export const taper: Intent = {
  id: "taper",
  prompt: "coach",
  twin: "comeback",
  conversations: 14,
  facts: (draw: Draw): Facts => ({ km: draw.pick([14, 16, 18]) }),
  openings: [
    "Two weeks until the marathon. How much should I still run?",
    [
      "taper feels wrong, i have so much energy. can i do one more long run",
      {
        reply:
          "That energy is the taper working, so please keep it. No run over [12 km|7 miles] from here. If you're bursting, add four quick strides at the end of an easy run.",
      },
    ],
    "Race is in 9 days. What do I cut, what do I keep?",
    "last week before my half, do i run at all",
    "I've been doing 60 km a week. What's right for the final two?",
    "Everyone says rest before the race but I go stiff when I don't move. What's the minimum?",
    [
      "10 days out, legs heavy, mood terrible. Normal?",
      {
        reply:
          "Completely normal; the body is repairing what you did in the last months. Keep running every second day, [5 to 8 km|3 to 5 miles] and easy, with a few quick strides. It turns round two or three days before the race.",
      },
    ],
    "should i still do speed work the wk of the race",
    [
      "Is a 20 km run eight days before the half a bad idea?",
      {
        reply:
          "It's too long, yes. [12 to 14 km|8 miles] easy is the limit at that point; you'd carry the rest of it to the start. Use the spare hour for sleep.",
      },
    ],
    [
      "When do I stop the strength training, before a marathon on the 27th?",
      {
        reply:
          "Ten days before, so the last real session is on the 17th. From then on a few squats without weight to keep moving, and the runs get shorter, too: nothing above [12 km|7 miles].",
      },
    ],
    "how to spend race week",
    "My plan drops off a cliff from 50 to 25. Do I trust it?",
    [
      "Day before the race: jog, walk or sofa?",
      {
        reply:
          "Fifteen minutes of jogging with two or three strides if you go stiff otherwise, the sofa if you don't. Both are fine. What matters more is the night before that one.",
      },
    ],
    "I'm afraid of losing fitness if I back off now. It's still 12 days.",
    "marathon sunday. its tuesday. what now",
    "How short can the runs get in the final stretch without me going mad?",
    "Do I keep intervals in when there's only a week and a half left?",
    [
      "tapering for a 10k, is that even a thing",
      {
        reply:
          "A small one. Four or five days are enough: drop the long run to [8 km|5 miles], keep one short session with a bit of race pace, and rest the day before.",
      },
    ],
    "Every niggle feels like the end of the world this close to the start line. Less running, or the same but slower?",
    "Half on Saturday: what do I do from now till then?",
  ],
  first: {
    tools: (facts) => [planLookup(facts)],
    bodies: [
      "Keep the days, cut the distance. Two weeks out run about two thirds of your usual, in the last week a third. One short session with some race pace stays in: 3 times [1 km|half a mile] is plenty. The day before, jog for fifteen minutes or put your feet up, as you like.",
      "Less, but not nothing, {name}. No run longer than [12 km|7 miles] from here, all easy, with four or five quick strides at the end of two of them. Strength training stops ten days before. Heavy legs and a bad mood are part of it and mean nothing.",
      "Trust the drop. You can't gain fitness any more, you can only carry tiredness to the start. Run every second day, [5 to 8 km|3 to 5 miles], with a few minutes at race pace on one of them, and sleep as much as they let you.",
    ],
    asks: [
      "What is making you most nervous about the day?",
      "How are you sleeping at the moment?",
      "Have you picked up your race number yet?",
    ],
  },
  followUps: [
    {
      says: [
        "can i do a parkrun the day before",
        "What about a quick 5k on Saturday?",
        "would a fast 5 km two days before hurt",
      ],
      bodies: [
        "Jog it with a friend if you like the company, but leave the watch at home. Fast legs the day before are slow legs on the day.",
        "I would leave it. If you need to move, run [3 km|2 miles] with three strides and call it done.",
      ],
      asks: ["Is there somebody who will hold you back?", "Could you go along as a volunteer instead?"],
    },
    {
      says: ["and what do i eat", "Should I be carb loading already?", "do i need to eat more pasta now"],
      bodies: [
        "That one is for the nutrition agent in the app, who can work it out for your weight and your race.",
        "Best to ask the nutrition agent; it knows your diet setting, and I would only be guessing.",
      ],
      asks: [
        "Is there anything about the running itself that still bothers you?",
        "Shall we go through the start once more?",
      ],
    },
  ],
  whys: [
    "It helps to know what goes on. A block of training leaves small damage in the muscle and empties the stores of sugar, and both take ten to fourteen days to repair fully. During that time fitness fades by hardly anything, one or two per cent, while freshness returns quickly; the sum of the two is what you race with, and it peaks about now. The bit of race pace is not for fitness at all. It reminds the nerves and the legs of the rhythm, so that the first stretch on the day does not feel foreign to you.",
    "Let me explain each piece. Volume goes down because it is the main source of tiredness; frequency stays because long gaps make you stiff and restless. Intensity stays in tiny doses, since blood volume and snap fade within a week without it. Weights go first because sore legs linger. As for the strange twinges, when the big load disappears you suddenly have attention to spare, and the body uses the time to repair what it put off for weeks. Almost everyone feels worse before a good race than before an ordinary training week.",
  ],
};

/** Coming back after missed weeks. */
export const comeback: Intent = {
  id: "comeback",
  prompt: "coach",
  twin: "taper",
  conversations: 18,
  facts: (draw: Draw): Facts => ({ km: draw.pick([14, 16, 18]) }),
  openings: [
    "I missed two weeks because of flu. Where do I pick up?",
    "havent run in a month, work was crazy. start over?",
    "Back from holiday, ten days without a single run. Do I continue with week 6 or repeat 4?",
    "skipped 3 weeks. how do i catch up before october",
    [
      "We had a baby! I've slept maybe four hours a night and run zero times since the 2nd. What now?",
      {
        reply:
          "Congratulations! Then the goal is to get out, nothing else: two or three times a week twenty to thirty minutes, easy, when somebody can take over. About [3 km|2 miles] is plenty. The plan can wait until the nights are longer.",
      },
    ],
    "Lost my motivation for most of last month. I'm ready again but scared of the plan, it says 21 km on Sunday.",
    "covid, 12 days out, feel ok now. jump back in or ease in?",
    [
      "How much fitness do you lose in three weeks off?",
      {
        reply:
          "Less than it feels like: perhaps five per cent, and most of it comes back in three weeks of easy running. Start with 60 % of your old distance, longest run [8 km|5 miles], and no intervals in the first week.",
      },
    ],
    [
      "missed a ton of runs, should i squeeze them in",
      {
        reply:
          "No. What's missed is gone, and stacking runs is how people get hurt. This week 60 % of the old distance, all of it easy, the longest [8 km|5 miles]; then we join the plan where it stands.",
      },
    ],
    "My last run was 5 weeks ago. I can't possibly do what's in the app for tomorrow.",
    "I was travelling for work, hotel gyms only. Half is in 7 weeks. Is it gone?",
    "is it safe to do the long run after 2 wks of nothing",
    "Just had my wisdom teeth out and lay low for eleven days. Adjust the plan?",
    "fell off the wagon. restart me gently",
    "I used to do 40 km a week before exams. What's a sane first week now that they're over?",
    "What do I do with a gap of 16 days, ignore it?",
    [
      "Can I go straight back to intervals after three weeks on the sofa?",
      {
        reply:
          "Give it two weeks. First easy running at 60 % of the old distance, then a short tempo, and intervals in the third week with half the repeats.",
      },
    ],
    [
      "been ill, first jog today 3 km and i was dead. how long till its normal",
      {
        reply:
          "Usually about as long as you were ill, counted from the first jog. Run every second day, [3 to 4 km|2 miles], slowly enough to talk, and add a little when it feels dull.",
      },
    ],
    "Life happened. It's been a while. Where would you begin?",
    "Ran nothing while we moved house, starting again on Monday. How far, how often?",
    "after 2 weeks off sick do I do the week I missed or the week I'm in",
  ],
  first: {
    tools: (facts, draw) => (draw.chance(0.5) ? [recentRuns(facts), planLookup(facts)] : [recentRuns(facts)]),
    bodies: [
      "Welcome back. Start with about 60 % of what you did before and leave the missed sessions where they are, they can't be caught up. This week: 3 easy runs of [5 km|3 miles], the longest [8 km|5 miles]. If that feels like nothing, next week adds a bit.",
      "You have lost less than you fear. For one week run 60 % of the old distance, all of it easy, no intervals. In the second week the tempo returns at half length, and in the third you're back in the plan where it stands by then.",
      "Good that you ask before running Sunday's distance, {name}. Take [9 km|6 miles] as the longest run this week and two short easy ones. After that we add [2 km|1 mile] at a time until you meet the plan again.",
    ],
    asks: [
      "How did you feel on the stairs today?",
      "Is everything that kept you away really over?",
      "On how many days this week could you get out for half an hour?",
    ],
  },
  followUps: [
    {
      says: ["and the race? still possible", "Do I need to change my goal?", "is the goal gone now"],
      bodies: [
        "Still possible. Let's look at it in three weeks, when we see how quickly the long run comes back to [16 km|10 miles].",
        "Keep the race, park the time. After two full weeks of training I can tell you what is realistic, and not before.",
      ],
      asks: ["Would finishing it be enough for you this time?", "How many weeks are left until then?"],
    },
    {
      says: [
        "what if it feels too easy",
        "I felt fantastic today, can I do more?",
        "legs feel great already, can i add km",
      ],
      bodies: [
        "Enjoy it and do no more. The lungs come back in days, tendons in weeks, and they don't send warnings.",
        "Add one short easy run of [4 km|2 miles] and nothing else. Fresh legs after a break are a trap that we all know.",
      ],
      asks: ["Can you hold back until Sunday?", "What would you do with a free evening instead?"],
    },
  ],
  whys: [
    "The background: after two weeks off, the amount of blood your heart moves has dropped by a few per cent, and that returns within ten days of easy running. Strength in tendons and bones falls more slowly but also returns more slowly, so there is a stretch in which you feel fit and are not. Most comebacks end in that stretch. Starting at sixty per cent keeps you below the limit while the slow parts catch up. And missed sessions are simply past; the body has no ledger, it only knows what you do this week and the week after.",
    "Why I would rather not squeeze anything in: a plan is a series of small loads with enough time after each of them, and stacking two into the room of one gives you double the strain and, if you are lucky, the same gain. What counts is how many weeks you string together from now on. Think of the break as an unplanned rest period, which now and then is precisely what a tired runner needed. People often run well some four or five weeks after one, provided that they came back with a little patience.",
  ],
};
