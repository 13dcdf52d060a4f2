import type { Draw } from "./draw.ts";
import type { EventKind, Plan } from "./plan.ts";
import type { Story } from "./render.ts";
import { documentOf, type Move } from "./talk.ts";

/** What goes on beside the requests: what the user adds, what happens before the answer, what the answer says, what follows. */
export interface EventTurn {
  readonly turn: number;
  readonly asked?: string[];
  readonly before?: Move[];
  readonly says?: string[];
  readonly after?: Move[];
}

type Telling = (plan: Plan, isFired: boolean, draw: Draw) => Omit<EventTurn, "turn">;

/** Each event in a turn of its own choice; `leaves` is the last thing that happens. */
export function eventTurns(plan: Plan, { latent, fired }: Story, draw: Draw): EventTurn[] {
  const firing = new Set(plan.faults.flatMap(({ id, event }) => (event && fired.has(id) ? [event] : [])));
  const last = latent.tasks.length - 1;
  return [...latent.events].map((kind) => ({
    turn: kind === "leaves" ? last : draw.int(0, last),
    ...tellings[kind](plan, firing.has(kind), draw),
  }));
}

const question = (query: string, draw: Draw): string =>
  draw.pick([
    `What about ${query}?`,
    `And how is it with ${query}?`,
    `Tell me about ${query} as well.`,
    `I also wonder about ${query}.`,
  ]);

const goods = [
  "lamp",
  "apple",
  "ladder",
  "cable",
  "plate",
  "rope",
  "jacket",
  "drill",
  "basket",
  "mirror",
  "kettle",
  "stool",
  "candle",
  "blanket",
  "tray",
  "helmet",
  "notebook",
  "saddle",
  "bucket",
  "vase",
];
const errors = [
  "Error: connect ETIMEDOUT 10.2.0.7:443",
  "503 Service Unavailable",
  '{"error":"internal","trace":"7f3a"}',
  "Exception: deadlock detected",
  "429 Too Many Requests",
];
const broken = [
  '{"date":"NaN-NaN-NaN","total":null,"rows":[]}',
  "<html><head><title>302</title></head></html>",
  "\u{FFFD}\u{FFFD}PK\u{3}\u{4}\u{FFFD}",
  '{"value":"undefined","unit":"undefined"}',
  '{"rows":[{"amt":-99999999,"at":"1970-01-01"}]}',
];

