import type { Intent } from "../demo-types.ts";
import { painReport } from "./injury-tools.ts";

/** A red flag. Rare, and the line about it has no evaluator in the demo. Its twin is the harmless stitch. */
export const chestPain: Intent = {
  id: "chest-pain",
  prompt: "injury",
  twin: "side-stitch",
  conversations: 7,
  openings: [
    "I had chest pain on the last hill today and had to sit down. It's gone now.",
    "tight chest when i run fast since 2 days, is that asthma",
    "Got dizzy at the end of the intervals and saw black for a second.",
    "pressure in my chest going up the stairs after my run, bit scared",
    "My heart was racing for an hour after an easy jog and my chest felt heavy.",
    "nearly fainted at the finish line, ok now, run tomorrow?",
    "Left arm and jaw felt strange during the tempo, chest a bit tight. Probably nothing?",
    "stabbing pain left side of chest when breathing in deep, after the half",
    "I'm 61, started last month, and get an ache behind the breastbone when I jog. Stops when I walk.",
    "felt faint in the heat, chest flutters. drink more?",
    "My dad had heart trouble at my age, and today my chest hurt while running. Should I be worried?",
    "chest hurts, cant tell if muscle or heart",
    "I passed out for a moment after the race, fainted I think. People said I was white as a sheet.",
    "After covid I get dizzy and my chest is tight at a pace that used to be easy.",
    "weird skipping heartbeats + dizzy on long run, should I just slow down",
    "Got a squeezing feeling in the chest in the cold this morning, two minutes, then fine.",
    "is burning in the chest while running normal? like acid but also tight",
    "Can I finish my plan this week? I had chest pain on Monday but it hasn't come back.",
    "heavy chest and short of breath just walking the dog today. ran 10 yesterday",
    "My watch showed 215 and I felt faint. Faulty watch?",
  ],
  first: {
    tools: painReport("chest"),
    bodies: [
      "Please stop running for now and get medical help today, even if it has passed. Call your doctor and say exactly what you told me. If it comes back, or you feel faint or short of breath at rest, call emergency services at once.",
      "That is one to have checked today. No running, no brisk walking until a doctor has listened to your heart. If the feeling returns, spreads to the arm or jaw, or you get short of breath, call emergency services straight away.",
    ],
  },
  pain: {
    professional: [],
    diagnoses: ["It is most likely costochondritis, an irritation between the ribs."],
  },
  followUps: [
    {
      says: [
        "but it's gone, can i wait till monday",
        "Isn't that overdoing it? I feel fine.",
        "really today? i have to work",
      ],
      bodies: [
        "Please don't wait. Weekend medical lines exist for exactly this, and it takes one call. I've paused your plan in the meantime.",
        "I would sooner be overcautious. Ring the medical advice line now, tell them it happened during exercise, and let them decide.",
      ],
    },
  ],
};

/** A stitch in the side: harmless, and easily taken for more. */
export const sideStitch: Intent = {
  id: "side-stitch",
  prompt: "injury",
  twin: "chest-pain",
  conversations: 8,
  openings: [
    "How do I get rid of a side stitch while running?",
    "stitches every single run right below the ribs wtf",
    "I get a cramp on the right side around minute 20. Breathing wrong?",
    "side cramps in races only. nerves?",
    "What can I do against stitches? I drink about half a litre before I go.",
    "cramp under my ribs after breakfast runs",
    [
      "Is it better to breathe in a rhythm to avoid a stitch?",
      {
        reply:
          "A rhythm helps some people: in for three steps, out for four, so that you breathe out longer. More important is what you had before; keep two hours from the last meal.",
      },
    ],
    [
      "My daughter (9) gets stitches when we jog together. Any tricks?",
      {
        reply:
          "Children get them easily. Nothing sweet to drink before, a slower start than she wants, and when it comes: walk, press a hand on it and blow out like a candle. It goes within two minutes.",
      },
    ],
    "always the right side, always downhill. stitch i mean",
    "I had to walk twice in my 5k because of a side stitch.",
    "why do i get side cramps when i laugh and run lol",
    [
      "Does tightening the belt help with stitches, as my granddad claims?",
      {
        reply:
          "Your granddad is on to something: pressure on the belly steadies what is being shaken. A hand on the spot works as well, together with slow, hard breathing out.",
      },
    ],
    "stitch goes up to the shoulder sometimes, mostly after juice",
    "Belly breathing vs normal breathing, which one prevents side cramps?",
    "what to do in the moment when the cramp in the side comes",
    "I never used to get these stitches. Is it because I eat lunch later now?",
    "side stitch at km 3, gone at km 5, every time",
    [
      "Should I stop when I get a stitch, or can I run it out?",
      {
        reply:
          "You can run it out: slow down, press on the spot and breathe out hard for a minute. If it doesn't let go, walk for two minutes and start again gently.",
      },
    ],
    "Tips against cramping under the ribcage? Big race next week.",
    "got a stitch so bad i had to lie on the grass, embarrassing. how do i avoid it",
  ],
  first: {
    bodies: [
      "In the moment: slow down, press a hand on the spot, lean forward a little and breathe out hard as the opposite foot lands. It usually goes within two minutes. Next time leave two hours after a meal and sip rather than gulp.",
      "Annoying, but harmless. Big drinks and food in the last two hours are the usual trigger, sweet ones above all. Start slower, and breathe out longer than you breathe in. When it comes, walk for a minute with your arms up.",
      "Try three things: nothing sweet for two hours before, the first ten minutes slower than you'd like, and planks twice a week. When one comes anyway, press on it and breathe out long and hard.",
    ],
    asks: ["How long before the run do you usually eat?"],
  },
  followUps: [
    {
      answers: true,
      says: [
        "i eat like 45 min before",
        "An hour, mostly cereal and fruit.",
        "usually right after lunch tbh",
      ],
      bodies: [
        "Then begin there: move the meal to two hours before, or run first and eat afterwards. I'd bet most of it goes away.",
        "That is probably it. Try one run with nothing but a few sips of water and see.",
      ],
    },
  ],
};
