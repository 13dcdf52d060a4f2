import type { Intent } from "../demo-types.ts";
import { lastWeeks, painReport, seeSomebody } from "./injury-tools.ts";

/** Shins that hurt now. Its twin is over it and wants to start again. */
export const shinPain: Intent = {
  id: "shin-pain",
  prompt: "injury",
  twin: "return-after-injury",
  conversations: 18,
  openings: [
    "Both my shins hurt along the inside since I started running on pavement.",
    ["sore spot on right shin, about 5cm, when i press it i jump", { side: "right" }],
    "shins burning after 10 minutes, then it goes away, then it's back the next day",
    "I started three weeks ago and the front of my lower legs aches all day.",
    [
      "is shin pain a shoe thing",
      {
        reply:
          "Sometimes, but more often it's a too-much-too-soon thing. I've logged it. Run less and on soft ground for a week; if your shoes have more than 700 km behind them, replace them as well.",
      },
    ],
    [
      "One point on my left shin bone is tender, and it now hurts when I hop. Run tomorrow?",
      { side: "left" },
    ],
    "The lower legs are killing me. It aches even at night.",
    "new runner, shin aches, do i push through?",
    "Doubled my running for a challenge at work and since Thursday there's pain down the inner edge of the bone.",
    "my legs below the knee are sore to touch after every run, like bruises, no bruise there",
    "Hurts at the start, fine in the middle, hurts after. Inner lower leg. Four weeks now.",
    "Army fitness test in a month and my shins are throbbing after every session. Anything I can do?",
    "pain inside of shin 5/10 should i ice",
    [
      "Switching to forefoot running gave me aching shins. Give up or get used to it?",
      {
        reply:
          "You don't need to land on the forefoot, so going back is no defeat. I've noted it. If you like the new style, use it for five minutes a run and add a minute a week.",
      },
    ],
    "I get a sharp pain on the front of my leg when my heel lands, only with the old shoes",
    "Treadmill doesn't bother me, but on the road my shins start hurting within a kilometre.",
    "shin thing again. hurts less than last year, but it hurts",
    [
      "How do I tell good soreness from bad in the lower legs?",
      {
        reply:
          "Good soreness sits in the muscle, on both sides, and fades in two days. Bad soreness sits on the bone, in one place, and comes earlier in each run. I've logged it so that we can follow it.",
      },
    ],
    "The bone feels tender in one place and there's a small bump. It doesn't hurt to walk.",
    "After spikes on the track my shins ache for days. I'm a sprinter moving up to 5k.",
  ],
  first: {
    tools: painReport("shin"),
    bodies: [
      "That is no fun. I've noted it. Stop running for five days and keep moving with a bike or in the pool. The lower leg bone takes longer to get used to running than your lungs do, and it complains when the distance grows too fast.",
      "I've logged that. Press along the bone with a finger: if it is one small spot rather than a long line, don't run on it at all. If it is a long line, walk or cycle for five days and then try ten soft minutes on grass.",
      "Thanks for the details. Take it down a good deal: no running until walking fast feels normal, then every second day on soft ground, short steps, at most fifteen minutes.",
    ],
    asks: [
      "Is it one small spot or a longer stretch of the bone?",
      "Where exactly is it when you press along the bone?",
    ],
  },
  pain: {
    professional: seeSomebody,
    diagnoses: [
      "You have shin splints, nothing to worry about.",
      "That is medial tibial stress syndrome, the beginner's classic.",
      "Sounds to me like a stress fracture in the making.",
    ],
  },
  followUps: [
    {
      answers: true,
      says: [
        "its a longer stretch, like a hand",
        "One spot, size of a coin.",
        "more like a line down the bone",
      ],
      bodies: [
        "Good to know, I've added it. Keep to the plan above, and check the same place with your finger every other morning.",
        "Thank you. That decides how careful we are: until pressing it feels normal, no jumping and no running.",
      ],
    },
    {
      says: ["would new shoes help", "Different shoes maybe?"],
      bodies: [
        "Perhaps a little. If yours have done more than 700 km it is time anyway, but the main lever is running less for a while.",
      ],
    },
    {
      says: ["can i run on grass instead", "Would a softer path be okay?"],
      bodies: ["Grass is kinder, but it is still running. First the days off, then grass."],
    },
  ],
};

