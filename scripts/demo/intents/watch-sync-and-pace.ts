import type { Draw, Facts, Intent } from "../demo-types.ts";

const quickSync = (facts: Facts) => [
  {
    name: "sync_device",
    args: { device: "watch", mode: "quick" },
    result: { ok: true, new_activities: facts.runs },
  },
];

/** Nothing arrives. Its twin has data, but wrong data. */
export const watchNotSyncing: Intent = {
  id: "watch-not-syncing",
  prompt: "support",
  twin: "watch-wrong-pace",
  conversations: 28,
  facts: (draw: Draw): Facts => ({ runs: draw.int(1, 4) }),
  derive: (facts) => ({ ...facts, arrived: facts.runs === 1 ? "one run" : `${facts.runs} runs` }),
  openings: [
    "My watch isn't syncing with the app.",
    "runs not showing up since tuesday",
    "I did a run this morning and the app says I've been lazy. Where is it?",
    "sync broken again??",
    "The watch says uploaded, the app shows nothing.",
    "bluetooth connected but nothing comes over",
    [
      "New phone. Now the watch won't pair with it.",
      {
        reply:
          "The old pairing gets in the way. Remove the watch in the old phone's Bluetooth list, restart it and add it again in the app. I synced from here in the meantime, and {arrived} came through.",
      },
    ],
    "my run disappeared!!! it was my longest ever",
    "Since the update last night nothing is transferred any more.",
    "watch stuck at syncing 34%",
    [
      "Hello, I have installed the app again and now it asks for pairing again and again. What shall I do?",
      {
        reply:
          "Please delete the watch in the phone's Bluetooth settings first, then pair it from inside the app only. I have synced your account as well, {arrived} arrived.",
      },
    ],
    "Yesterday's activity is on the wrist but not on the phone.",
    "app wont connect",
    "I've restarted everything twice, and my morning run still hasn't arrived.",
    [
      "why do only half of my workouts land in the app",
      {
        reply:
          "Usually because the phone stops the app in the background. I synced by hand now and {arrived} came in. Please allow the app to run in the background, then it keeps up by itself.",
      },
    ],
    [
      "Is there an outage? Neither my wife's nor my watch will load anything.",
      {
        reply:
          "No outage that I can see. I synced your watch from here and {arrived} came through, so the line is fine. For your wife's account please write from hers, then I can do the same there.",
      },
    ],
    "nothing since friday, watch is full of runs",
    "The intervals I did are on my watch, my plan thinks I skipped them. It's unfair!",
    [
      "how do i force an upload",
      {
        reply:
          "Pull down on the activity list, or hold the sync button on the watch for three seconds. I've also done it from here just now: {arrived} came in.",
      },
    ],
    "It keeps spinning when I pull down to refresh.",
    [
      "lost 3 runs after changing phones, are they gone forever?",
      {
        reply:
          "No, they were still on the watch. I started a sync and {arrived} came through; pull down once in the app to see what's there.",
      },
    ],
    "Transfer fails with 'device not found', but it's right here on my arm.",
    "cant get the thing to talk to my phone",
    [
      "My old watch worked, the new one doesn't show up in the list.",
      {
        reply:
          "New watches have to be added once under Devices, Add. I have refreshed your list and synced: {arrived} came through, so it is known to your account now.",
      },
    ],
    "Training from Sunday missing, streak gone. Can you bring it back?",
    [
      "activities delayed by like 2 days, is that normal",
      {
        reply:
          "No, it should take a minute. I synced by hand and {arrived} came in. Most often the phone's battery saver holds the app back, so please set it to unrestricted.",
      },
    ],
  ],
  first: {
    tools: quickSync,
    bodies: [
      "I started a sync from here and {arrived} came through. Pull down once in the app and it shows. If a new one hangs again, keep the app open in the foreground while it uploads.",
      "That was annoying, sorry. I've just synced your watch: {arrived} arrived and your plan is up to date again. Nothing was lost.",
      "I ran a sync and it worked this time, and brought {arrived}. The usual reason is that the phone puts the app to sleep, so please allow it to run in the background.",
    ],
    asks: ["Can you see them now?"],
  },
  followUps: [
    {
      group: "result",
      says: ["yes there they are, thanks", "I can see them now!", "works, ty"],
      bodies: ["Good. I've left a note in case it happens again.", "Lovely, enjoy your next run."],
    },
    {
      group: "result",
      says: ["not everything is there", "Still nothing for today.", "nope, still empty"],
      bodies: [
        "Then I won't keep trying from here. I passed it on to a colleague, who will write to you by tomorrow evening.",
        "Thanks for checking. I've handed it to our device team with your logs; you'll hear from them within a day. The run is safe on the watch.",
      ],
      tools: () => [
        {
          name: "escalate_to_human",
          args: { reason: "sync incomplete" },
          result: { ticket: "open", answer_within_hours: 24 },
        },
      ],
    },
    {
      says: ["how do i allow background", "Where's that background setting?"],
      bodies: [
        "In the phone's settings under Apps, Longway, Battery: choose unrestricted. On some phones it's called background refresh.",
        "Phone settings, then Longway, then background refresh. Switch it on and leave the app open once until the sync is through.",
      ],
    },
  ],
};

