import type { Intent } from "../demo-types.ts";
import { food } from "./nutrition-tools.ts";

/** The days before a race. Its twin asks how much of something else on every day. */
export const carbLoading: Intent = {
  id: "carb-loading",
  prompt: "nutrition",
  twin: "daily-protein",
  conversations: 18,
  openings: [
    "How do I carb load for a marathon?",
    [
      "pasta party the night before, yes or no",
      {
        reply:
          "Rather no, or a small one. One huge plate the evening before sits in your stomach at the start. Two days with 8 to 10 g of carbohydrate per kilogram do more, with the last big meal at lunch on the day before.",
      },
    ],
    [
      "I weigh 70 kg. How many carbs a day in the two days before my marathon?",
      {
        reply:
          "At 70 kg that is 560 to 700 g a day for two days. In meals: porridge with banana, a large plate of rice at noon, potatoes in the evening, and bread with honey and juice in between.",
      },
    ],
    "when do i start eating more rice before the race",
    [
      "Do I need to load for a half marathon or is a normal dinner enough?",
      {
        reply:
          "If you expect to run longer than 90 minutes, one day of eating more carbohydrate helps, about 8 g per kilogram. If you are faster than that, your normal dinner is enough.",
      },
    ],
    "Everyone talks about glycogen. What do I put on my plate on Friday and Saturday?",
    "carb load without feeling like a balloon, possible?",
    [
      "I'm coeliac, so no pasta or bread. What do I fill up on before 42 km?",
      {
        reply:
          "Rice and potatoes are the easiest: both are free of gluten and you can eat a lot of them. Add polenta, rice cakes with honey, bananas and juice, and you reach 8 to 10 g per kilogram over two days.",
      },
    ],
    [
      "how much is 600g carbs in real food",
      {
        reply:
          "Roughly this: a big bowl of porridge with a banana (100 g), two large plates of cooked rice (280 g), six slices of toast with jam (150 g) and half a litre of juice (55 g). That's just short of 600.",
      },
    ],
    "Last time I ate so much before the race that I felt sick at the start. What's the right amount?",
    [
      "Is white bread really better than wholemeal right before a race?",
      {
        reply:
          "For two days, yes. You get the same starch with far less fibre, so there is less in your gut at the start. On every other day of the year wholemeal is the better choice.",
      },
    ],
    "3 days to go, started stuffing myself with potatoes, am i doing it right",
    [
      "Vegan carb loading menu, two days, please. 58 kilos.",
      {
        reply:
          "For 58 kg aim at about 470 to 580 g a day. Morning: oats with soy milk, banana and syrup. Noon: a big plate of rice with a little tofu. Evening: potatoes or noodles in tomato sauce. In between: white bread with jam, juice, pretzels. The same on both days.",
      },
    ],
    [
      "Do I cut fat and protein when I increase the carbs before the big day?",
      {
        reply:
          "Fat yes, otherwise it gets too much; protein only as far as it happens by itself. Keep a small portion at each meal and leave out the cheese, the nuts and the fried things for two days.",
      },
    ],
    [
      "should i do the depletion thing first, where you eat no carbs for 3 days",
      {
        reply:
          "No need. It was tried in the sixties, and later it turned out that two days of 8 to 10 g per kilogram fill the stores just as well, without three miserable days before.",
      },
    ],
    "Race on Sunday at nine. What should I be eating from Thursday on?",
    [
      "can i drink my carbs?? i cant eat that much",
      {
        reply:
          "Yes, that is a good trick. Half a litre of juice has about 55 g, and a sports drink or a milkshake adds more without filling you up. Get a third of the day's amount from the glass and eat the rest.",
      },
    ],
    [
      "My scale went up 1.5 kg during the loading. Is that normal?",
      {
        reply:
          "Completely. Every gram of stored carbohydrate binds about three grams of water. You will use both during the race, so leave the scale alone until the week after.",
      },
    ],
    "ultra in 2 weeks, 50k, same loading as for a marathon?",
    [
      "I hate pasta. There, I said it. What else is there the evening before?",
      {
        reply:
          "You are not alone. Rice, potatoes, polenta, couscous, pancakes or plain white bread all do the same job. Pick the one that you like and that has never upset you.",
      },
    ],
    [
      "Is beer a carb",
      {
        reply:
          "Hardly: a glass has about 10 g of carbohydrate, and the alcohol costs you sleep. Have the alcohol-free kind before the race and the real one afterwards.",
      },
    ],
  ],
  first: {
    tools: food("cooked rice", "oats"),
    bodies: [
      "For anything over 90 minutes: 8 to 10 g of carbohydrate per kilogram for the two days before. On the plate that is porridge with banana, a big bowl of rice at noon, potatoes or noodles in the evening and juice in between. Less fat and fibre, and an early dinner.",
      "Spread it over two days instead of one evening. 8 to 10 g per kilogram a day; rice, potatoes, white bread, honey and juice get you there without much volume. Eat the last big meal at lunch on the day before and keep the evening small.",
      "8 g per kilogram a day for two days is enough for most people. Go for foods you know and drink part of it. The scale will go up by a kilo or more: that is water stored with the carbohydrate, and it is what you want.",
    ],
    asks: ["Shall I put that into meals for you?"],
  },
  followUps: [
    {
      answers: true,
      says: ["yes please", "Yes, meals would help.", "sure, no fish though"],
      bodies: [
        "Think of three large portions of rice or potatoes a day, bread with honey between meals and half a litre of juice. That lands you in the range.",
        "Breakfast: porridge, banana, toast with jam. Lunch: a large plate of rice. Dinner: potatoes and a little tofu. Juice and pretzels in between.",
      ],
    },
    {
      says: ["and race morning?", "What do I have for breakfast on the day?", "breakfast on race day then"],
      bodies: [
        "What you had before your long runs, three hours ahead: white toast with jam, or porridge with a banana. Nothing you haven't tried.",
        "Three hours before the start, something plain that you know. Then small sips of water, and stop drinking half an hour before.",
      ],
    },
  ],
};

