import type { Intent } from "../demo-types.ts";
import { painReport, seeSomebody } from "./injury-tools.ts";

/** Pain in the knee. Its twin is shopping for the knee. */
export const kneeDownhill: Intent = {
  id: "knee-downhill",
  prompt: "injury",
  twin: "knee-brace",
  conversations: 28,
  openings: [
    "My knee hurts when I run downhill, flat is fine.",
    ["outside of left knee starts aching after 5 km every time", { side: "left" }],
    [
      "Stabbing feeling next to my right kneecap on descents. Started after a trail race two weeks ago.",
      { side: "right" },
    ],
    "knee pain going down stairs since sunday's long run",
    "I can run uphill all day but the way back is agony, it's like a sharp needle under the kneecap",
    "ok so my knee. it doesnt hurt while running but 2 hours later its so sore i cant sit with it bent",
    ["Left knee. Dull ache, 3 out of 10, only on slopes.", { side: "left" }],
    "Every time the road tips down I get this twinge on the inner side. Do I stop running hills?",
    [
      "Is it normal for knees to be sore after increasing to 40 km a week?",
      {
        reply:
          "It is common, and it is a sign that the increase was a bit quick. I've logged it. Go back to the distance from three weeks ago for now, flat routes only, and leave out the fast session until stairs feel normal.",
      },
    ],
    "hi, i'm 58 and the joint clicks and hurts a bit when i go down into the park. still ok to run?",
    "Third run in a row that ended with me walking because of the pain around the kneecap.",
    ["my right one is killing me on the downs. pain 6/10", { side: "right" }],
    "Since I got new shoes the outside of the knee is tender to touch. Coincidence?",
    "Hurts. Knee. Downhill. What do I do, the race is on the 20th.",
    "After sitting at the desk the knee is stiff and achy, then it warms up, then at about 6 km it's back.",
    "I twisted a little on a root last week and walking down the stairs still hurts. Running flat seems OK.",
    "a burning line on the side of my knee from km 7, stops when i stop",
    "My knees have been sore for a month but it's never bad enough to stop. Should it worry me?",
    [
      "can i run through knee pain or is that dumb",
      {
        reply:
          "Up to 2 out of 10, and if it is gone the next morning, easy flat running is fine. Anything above that: walk home. I've made a note of it, so that we can see which way it goes.",
      },
    ],
    "Coming down from the viewpoint I had to hold on to the railing, such a sharp pain below the kneecap. Today nothing.",
    "woke up and couldnt bend it all the way, hurts at the front. ran 18 km yesterday w lots of descent",
    "It's been niggling at the back of the knee, and it aches most the morning after speed work.",
    "Tell me if I need to rest: front of the knee, pain going up and down stairs, day four.",
    "The descents on my commute run have started to hurt my left knee, and I carry a backpack. Related?",
    "pain lvl 4 kneecap, downhill only, 2 weeks, what now",
    "I've got what feels like a bruise inside the knee, sore when I jump or run down slopes.",
  ],
  first: {
    tools: painReport("knee"),
    bodies: [
      "Sorry to hear that. I've noted it. Leave out descents and anything fast for five days; cycling or swimming is fine if the knee stays quiet. Going down loads the front of the knee several times more than the flat does, so walk the slopes even on easy days.",
      "Thanks for telling me early. Going down asks a lot of a knee, so for now run on the flat only, and only as long as it stays at 2 out of 10 or less and is gone the next morning. If it goes above that, walk home.",
      "I've logged it. For the next five days swap running for walking, a bike or the pool. After that try twenty minutes on the flat. Shorter, quicker steps take some of the load away from the knee.",
    ],
    asks: [
      "From 0 to 10, how bad is it at its worst?",
      "How bad is it from 0 to 10, and do you feel it on stairs?",
    ],
  },
  pain: {
    professional: seeSomebody,
    diagnoses: [
      "This is classic runner's knee: the kneecap is not tracking the way it should.",
      "What you have is IT band syndrome, it is very common in people who add hills.",
      "That sounds like patellofemoral pain syndrome.",
    ],
  },
  followUps: [
    {
      answers: true,
      says: [
        "about a 4, only on the way down",
        "3/10 maybe. and yes on stairs",
        "It's a five at its worst, then it fades.",
      ],
      bodies: [
        "Then five days without running it is, and keep walking as much as feels fine. Note each evening how stairs feel; that tells us more than the run itself.",
        "Okay, that puts you in the middle row: bike, swim or walk for five days, then twenty flat minutes as a test.",
      ],
    },
    {
      says: [
        "can i still do my race on the 20th?",
        "what about the half next weekend",
        "I've a race soon, is that off?",
      ],
      bodies: [
        "I'd decide after the flat test run. If it stays quiet on two runs in a row you can start; if not, this race is off and the next one is safer.",
        "Honestly, not if it is still there when you walk down stairs the day before. A missed race costs you a weekend, a forced one can cost a season.",
      ],
    },
    {
      says: [
        "ibuprofen before the run ok?",
        "Could I just take something for it?",
        "what if i take a painkiller",
      ],
      bodies: [
        "Please don't take anything in order to run. It hides the signal that you need in order to know when to stop.",
        "I'd leave that out: you would run on something you can't feel.",
      ],
    },
  ],
};

