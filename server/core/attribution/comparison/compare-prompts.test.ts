import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../../base/index.ts";
import { type PromptDocument, readPrompt } from "../../prompt/index.ts";
import { type ComparedPrompt, type ComparedVerdict, comparePrompts } from "./compare-prompts.ts";

const lines = {
  greet: "- Greet the customer by name.",
  parcel: "- If the customer asks for a parcel, name the day.",
  voucher: "- Offer a voucher for every delay.",
};

const documents = new Map<string, PromptDocument>();

function prompt(text: string, verdicts: readonly ComparedVerdict[]): ComparedPrompt {
  const document = documents.get(text) ?? readPrompt("a.prompt.md", text);
  documents.set(text, document);
  return { name: text, verdicts, document };
}

interface Task {
  readonly hard: boolean;
  readonly parcel: boolean;
  /** How easily it passes, on the normal scale. */
  readonly ease: number;
}

const tasks = (n: number, seed: number): readonly Task[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => ({
    hard: random() < 0.5,
    parcel: random() < 0.3,
    ease: normalDraw(random),
  }));
};

/** Every task once or more often: it passes where its ease, luck and what the prompt adds are above zero. */
function run(
  list: readonly Task[],
  adds: (task: Task) => number,
  seed: number,
  trials = 1,
): ComparedVerdict[] {
  const random = seededRandom(seed);
  return list.flatMap((task, at) =>
    Array.from({ length: trials }, () => ({
      cluster: `t${at}`,
      passed: task.ease + normalDraw(random) + adds(task) > 0,
      strata: [task.hard ? "hard" : "easy"],
      exercises: (triggers: readonly string[]) => triggers.length === 0 || task.parcel,
    })),
  );
}

describe("what a difference is put down to", () => {
  const list = tasks(400, 1);
  const base = prompt(
    lines.greet,
    run(list, () => 0, 2),
  );

  it("one line that came: to it alone, by pairs of tasks", () => {
    const after = prompt(
      `${lines.greet}\n${lines.voucher}`,
      run(list, () => 0.6, 3),
    );
    const { rates, groups, strata } = comparePrompts("solved", after, base)!;
    expect(groups.map(({ changes }) => changes.map(({ kind, text }) => `${kind} ${text}`))).toEqual([
      ["added Offer a voucher for every delay."],
    ]);
    expect(rates.pairs).toBe(400);
    expect(rates.low).toBeGreaterThan(0.05);
    expect(rates.gained!).toBeGreaterThan(rates.lost!);
    expect(strata.map(({ name, differs }) => [name, differs])).toEqual(
      expect.arrayContaining([
        ["hard", false],
        ["easy", false],
      ]),
    );
  });

  it("two lines that came together: to both, unless a third prompt has one of them", () => {
    const both = prompt(
      `${lines.greet}\n${lines.parcel}\n${lines.voucher}`,
      run(list, () => 0.6, 4),
    );
    const one = prompt(
      `${lines.greet}\n${lines.voucher}`,
      run(list, () => 0.5, 5),
    );
    expect(comparePrompts("solved", both, base)!.groups).toMatchObject([{ changes: [{}, {}] }]);
    const told = comparePrompts("solved", both, base, [one])!.groups;
    expect(told).toHaveLength(2);
    const parts = new Map(told.map(({ changes, toldApart }) => [changes[0]!.text, toldApart!.rates]));
    expect(parts.get("Offer a voucher for every delay.")!.low).toBeGreaterThan(0.03);
    expect(Math.abs(parts.get("If the customer asks for a parcel, name the day.")!.difference)).toBeLessThan(
      0.1,
    );
  });

  it("a line that is put to work in a part of the tasks: whether the difference is there", () => {
    const own = prompt(
      `${lines.greet}\n${lines.parcel}\n${lines.voucher}`,
      run(list, ({ parcel }) => (parcel ? 1.2 : 0), 6),
    );
    const [parcel, ...more] = comparePrompts("solved", own, base)!.exercised;
    expect(more).toEqual([]);
    expect(parcel).toMatchObject({ differs: true, change: { kind: "added" } });
    expect(parcel!.within.low).toBeGreaterThan(0.15);
    expect(Math.abs(parcel!.elsewhere.difference)).toBeLessThan(0.1);
  });

  it("a group of tasks that loses while the rest gains", () => {
    const own = prompt(
      `${lines.greet}\n${lines.voucher}`,
      run(list, ({ hard }) => (hard ? -0.7 : 0.7), 7),
    );
    const { strata } = comparePrompts("solved", own, base)!;
    expect(strata.map(({ differs }) => differs)).toEqual([true, true]);
    expect(strata.find(({ name }) => name === "hard")!.high).toBeLessThan(0);
  });

  it("tasks that only one of them ran are groups that have nothing to do with each other", () => {
    const own = prompt(
      `${lines.greet}\n${lines.voucher}`,
      run(list, () => 0.6, 8).map((one) => ({ ...one, cluster: `other ${one.cluster}` })),
    );
    const { rates } = comparePrompts("solved", own, base)!;
    expect(rates).toMatchObject({ pairs: 0, own: { n: 400 }, other: { n: 400 } });
    expect(rates).not.toHaveProperty("gained");
    expect(comparePrompts("solved", prompt(lines.voucher, []), base)).toBeUndefined();
  });
});

describe("simulated truth", () => {
  it.each([
    ["one trial of 100 tasks", 100, 1],
    ["four trials of 40 tasks", 40, 4],
  ])(
    "%s: intervals hold the true difference in 93 to 98 %%, by and large, and of hard and easy ones",
    (_, n, trials) => {
      const adds = ({ hard }: Task): number => (hard ? 0.2 : 0.9);
      const large = tasks(150_000, 99);
      const rate = (own: readonly Task[], plus: (task: Task) => number): number => {
        const verdicts = run(own, plus, 98);
        return verdicts.filter(({ passed }) => passed).length / verdicts.length;
      };
      const truth = (own: readonly Task[]): number => rate(own, adds) - rate(own, () => 0);
      const truths = [truth(large), truth(large.filter(({ hard }) => hard))];
      const held = [0, 0];
      for (let seed = 0; seed < 1000; seed++) {
        const list = tasks(n, 1000 + seed);
        const own = prompt(`${lines.greet}\n${lines.voucher}`, run(list, adds, 5000 + seed, trials));
        const other = prompt(
          lines.greet,
          run(list, () => 0, 9000 + seed, trials),
        );
        const { rates, strata } = comparePrompts("solved", own, other)!;
        [rates, strata.find(({ name }) => name === "hard")!].forEach(({ low, high }, at) => {
          if (low <= truths[at]! && truths[at]! <= high) held[at]!++;
        });
      }
      console.log(
        `${_}: intervals hold ${held.map((one) => `${((one / 1000) * 100).toFixed(1)} %`).join(", ")}`,
      );
      for (const one of held) {
        expect(one / 1000).toBeGreaterThan(0.925);
        expect(one / 1000).toBeLessThan(0.985);
      }
    },
  );

  it("where nothing differs, groups of tasks that seem to are told in about 5 of 100", () => {
    let seem = 0;
    for (let seed = 0; seed < 300; seed++) {
      const list = tasks(200, 2000 + seed);
      const own = prompt(
        lines.voucher,
        run(list, () => 0.5, 3000 + seed),
      );
      const other = prompt(
        lines.greet,
        run(list, () => 0, 4000 + seed),
      );
      if (comparePrompts("solved", own, other)!.strata.some(({ differs }) => differs)) seem++;
    }
    expect(seem / 300).toBeLessThan(0.08);
  });
});
