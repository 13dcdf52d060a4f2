import type { Intent } from "../demo-types.ts";
import { painReport, seeSomebody } from "./injury-tools.ts";

/** Heel and Achilles in the morning. Its twin wants stretches for the same place. */
export const achillesMorning: Intent = {
  id: "achilles-morning",
  prompt: "injury",
  twin: "stretching",
  conversations: 14,
  openings: [
    "My Achilles is stiff and hurts for the first steps in the morning.",
    "back of heel sore when i get up, loosens after coffee. keep running?",
    ["There's a thick tender bit on my left Achilles that I can feel with my fingers.", { side: "left" }],
    "hobbling to the bathroom every day, heel pain, then fine by lunch",
    "Since hill sprints the tendon above my heel aches.",
    "first 10 min of each run my heel cord hurts then it's ok then it hurts after. is that bad",
    "I feel like a ninety-year-old when I get out of bed, sore ankles at the back, 3 weeks already.",
    ["Sharp pull behind the right ankle during a sprint yesterday, today it's swollen.", { side: "right" }],
    "achilles pain 3 of 10 only in the mornings, half in 5 weeks",
    "Lower drop shoes, and now the back of both heels is aching. My fault?",
    "The tendon creaks when I move the foot. Sounds funny, hurts a bit.",
    "pain under the heel w first step out of bed, like standing on a stone",
    "Getting up from the sofa hurts more than running does. It's where the calf becomes tendon.",
    "Do I need to stop completely if my Achilles is only sore before breakfast?",
    "my heel hurts when i wake up. running helps actually?? weird",
    "Old problem: tender Achilles every spring when I put in more distance.",
    "Barefoot on tiles in the morning is torture, a stabbing heel, by noon I've forgotten it",
    "Calf tight, Achilles sore, what do I drop first: hills or speed?",
    "one sided ache low in calf near heel, gone when warm, back at night",
    "Went back to spikes this week and paid for it, both heels hurt when I come down the stairs at six.",
  ],
  first: {
    tools: painReport("achilles"),
    bodies: [
      "I've noted it. Leave out hills, sprints and flat shoes for now. Easy running on the flat is fine as long as the next morning is no worse than this one. Slow heel drops from a step, three times fifteen, help it to get stronger.",
      "Mornings are the best measure here, so keep an eye on them. Five days without running, walking as you like, then twenty easy minutes in your softer shoes. If the first steps the next day are worse, take two more days.",
      "Thanks, logged. The back of the heel dislikes sudden changes: hills, speed, new shoes. Take those three away first and keep short easy runs only if it stays below 3 out of 10.",
    ],
    asks: ["How many minutes does it take to loosen up?"],
  },
  pain: {
    professional: seeSomebody,
    diagnoses: [
      "This is Achilles tendinopathy.",
      "You are describing plantar fasciitis, quite a textbook case.",
      "That's tendinitis, the tendon is inflamed.",
    ],
  },
  followUps: [
    {
      answers: true,
      says: [
        "maybe ten minutes",
        "takes about half an hour to loosen",
        "Five minutes, then I forget about it.",
      ],
      bodies: [
        "Then let that number guide you: if it grows from one morning to the next, do less. If it shrinks for three days in a row, add a little.",
        "Okay. Write the minutes down every day for a week; it is the best signal we have.",
      ],
    },
    {
      says: [
        "heel drops on both legs?",
        "should i do heel drops? how often",
        "Do the exercises go on while it's sore?",
      ],
      bodies: [
        "Up on both feet, down slowly on one, three times fifteen, once a day. A bit of discomfort is fine, more than 3 out of 10 is not.",
        "Every day, slowly, over the edge of a step. Three seconds down. Leave out the last part of the way if it nips.",
      ],
    },
  ],
};