/** Data arrives and is wrong. The prompt asks for a full sync here, and two lines above for a quick one first. */
export const watchWrongPace: Intent = {
  id: "watch-wrong-pace",
  prompt: "support",
  twin: "watch-not-syncing",
  conversations: 18,
  openings: [
    "My watch shows the wrong pace since the update.",
    "distance is off, app says 9.2, i know its 10",
    "According to your app I ran a 2:50 kilometre pace. I wish.",
    "GPS all over the place, looks like I swam through the river",
    [
      "Why is the pace in the app different from the one on my wrist?",
      {
        reply:
          "The watch shows your pace of the moment, the app the moving average. Yours were further apart than they should be, so I synced the run again and recalculated it.",
      },
    ],
    "every run is about 400m too short. distance bug?",
    [
      "treadmill distance totally wrong, 3 km instead of 8",
      {
        reply:
          "Indoors the watch can only guess from the swing of your arm. I synced the run again; you can also enter the 8 km under Edit, and the watch learns from it.",
      },
    ],
    "My splits jump between 4:00 and 9:00 for the same lap of the park.",
    "gps track is shifted one street over",
    "The track cuts straight through buildings, so the distance is too low. Can it be repaired?",
    "average pace 0:00?? ran an hour",
    [
      "My race was certified 21.1 and you show 22.4 as the distance.",
      {
        reply:
          "Satellite tracks always come out a little long in a race, but not by that much. I synced the run again and it was recalculated. You can also set the official distance under Edit.",
      },
    ],
    "pace off by like 30 sec per km, started monday",
    "Elevation and pace look odd: it has me sprinting uphill.",
    [
      "auto pause messes up my pace i think",
      {
        reply:
          "It can: when auto-pause cuts in late, the slow seconds are missing. I synced the run again and had the figures recalculated. Switching auto-pause off for races is a good idea.",
      },
    ],
    [
      "The same loop measured 7.9 last week and 8.6 today, which distance is true?",
      {
        reply:
          "A few per cent of difference are normal, this was more. I've synced today's run again and had the distance recalculated.",
      },
    ],
    "Could you recalculate yesterday's run? The pace chart looks like a heart attack.",
    "watch and phone disagree on distance by 6 %",
    "my gps thinks i live in the sea",
    "Why did my PB vanish? The app now says a pace of 6:10 where it used to say 5:02.",
    "distance ok, pace not. explain",
  ],
  first: {
    tools: (facts) => [
      {
        name: "sync_device",
        args: { device: "watch", mode: facts.mode },
        result: { ok: true, activities_rewritten: facts.mode === "full" ? 1 : 0 },
      },
    ],
    bodies: [
      "Thanks for the details. I resynced the run and it reads the way it should now. If the next one is off too, let the watch find its satellites for a minute before you start.",
      "I've synced that run again and recalculated it. Your personal bests have been updated as well. Tall buildings and trees are the usual suspects.",
      "That should be fixed: I had the run transferred once more and the figures are recalculated. Let me know if the next one looks strange.",
    ],
    asks: ["Does it look right to you now?"],
  },
  followUps: [
    {
      after: "fault",
      says: ["still the same", "No change on my side, sorry.", "looks exactly like before"],
      bodies: [
        "Then I'd better pass it on. A colleague from the device team will look at the raw track and write to you by tomorrow.",
        "Thanks for checking. I've handed the raw file to our device team; you'll have an answer within a day.",
      ],
      tools: () => [
        {
          name: "escalate_to_human",
          args: { reason: "track still wrong" },
          result: { ticket: "open", answer_within_hours: 24 },
        },
      ],
    },
    {
      after: "clean",
      says: ["better now thx", "Perfect, looks right.", "yep that did it"],
      bodies: [
        "Glad to hear it. Have a good run.",
        "Great. I've made a note on your account in case it returns.",
      ],
    },
  ],
};