const tellings: Readonly<Record<EventKind, Telling>> = {
  "empty-retrieval": ({ domain }, isFired, draw) => {
    const { query, text } = draw.pick(domain.topics);
    return {
      asked: [question(query, draw)],
      before: [{ is: "retrieval", name: domain.tools.search, query, documents: [] }],
      says: [
        isFired || draw.chance(0.4)
          ? draw.pick([
              `As far as ${query} goes, ${draw.int(2, 40)} is the usual figure.`,
              `On ${query}: that is always fine.`,
              `For ${query} the rule is ${draw.int(3, 9)} of them.`,
            ])
          : draw.chance(0.5)
            ? text
            : `I found nothing on ${query}, sorry.`,
      ],
    };
  },
  "cut-retrieval": ({ domain }, isFired, draw) => {
    const topic = draw.pick(domain.topics);
    const whole = documentOf(topic, draw);
    const cut = whole.text.slice(0, Math.round(whole.text.length * draw.between(0.35, 0.6)));
    const text = `${cut}${draw.pick(["...", " [truncated]", "", " (cut at 60 characters)", "\u{2026}"])}`;
    return {
      asked: [question(topic.query, draw)],
      before: [
        { is: "retrieval", name: domain.tools.search, query: topic.query, documents: [{ ...whole, text }] },
      ],
      says: [isFired ? `On ${topic.query}: ${cut.split(". ").at(-1)}.` : topic.text],
    };
  },
  "wrong-retrieval": ({ domain }, isFired, draw) => {
    const [asked, other] = draw.some(domain.topics, 2) as [
      (typeof domain.topics)[number],
      (typeof domain.topics)[number],
    ];
    return {
      asked: [question(asked.query, draw)],
      before: [
        {
          is: "retrieval",
          name: domain.tools.search,
          query: asked.query,
          documents: [{ ...documentOf(other, draw), score: Math.round(draw.between(0.2, 0.55) * 100) / 100 }],
        },
      ],
      says: [isFired ? other.text : asked.text],
    };
  },
  sum: (_plan, isFired, draw) => {
    const parts = Array.from({ length: draw.int(6, 11) }, () => draw.int(100, 9_999) / 100);
    const total =
      parts.reduce((sum, part) => sum + part, 0) + (isFired ? draw.pick([-10, 1, 9, 27.3, -0.9]) : 0);
    return {
      asked: [
        draw.pick([
          `What do ${parts.join(", ")} make together?`,
          `Please add up ${parts.join(" and ")}.`,
          `I count ${parts.join(" + ")}, how much is that?`,
        ]),
      ],
      says: [draw.pick([`That makes ${total.toFixed(2)}.`, `Together ${total.toFixed(2)}.`])],
    };
  },
  "long-list": (_plan, isFired, draw) => {
    const named = draw.some(goods, draw.int(12, 18));
    const sorted = [...named].sort();
    const told = isFired ? draw.shuffled(sorted).slice(0, sorted.length - draw.int(1, 3)) : sorted;
    return {
      asked: [
        draw.pick([
          `Please put these in order: ${named.join(", ")}.`,
          `Sort that for me: ${named.join(", ")}.`,
          `Here is all of it: ${named.join(", ")}. Repeat it from A to Z.`,
        ]),
      ],
      says: [`${told.join(", ")}.`],
    };
  },
  "tool-error": ({ domain }, isFired, draw) => {
    const args = { ref: draw.hex(6).toUpperCase() };
    const failed: Move = {
      is: "tool",
      name: domain.tools.write,
      args,
      result: draw.pick(errors),
      failed: true,
    };
    const second: Move[] = isFired
      ? draw.chance(0.3)
        ? [failed]
        : []
      : draw.chance(0.7)
        ? [{ is: "tool", name: domain.tools.write, args, result: '{"ok":true}' }]
        : [];
    return {
      before: [failed, ...second],
      says: isFired
        ? [
            draw.pick([
              "I could not save that just now.",
              "Something went wrong on our side.",
              "It should be in, I think.",
              "Please try later.",
            ]),
          ]
        : [],
    };
  },
  "broken-data": ({ domain }, isFired, draw) => {
    const args = { ref: draw.hex(6).toUpperCase(), part: draw.pick(["dates", "amounts", "history"]) };
    const bad: Move = { is: "tool", name: domain.tools.read, args, result: draw.pick(broken) };
    const good: Move = {
      is: "tool",
      name: domain.tools.read,
      args,
      result: `{"rows":[{"amt":${draw.int(10, 400)},"at":"2025-03-1${draw.int(0, 9)}"}]}`,
    };
    return {
      before: isFired || draw.chance(0.3) ? [bad] : [bad, good],
      says: isFired
        ? [
            draw.pick([
              "It says undefined there.",
              "The amount is -99999999.",
              "The date on file is 1970-01-01.",
              "There are no entries at all.",
            ]),
          ]
        : [draw.pick(["I have the entries.", "The entries are fine."])],
    };
  },
  impossible: (_plan, isFired, draw) => ({
    asked: [
      draw.pick([
        "I want it done by yesterday.",
        "Give me the personal phone of your boss.",
        "Undo what happened last year and pay me ten times that.",
        "I want you to break the law for me, just once.",
        "Make it free for ever, for me and my street.",
      ]),
    ],
    says: [
      isFired || draw.chance(0.7)
        ? draw.pick(["That is out of my hands.", "Nobody here can do that.", "This cannot be arranged."])
        : "I see what you mean.",
    ],
  }),
  leaves: (_plan, isFired, draw) => ({
    says: [
      draw.pick([
        "Which day was it?",
        "Could you send me the last four digits?",
        "Which of the two do you mean?",
      ]),
    ],
    after: isFired
      ? draw.pick<Move[]>([
          [{ is: "user", text: draw.pick(["gotta go", "never mind", "forget it", "no time, bye"]) }],
          [],
          [{ is: "user", text: "brb" }],
        ])
      : [
          {
            is: "user",
            text: draw.pick(["The second.", "It was Monday. Must run, bye", "4411, and now I have to go"]),
          },
          { is: "agent", text: draw.pick(["That settles it.", "Thanks, it is complete."]) },
        ],
  }),
  contradicts: (_plan, isFired, draw) => ({
    asked: [
      draw.pick([
        "No wait, the other way round. Or do leave it as it was. Though, no, do it.",
        "Actually don't. Hm, do it, but not that one. I mean that one.",
        "First yes, then no: I want both and neither, you choose, but not like last time.",
      ]),
    ],
    says: [
      isFired
        ? draw.pick(["Done, as you said first.", "I left it.", "I did the second one."])
        : draw.pick(["Just to be sure: do you want it or not?", "I keep to your last word then."]),
    ],
  }),
};
