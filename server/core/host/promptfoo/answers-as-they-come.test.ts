import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { answersAsTheyCome } from "./answers-as-they-come.ts";

const items = [1, 2, 3, 4, 5, 6];

/** Answers that take so long, what was kept of them, and what was taken. */
async function taken(
  answer: (item: number, signal: AbortSignal) => Promise<number>,
  {
    slow = 0,
    signal,
    lanes = 2,
    keep,
  }: {
    slow?: number;
    signal?: AbortSignal;
    lanes?: number;
    keep?: (answers: readonly number[]) => void;
  } = {},
) {
  const kept: number[] = [];
  const given: number[] = [];
  let keptAtFirst: number | undefined;
  const keepThem = async (answers: readonly number[]): Promise<void> => {
    keep?.(answers);
    kept.push(...answers);
  };
  let error: unknown;
  try {
    for await (const some of answersAsTheyCome(items, { lanes, answer, keep: keepThem, signal })) {
      expect(kept).toEqual(expect.arrayContaining([...some]));
      given.push(...some);
      await setTimeout(slow);
      keptAtFirst ??= kept.length;
    }
  } catch (thrown) {
    error = thrown;
  }
  return { kept, given, keptAtFirst, error };
}

describe("answers as they come", () => {
  it("are all given, and kept before", async () => {
    const { given, kept, error } = await taken(async (item) => setTimeout(item % 3, item));
    expect([[...given].sort(), [...kept].sort(), error]).toEqual([items, items, undefined]);
  });

  it("are asked and kept while whoever takes them is slow", async () => {
    const { keptAtFirst, given } = await taken(async (item) => setTimeout(150, item), { slow: 1_500 });
    expect([keptAtFirst, given.length]).toEqual([6, 6]);
  });

  it("are asked so many at a time", async () => {
    let [under, most] = [0, 0];
    await taken(
      async (item) => {
        most = Math.max(most, ++under);
        await setTimeout(2);
        under--;
        return item;
      },
      { lanes: 3 },
    );
    expect(most).toBe(3);
  });

  it("are kept up to where it is stopped, and the calls under way hear of it", async () => {
    const controller = new AbortController();
    const heard: number[] = [];
    const { kept, error } = await taken(
      async (item, signal) => {
        if (item < 4) return item;
        signal.addEventListener("abort", () => heard.push(item));
        if (item === 5) controller.abort(new Error("enough"));
        await setTimeout(60_000, undefined, { signal });
        return item;
      },
      { signal: controller.signal },
    );
    expect([[...kept].sort(), heard.sort(), error]).toEqual([[1, 2, 3], [4, 5], new Error("enough")]);
  });

  it("end with what answering or keeping throws, after the others were kept", async () => {
    const broken = await taken(async (item) => {
      if (item === 4) throw new Error("broken");
      return item;
    });
    expect(broken).toMatchObject({ error: new Error("broken"), kept: expect.arrayContaining([1, 2, 3]) });
    const full = () => {
      throw new Error("disk full");
    };
    expect(await taken(async (item) => item, { keep: full })).toMatchObject({
      error: new Error("disk full"),
      given: [],
    });
  });
});
