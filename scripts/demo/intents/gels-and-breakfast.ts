import type { Intent } from "../demo-types.ts";
import { food } from "./nutrition-tools.ts";

/** Eating while running. Its twin eats before it. */
export const gelsDuring: Intent = {
  id: "gels-during",
  prompt: "nutrition",
  twin: "breakfast-before",
  conversations: 16,
  openings: [
    "How many gels do I need for a marathon?",
    [
      "gels make me sick, alternatives?",
      {
        reply:
          "Plenty: dates, half a banana, jelly sweets, rice cakes or a bottle of sports drink. Look for 30 to 60 g of carbohydrate an hour in small bites, and always with water. Gels taken without water are what upsets most stomachs.",
      },
    ],
    "When should I take the first gel in a half?",
    [
      "do i need to eat anything on a 90 min run",
      {
        reply:
          "Not if it's easy and you had breakfast; water will do. If it is a hard run or you feel empty after an hour, one gel or half a banana helps.",
      },
    ],
    [
      "What can I eat during a long trail run that isn't sweet? After four hours I can't look at sugar.",
      {
        reply:
          "Boiled potatoes with salt, pretzels, small cheese sandwiches or rice balls. Alternate: sweet in the first two hours, salty later on, so that you still get your 60 g an hour.",
      },
    ],
    "one gel every how many km",
    "I bonked at 32 km. How much sugar an hour should I have been taking?",
    [
      "dates instead of gels, how many = 1 gel",
      {
        reply:
          "Three large dates are about one gel, some 25 g of carbohydrate. They have fibre, though, so try them on a long run before you rely on them.",
      },
    ],
    [
      "Water or sports drink with the gels?",
      {
        reply:
          "Water. Gel and sports drink together make a syrup that sits in the stomach. If you like the drink better, take it instead of every second gel.",
      },
    ],
    "Stomach cramps from sports drink on long runs, what now?",
    [
      "is caffeine in gels worth it",
      {
        reply:
          "A little, for the last third of a long race. Stay below 3 mg per kilogram in total, coffee included, and not in the afternoon if you want to sleep that night.",
      },
    ],
    [
      "They hand out a brand I don't know at the aid stations. Take it or bring my own?",
      {
        reply:
          "Bring your own. Nothing new on race day is the one rule about gels worth keeping. Take water from the tables and carry what you trained with.",
      },
    ],
    "60 g carbs an hour, how do i do that practically",
    [
      "Can I train my gut to take more?",
      {
        reply:
          "Yes, in four to six weeks. Start with 30 g an hour on your long runs and add 10 to 15 g a week until you reach the 60 to 90 g you want to race with.",
      },
    ],
    "half marathon 2:15 finisher here, gels yes/no",
    "I carry jelly babies in my pocket. Is that enough for the 30 km run?",
    [
      "every time i take a gel i need the loo 10 min later",
      {
        reply:
          "Try half a gel at a time with four good sips of water, and one that is made of maltodextrin rather than fructose. If it stays like that, switch to dates or a drink.",
      },
    ],
    [
      "What should I be drinking on a hot two-hour run, and how often?",
      {
        reply:
          "About half a litre an hour, in small sips every 15 minutes, with some salt and 30 to 60 g of carbohydrate in it. Drink to thirst beyond that; more than you sweat doesn't help.",
      },
    ],
    [
      "salt tabs, needed or marketing?",
      {
        reply:
          "Mostly marketing below three hours. In long, hot races salt in the drink or salty food does the same. If your cap is white with salt afterwards, it's worth trying.",
      },
    ],
    "How do ultra runners manage to eat while moving? My first 50k is in August.",
    [
      "Do two cups of cola at the aid station replace a gel?",
      {
        reply:
          "Nearly: two small cups have about 20 g of sugar, a gel has 25. Let it go flat first, and don't start with it before the second half.",
      },
    ],
  ],
  first: {
    tools: food("energy gel", "banana"),
    bodies: [
      "From an hour onwards 30 to 60 g of carbohydrate an hour, from two hours on up to 90. One gel has about 25 g, so that is one every 25 to 30 minutes, with a few sips of water. Start early, at around half an hour, before you feel you need it.",
      "Between one and two hours, 30 to 60 g an hour is right: two gels, or five dates, or a bottle of sports drink. Practise it on your long runs with whatever you will use on the day, and don't try a new one in the race.",
      "For runs under 75 minutes water is enough. Beyond that, something small every half hour: a gel, half a banana, a handful of jelly sweets. Take it with water, because gel and sports drink together is more sugar than most stomachs want.",
    ],
    asks: ["How long do you expect to be out there?"],
  },
  followUps: [
    {
      answers: true,
      says: ["about 4 hours", "around 2:10 i think", "Five hours with the climbing."],
      bodies: [
        "Then plan for 60 g an hour and work up to it in training: 30 in the first week, 45 in the second, 60 in the third.",
        "Good. Put one portion in a pocket for every 30 minutes and set a timer, since nobody remembers in a race.",
      ],
    },
    {
      says: ["and if i feel sick", "What if my stomach says no?", "nausea usually starts at 25 km"],
      bodies: [
        "Slow down for five minutes and take water only, then start again with half portions. Most of it comes from too much at once.",
        "Switch to small sips of cola or a piece of banana. And check your speed: a stomach shuts down when the pace is too high.",
      ],
    },
  ],
};