/** Protein, every day. */
export const dailyProtein: Intent = {
  id: "daily-protein",
  prompt: "nutrition",
  twin: "carb-loading",
  conversations: 14,
  openings: [
    "How much protein do I need as a runner?",
    "protein per day, 61 kg, 4 runs a week",
    [
      "I'm vegetarian and I doubt I'm getting enough protein. How do I check?",
      {
        reply:
          "Write down one ordinary day. Count about 20 g for each bowl of yoghurt with oats, plate of lentils or portion of tofu, and 7 g for an egg. You want 1.4 to 1.8 g per kilogram in total; most vegetarians who eat three of those a day are there.",
      },
    ],
    "is 1g per kg enough or not, internet says everything between 0.8 and 3",
    [
      "Do I need a shake after every run?",
      {
        reply:
          "No. If a meal follows within two hours, that meal is your shake. It is handy only when there's no food in reach, and then a glass of milk and a banana do as well.",
      },
    ],
    [
      "eggs eggs eggs. what else has protein that isnt meat",
      {
        reply:
          "Plain yoghurt, cottage cheese, lentils, chickpeas, tofu, fish, oats and a decent slice of bread. Two of those in a meal and you have your 20 to 30 g.",
      },
    ],
    [
      "I'm 66 and losing muscle despite running. Should I eat differently?",
      {
        reply:
          "A bit more protein helps at your age: about 1.6 to 1.8 g per kilogram, with 30 g at each of the three meals, breakfast included. It works best together with strength training twice a week.",
      },
    ],
    [
      "Does it matter when I eat my protein or just how much?",
      {
        reply:
          "The amount matters most, 1.4 to 1.8 g per kilogram a day. After that, spread it: 20 to 30 g at three or four meals are used better than 90 g at dinner.",
      },
    ],
    [
      "protein before bed good idea?",
      {
        reply:
          "It can be, on days with a hard session in the evening: a bowl of plain yoghurt is enough. On other days it makes no difference, as long as the day's total is right.",
      },
    ],
    "Lentils, beans, tofu: how do I get to a decent daily amount with those?",
    [
      "too much protein bad for kidneys?",
      {
        reply:
          "Not for healthy ones; up to 2 g per kilogram has been looked at for years without harm. If you have been told that yours are weak, ask your doctor before changing anything.",
      },
    ],
    "How many grams should be in each of my meals? I do 50 km a week.",
    [
      "My lunch is basically salad. Is that why I don't recover well?",
      {
        reply:
          "Could well be. A salad has next to no protein and little starch. Add lentils, eggs or tofu and two slices of bread to it for two weeks, and see how your legs feel.",
      },
    ],
    [
      "can i hit my protein with normal food, bars are expensive",
      {
        reply:
          "Easily. Oats, eggs, lentils, milk and plain yoghurt are about the cheapest protein there is. A plate of lentils with bread has as much as a bar, at a fifth of the price.",
      },
    ],
    "What does 100 g of protein look like over a day?",
    [
      "Trying to get stronger next to running. More meat?",
      {
        reply:
          "More protein, up to 1.8 g per kilogram, but it doesn't have to be meat: yoghurt, eggs, lentils, fish and tofu count just the same. Getting stronger then comes from the weights.",
      },
    ],
    [
      "whey or plant powder for a lactose intolerant person",
      {
        reply:
          "Pea or soy powder is the simple choice. Whey isolate has nearly no lactose and many people tolerate it. Both are a convenience; lactose-free yoghurt or tofu get you the same.",
      },
    ],
    [
      "Is a glass of milk after training as good as those recovery drinks?",
      {
        reply:
          "Yes. Milk has protein, sugar, water and salt in about the right amounts, for a tenth of the price. Soy milk with a bit of sugar comes close.",
      },
    ],
    [
      "how much protien should i eat on rest days",
      {
        reply:
          "The same as on the other days, 1.4 to 1.8 g per kilogram. The repairs happen when you rest, so that is the last day to save on it.",
      },
    ],
    [
      "Are there two or three foods I should always have at home to cover it?",
      {
        reply:
          "Lentils in a tin, eggs and plain yoghurt. From any one of them you have 20 g of protein on the table within five minutes.",
      },
    ],
  ],
  first: {
    tools: food("plain yoghurt", "lentils", "oats"),
    bodies: [
      "1.4 to 1.8 g per kilogram of body weight a day, over three or four meals. That is about a palm-sized portion of something rich in protein each time: yoghurt with oats in the morning, lentils or eggs at noon, tofu, fish or beans at night.",
      "Aim for 1.4 to 1.8 g per kilogram, rest days included, because that is when the repairs happen. Ordinary food does it: a bowl of plain yoghurt, two slices of bread with cheese, a plate of lentils and a glass of milk already come to about 70 g.",
      "Between 1.4 and 1.8 g per kilogram is plenty, and a healthy kidney has no trouble with it. How you split it matters a little: 20 to 30 g per meal is better than all of it at dinner.",
    ],
    asks: ["What does a normal breakfast look like for you?"],
  },
  followUps: [
    {
      answers: true,
      says: ["breakfast is coffee lol", "Usually just toast and jam.", "i skip breakfast mostly"],
      bodies: [
        "That is the easiest place to gain something: a bowl of yoghurt or two eggs, and you have the first 20 g.",
        "Add a glass of milk or soy milk and a handful of nuts and you're halfway there, with no cooking.",
      ],
    },
    {
      says: [
        "and after hard sessions more?",
        "So no special window after the run?",
        "what about right after intervals",
      ],
      bodies: [
        "20 to 30 g within two hours. It is a habit worth having, not an emergency.",
        "If a meal comes within two hours, that is your recovery drink. Otherwise a glass of milk and a banana.",
      ],
    },
  ],
};