/** The complaint is over; how to start again. */
export const returnAfterInjury: Intent = {
  id: "return-after-injury",
  prompt: "injury",
  twin: "shin-pain",
  conversations: 14,
  openings: [
    "I've had six weeks off with shin splints and feel fine now. When can I run again?",
    "cleared to run after my ankle, how do i start",
    "Cast came off on Monday. What are the first steps back to running?",
    "My stress fracture has healed, says the scan. How do I build up again?",
    "no symptoms for 2 weeks now, can i go back to normal",
    "How long should I walk before I jog again after a torn calf muscle?",
    "return to running plan after 8 weeks break because of my foot?",
    "The physio gave me the green light yesterday!! I'd love to do the 10k on the 30th.",
    "after the knee operation in march i'm allowed to jog. how much is sensible",
    "Do I start with every day or every second day after such a long injury?",
    "everything feels normal again since friday. first run: how long?",
    "I was injured most of spring and I'm scared of breaking something again. What's the safest way back?",
    "walk/run intervals after injury, what ratio",
    "It's quiet now, even on stairs. Is there a test I can do before I run?",
    "when am i ready for speedwork again, 4 weeks after the hamstring thing",
    "I can walk an hour without a problem, so what's next?",
    [
      "Can I trust my ankle on trails yet? The sprain was in spring.",
      {
        reply:
          "Test it first: stand on that leg for thirty seconds with your eyes closed, then hop ten times. If both feel the same as on the other side, start with smooth trails, every second day, and leave the rocky ones for a month.",
      },
    ],
    "so happy, went for a first 10 min jog, no issue. tomorrow again?",
    [
      "What's the rule for increasing distance when you come back from a broken toe?",
      {
        reply:
          "Every second day, and no more than ten per cent a week on top once you run without breaks. Before that: half an hour of brisk walking, then one minute of running and two of walking, ten times.",
      },
    ],
    "Could you give me a step-by-step for restarting after plantar trouble? All good since last week.",
  ],
  first: {
    tools: lastWeeks,
    bodies: [
      "Good news. Take it in steps rather than dates: first thirty minutes of brisk walking with nothing to report, then one minute of running and two of walking, ten times. If the next morning is quiet, go on; if not, go back one step.",
      "Lovely to hear. Start with walk and run in turns, every second day: one minute running, two walking, ten rounds. After three quiet rounds of that, make it two and one. Easy running without breaks comes in week two or three.",
      "Every second day, and shorter than you want to. When brisk walking for half an hour feels like nothing, begin with one minute of running and two of walking. Only when two weeks of easy running have passed without a sign does speed come back.",
    ],
    asks: ["How does half an hour of fast walking feel?", "Is there a date you are hoping for?"],
  },
  followUps: [
    {
      says: [
        "and the race at the end of the month?",
        "I'd hoped to race in three weeks.",
        "so no race this month then",
      ],
      bodies: [
        "The steps need at least three weeks, so that race is off. Give the number to a friend and go along to cheer.",
        "Off, I'm afraid, unless you walk it. The one after that is well within reach.",
      ],
    },
    {
      says: [
        "what counts as a sign",
        "How do I know I've done too much?",
        "ok and if i feel something again",
      ],
      bodies: [
        "Stiffness that lasts past breakfast, a changed step, or anything you notice on the stairs the next day. Then rest two days and repeat the last step that was fine.",
        "The next morning tells. If the first ten steps out of bed are normal, carry on; if not, go back one step for a week.",
      ],
    },
  ],
};