/** Eating before running. */
export const breakfastBefore: Intent = {
  id: "breakfast-before",
  prompt: "nutrition",
  twin: "gels-during",
  conversations: 12,
  openings: [
    "What should I eat before a morning run?",
    [
      "run at 6am, eat or not",
      {
        reply:
          "Up to an hour, not: a glass of water and go. If it is longer or fast, half a banana or a slice of toast before you leave.",
      },
    ],
    [
      "Is running on an empty stomach good for anything?",
      {
        reply:
          "It is fine for short easy runs and saves you an alarm, but it makes you no fitter and burns no more fat over the day. Don't do hard or long runs that way.",
      },
    ],
    [
      "how long after breakfast can i run",
      {
        reply:
          "Two hours after a full breakfast, 45 minutes after a banana or toast, 15 after a few sips of juice. Everyone differs by half an hour or so.",
      },
    ],
    [
      "My stomach rumbles through every early session. A banana makes me burp. Ideas?",
      {
        reply:
          "Try white toast with honey, two rice cakes or a small glass of juice, half an hour before. They leave the stomach quicker than a banana does.",
      },
    ],
    [
      "Coffee before a run: good, bad?",
      {
        reply:
          "Good, if you tolerate it: a cup 45 minutes before, up to 3 mg of caffeine per kilogram. Know where the nearest toilet is, and skip it before evening runs.",
      },
    ],
    [
      "porridge gives me a brick in the belly, how long do i need to wait",
      {
        reply:
          "Two hours for a normal bowl. If you can't wait that long, make it half the size with water instead of milk, or have toast.",
      },
    ],
    "What's a good pre-race breakfast for a 10 am start?",
    "toast or oats b4 long run",
    "I run in my lunch break. What do I have at ten so I'm not starving at twelve?",
    [
      "evening runner. dinner before or after?",
      {
        reply:
          "After. Have a snack around four or five, a sandwich or yoghurt with oats, and dinner within two hours of coming home.",
      },
    ],
    [
      "Can I do the long run fasted on Sundays?",
      {
        reply:
          "I wouldn't. Over two hours you need something beforehand and 60 g of carbohydrate an hour on the way, or the last part turns into a march. Save the empty stomach for short easy runs.",
      },
    ],
    [
      "I can't get anything down before seven in the morning. Is juice enough?",
      {
        reply:
          "For up to 90 minutes, yes. A glass of juice has about 25 g of carbohydrate, and you can take a gel along if it gets longer.",
      },
    ],
    "snack 30 min before intervals?",
    "yoghurt before running = disaster. What could I have in its place?",
    [
      "Should I eat the same thing before training as I will on race day?",
      {
        reply:
          "On at least three long runs, yes: the same food, the same time before. The rest of the week eat what you like.",
      },
    ],
    "got up late, 20 min till the club run, food?",
    [
      "Is it okay to run straight after work with the last meal at noon?",
      {
        reply:
          "It is, but it'll feel better with a snack an hour before: a banana, a few crackers or a pot of yoghurt. Dinner comes after.",
      },
    ],
    [
      "fasted runs yes or no, female if that matters",
      {
        reply:
          "Short and easy, fine; more than an hour, no. It does matter a bit: women react sooner when too little comes in, so have a banana first on most days and breakfast right after.",
      },
    ],
    "Which breakfast keeps me going for two hours without a toilet stop?",
  ],
  first: {
    tools: food("banana", "oats"),
    bodies: [
      "Under an hour you don't have to eat anything; a glass of water will do. For longer or faster runs a banana or a slice of toast with honey, 45 minutes before. A full breakfast wants two hours.",
      "That depends on what comes after it. Easy and short: go as you are. Intervals or more than an hour: something plain with carbohydrate, such as toast with jam or half a banana, and coffee if you like it. Fat, fibre and a lot of milk are what tend to sit heavy.",
      "Two hours for a bowl of porridge, 45 minutes for a banana, 15 for a few sips of juice. Try it on a training day first, and have on race day what worked then.",
    ],
    asks: ["How long is the run you have in mind?"],
  },
  followUps: [
    {
      answers: true,
      says: ["40 min usually", "about an hour, easy", "half an hour, slow"],
      bodies: [
        "Then water and out of the door. Have a proper breakfast when you come back.",
        "No need for anything then. If you feel hollow, two dates or a small glass of juice.",
      ],
    },
    {
      says: ["and afterwards?", "what then after the run", "What do I have when I'm back?"],
      bodies: [
        "A normal breakfast with some protein within two hours: eggs on toast, or oats with yoghurt.",
        "Whatever you would have had anyway, plus about 20 g of protein: yoghurt, eggs, tofu or milk.",
      ],
    },
  ],
};