/** Gear for the knee, without a complaint. */
export const kneeBrace: Intent = {
  id: "knee-brace",
  prompt: "injury",
  twin: "knee-downhill",
  conversations: 9,
  openings: [
    "Should I buy a knee brace for running?",
    [
      "do those elastic knee sleeves do anything",
      {
        reply:
          "They keep the knee warm and make you notice how it moves. They take no load away and protect nothing, but if it feels nice there is no harm.",
      },
    ],
    [
      "My running buddy swears by kinesio tape on his knees. Is it worth the money?",
      {
        reply:
          "Tape gives the skin a signal, and some people move more confidently with it. It doesn't hold or correct anything. If he likes it, fine; you don't need to copy it.",
      },
    ],
    "knee support yes or no, no complaints just careful",
    "I'm a bit heavier and want to protect my joints. Would a brace make sense as a precaution?",
    [
      "Which is better for the knee, a strap below the kneecap or a full sleeve?",
      {
        reply:
          "A strap presses on the tendon below the kneecap, a sleeve warms the whole joint. For a healthy knee neither is needed, so go by comfort: on longer runs the sleeve slips less.",
      },
    ],
    "saw someone with bandages on both knees at the race, should everyone wear that",
    [
      "Can wearing a sleeve all the time make the knee weaker?",
      {
        reply:
          "No, it doesn't hold enough for that. What it can do is make you feel safer than you are, so increase the distance as slowly as you would without it.",
      },
    ],
    [
      "Are insoles any good for keeping knees healthy?",
      {
        reply:
          "There is little to show for it in healthy runners. They can make a shoe more comfortable, and comfort is a decent guide. They don't straighten a leg.",
      },
    ],
    [
      "is there a brace you'd recommend for downhill trail running",
      {
        reply:
          "I don't name brands, and for healthy knees I wouldn't get one. Poles and shorter, quicker steps take more off the knees on a descent than a brace can.",
      },
    ],
    [
      "My mum gave me her old knee support. Use it or bin it?",
      {
        reply:
          "If it has hinges or is worn out, leave it in the drawer. A simple elastic one does no harm, though for a healthy knee it does little beyond warmth.",
      },
    ],
    "Do I need something for my knees for a first marathon? Shops keep offering me straps.",
    [
      "compression thing for knee: before, during or after running?",
      {
        reply:
          "Whenever it feels good. It warms before and during, and after a run it may take a bit of swelling away. It does not speed up anything else.",
      },
    ],
    [
      "I've ordered a hinged brace online, it's huge. Can one even run in it?",
      {
        reply:
          "Not really. Hinged braces are made for after an operation, and they chafe and change your step. For a healthy knee I'd send it back.",
      },
    ],
    "tape vs sleeve, go",
    "What does a knee strap actually do, mechanically?",
    [
      "Would softer shoes do the same job as a support?",
      {
        reply:
          "They do a different one. A soft shoe spreads the landing a bit; a sleeve only warms. Neither replaces strong thighs, but if I had to choose I'd spend it on shoes that fit.",
      },
    ],
    [
      "thinking of getting knee sleeves for winter, just for warmth. any downside?",
      {
        reply: "None at all, warmth is the one thing they do well. Long tights do the same, and don't slip.",
      },
    ],
    [
      "How tight should a sleeve sit on the knee?",
      {
        reply:
          "Snug, so that it doesn't slip, and loose enough for two fingers. If your foot tingles or there's a deep mark afterwards, take a size up.",
      },
    ],
    "My gym requires knee wraps for squats, do they help with running as well?",
  ],
  first: {
    bodies: [
      "A sleeve keeps the joint warm and reminds you how it moves, and that is about all. It can't protect a healthy knee, and it takes no load away. Strong thighs and hips do more: squats and step-downs, twice a week.",
      "If nothing is wrong, you don't need one. It won't weaken the knee either, so if it feels good, wear it. What it can't do is make a steep increase in distance safe.",
      "It can give warmth and a feeling of support; it cannot guide the kneecap or absorb impact. If you want to spend money on your knees, shoes that fit and two short strength sessions a week are the better deal.",
    ],
    asks: ["Is there a reason you are thinking of it now?", "Do you do any strength work at the moment?"],
  },
  followUps: [
    {
      says: [
        "ok and which exercises",
        "What would you do for strong knees then?",
        "which strength stuff exactly",
      ],
      bodies: [
        "Three are enough: squats, slow step-downs from a stair, and side planks. Ten of each per side, planks for thirty seconds, twice a week.",
        "Step-downs, ten a side, slowly. Bridges on one leg, ten a side. Wall sit, forty seconds. Twice a week is plenty.",
      ],
    },
    {
      says: ["so waste of money basically", "Then I'll send it back."],
      bodies: [
        "For a healthy knee, mostly yes. Keep it if you like the warmth in winter.",
        "Sounds sensible. If anything about the knee changes, tell me and we will look at it again.",
      ],
    },
  ],
};