/** Stretches for calves and the rest, nothing wrong. */
export const stretching: Intent = {
  id: "stretching",
  prompt: "injury",
  twin: "achilles-morning",
  conversations: 8,
  openings: [
    "What are good stretches for calves and Achilles?",
    [
      "do i stretch before or after running",
      {
        reply:
          "Move before, stretch after. Before: leg swings and ankle circles, ten a side. After: hold calf, hamstring and hip, 30 seconds per side.",
      },
    ],
    "Give me a five-minute routine for tight hamstrings, please.",
    [
      "calves always tight. foam roll or stretch?",
      {
        reply:
          "Both help for an hour or two. Stretch with a straight and then a bent knee, 30 seconds a side. What changes it for good is strength: calf raises, fifteen a side, three times a week.",
      },
    ],
    [
      "Is it true that you shouldn't stretch before a run?",
      {
        reply:
          "Holding a stretch for a minute or more makes the muscle a little weaker for a while, so leave that for later. Leg swings and a few minutes of jogging are the better start.",
      },
    ],
    "hip mobility for desk people who run, any ideas",
    [
      "How long do I hold a calf stretch?",
      {
        reply:
          "30 seconds on each side, twice, once with a straight and once with a bent knee. More than a minute brings nothing extra.",
      },
    ],
    [
      "I can't touch my toes. Does that matter for a runner?",
      {
        reply:
          "No. Running needs little range at the back of the leg, and stiff hamstrings even save a bit of energy. Stretch if it feels good, 30 seconds a side.",
      },
    ],
    "stretching routine for after long runs pls",
    "My physio friend does yoga for runners. Would that do as mobility work?",
    "Three things to do in the morning to get the ankles moving?",
    "warm up moves before intervals?",
    [
      "Should both legs be equally flexible? My left one is much stiffer.",
      {
        reply:
          "Nobody is quite even. If it has always been like that, leave it; if you want to work on it, stretch the left side twice for 30 seconds and the right one once.",
      },
    ],
    [
      "never stretched in my life and never had problems, should i start",
      {
        reply:
          "Then there is no need. If you have ten minutes to spare, strength does more for you: squats, calf raises and planks.",
      },
    ],
    "Quads feel like wood after hills, what loosens them?",
    [
      "Is foam rolling worth the time?",
      {
        reply:
          "If you like it, yes: it loosens you for half an hour. It doesn't repair muscle. One minute per calf and thigh is plenty.",
      },
    ],
    "how do you stretch the heel cord without a step",
    [
      "Best way to loosen up after eight hours in a car?",
      {
        reply:
          "Walk for ten minutes first. Then hip flexors in a low lunge, 30 seconds a side, ten slow squats, and leg swings, ten a side.",
      },
    ],
    "I'd like a short routine to prevent trouble with my Achilles, I've never had any so far.",
    [
      "dynamic vs static stretching explain like im five",
      {
        reply:
          "Dynamic is wiggling: you swing the leg and it wakes up, that's for before. Static is holding still: the leg gets calm, that's for after, 30 seconds a side.",
      },
    ],
  ],
  first: {
    bodies: [
      "Three will do. Calf against a wall with a straight leg, 30 seconds a side. The same with a bent knee, 30 seconds a side. Then hip flexors in a low lunge, 30 seconds a side. After the run or in the evening, while you are warm.",
      "Before a run, movement: leg swings, ten a side, and ankle circles, ten a side. Holding a stretch belongs after it, 30 seconds per side, to the point where you feel a pull and can still smile.",
      "Stretching does less than people hope, but it feels good and keeps range. Calf at the wall, hamstring with the heel on a low step, quad standing: each 30 seconds, both sides, three or four evenings a week.",
    ],
    asks: ["Where do you feel stiffest?", "Would mornings or evenings suit you better?"],
  },
  followUps: [
    {
      says: ["how often per week", "Every day or is that too much?", "daily?"],
      bodies: [
        "Three or four times a week is enough. Every day does no harm if you like it.",
        "As often as you brush your teeth, if you enjoy it; three times a week if you don't.",
      ],
    },
  ],
};
