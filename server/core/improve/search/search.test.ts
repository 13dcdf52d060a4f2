import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import type { Adapter, Measured } from "./adapter.ts";
import type { SearchEvent } from "./events.ts";
import type { SearchRecord } from "./record.ts";
import { type SearchResult, search } from "./search.ts";
import type { SearchWork } from "./search-state.ts";
import type { SearchSettings } from "./settings.ts";
import { base, type WordWorldOptions, wordWorld } from "./testing.ts";

const run = async (
  options: WordWorldOptions = {},
  settings: Partial<SearchSettings> = {},
  work: SearchWork = {},
): Promise<SearchResult & { asked: { evaluations: number; proposals: number } }> => {
  const { adapter, cases, asked } = wordWorld(options);
  const result = await search({ texts: { prompt: base }, cases }, adapter, { seed: 1, ...settings }, work);
  return { ...result, asked };
};
const text = ({ returned }: SearchResult): string => returned.texts.prompt!;
const told = async (
  options: WordWorldOptions,
  settings: Partial<SearchSettings> = {},
): Promise<SearchEvent[]> => {
  const events: SearchEvent[] = [];
  await run(options, settings, { observe: (event) => events.push(event) });
  return events;
};

describe("a search", () => {
  it("finds all words, keeps lines that a reflection lost, and hands over what each hunk is worth", async () => {
    const result = await run();
    for (const word of ["apples", "bread", "cheese", "dates", "eggs", "figs"])
      expect(text(result)).toContain(word);
    expect(text(result).startsWith(base)).toBe(true);
    expect(result.stopped).toBe("solved");
    expect(result.worth).toHaveLength(6);
    for (const { effect, cases } of result.worth) {
      expect(effect).toBeGreaterThan(0);
      expect(cases).toBeGreaterThan(0);
    }
    const [winner] = result.finalists;
    expect(winner!.passed).toBeGreaterThan(winner!.basePassed);
    expect(result.finalists.length).toBeGreaterThan(1);
    expect(result.finalists.length).toBeLessThanOrEqual(4);
  });

  it("finds them where the score is all or nothing, and nearly always where one answer in ten flips", async () => {
    expect((await run({ allOrNothing: true })).stopped).toBe("solved");
    let found = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const flipping = await run({ flips: 0.1 }, { seed });
      expect(flipping.finalists[0]!.gain).toBeGreaterThan(0);
      if (flipping.worth.length >= 6) found++;
    }
    expect(found).toBeGreaterThanOrEqual(8);
  });

  it("takes out what does nothing before it hands anything over", async () => {
    const result = await run({ chatter: "Mind the weather" });
    expect(text(result)).not.toContain("weather");
    expect(result.returned.edits.prompt).toHaveLength(6);
  });

  it("takes no harmful line, and gives the base back where nothing helps", async () => {
    const spoiling = await run({
      words: ["apples", "bread"],
      harmful: ["weather"],
      chatter: "Mind the weather",
    });
    expect(text(spoiling)).not.toContain("weather");
    expect(text(spoiling)).toContain("bread");
    const hopeless = await run({ silent: true, harmful: ["weather"], chatter: "Mind the weather" });
    expect(text(hopeless)).toBe(base);
  });

  it("ends by itself where there is no feedback, nothing to mend, no case, or no answer", async () => {
    expect((await run({ silent: true })).stopped).toBe("nothing proposed");
    expect((await run({ words: ["kind"] })).stopped).toBe("solved");
    expect((await run({ cases: 0 })).stopped).toBe("solved");
    const unjudged = await run({ missing: () => true });
    expect(text(unjudged)).toBe(base);
    expect(text(await run({ cases: 1 }))).not.toBe(base);
  });

  it("does without the cases that nobody could judge", async () => {
    const result = await run({ missing: (id) => id.endsWith("3") });
    for (const word of ["apples", "bread", "cheese", "dates", "eggs", "figs"])
      expect(text(result)).toContain(word);
  });

  it("tries nothing that the adapter refuses", async () => {
    const tried: string[] = [];
    const { adapter, cases } = wordWorld({
      refuses: (texts) => (texts.prompt!.includes("cheese") ? "No cheese." : undefined),
    });
    const result = await search(
      { texts: { prompt: base }, cases },
      {
        ...adapter,
        evaluate: (texts, ...rest) => {
          tried.push(texts.prompt!);
          return adapter.evaluate(texts, ...rest);
        },
      },
      { seed: 1 },
    );
    expect(tried.some((one) => one.includes("cheese"))).toBe(false);
    expect(result.returned.texts.prompt).toContain("bread");
  });

  it("learns from validation cases once train has nothing more to say, and says so", async () => {
    const events = await told({ cases: 3 });
    expect(events.some(({ kind }) => kind === "borrowed")).toBe(true);
  });

  it("improves several components", async () => {
    const { adapter, cases } = wordWorld();
    const result = await search({ texts: { prompt: base, tool: "Looks up." }, cases }, adapter, { seed: 3 });
    const all = Object.values(result.returned.texts).join("\n");
    for (const word of ["apples", "bread", "cheese", "dates", "eggs", "figs"]) expect(all).toContain(word);
  });

  it("keeps the line ends of the base", async () => {
    const { adapter, cases } = wordWorld();
    const texts = { prompt: base.replaceAll("\n", "\r\n") };
    const { returned } = await search({ texts, cases }, adapter, { seed: 1 });
    expect(returned.texts.prompt!.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(returned.texts.prompt!.startsWith(texts.prompt)).toBe(true);
  });
});

describe("whatever the adapter answers", () => {
  const pieces = [
    "You help.",
    "\nBe kind.",
    "\r\n- One.",
    "\n- Two, then three.",
    "",
    " And more.",
    "\n\n",
    "日本語。",
    "\t",
  ];

  it("ends within its budget and returns nothing that measured worse than the base, 60 times", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed);
      const pick = (): string => pieces[Math.floor(random() * pieces.length)]!;
      const score = (): Measured => {
        const kind = random();
        if (kind < 0.1) return { missing: "no answer" };
        if (kind < 0.15) return { score: Number.NaN, passed: false, complaints: [] };
        const complaints = Array.from({ length: Math.floor(random() * 3) }, () => ({ text: pick() }));
        return { score: random(), passed: random() < 0.3, complaints };
      };
      const adapter: Adapter = {
        evaluate: async (_, run) => (random() < 0.05 ? [] : run.map(score)),
        propose: async () => ({
          texts: Array.from({ length: Math.floor(random() * 3) }, () =>
            Array.from({ length: Math.floor(random() * 8) }, pick).join(""),
          ),
        }),
        ...(seed % 3 === 0 && { refuses: () => (random() < 0.3 ? "no" : undefined) }),
      };
      const cases = wordWorld({ cases: seed % 13 }).cases;
      const settings = { seed, budget: { metricCalls: 120, reflections: 20 } };
      const result = await search({ texts: { prompt: base, tool: "" }, cases }, adapter, settings);
      expect(result.metricCalls).toBeLessThanOrEqual(120);
      expect(result.reflections).toBeLessThanOrEqual(20);
      const [leader] = result.finalists;
      if (leader && leader.cases > 0 && leader.gain <= 0)
        expect(result.returned.texts).toEqual({ prompt: base, tool: "" });
    }
  });
});

describe("budget and record", () => {
  it.each([0, 1, 7, 23, 40, 90, 200])("spends at most %d metric calls", async (metricCalls) => {
    const result = await run({ flips: 0.1 }, { budget: { metricCalls, reflections: 30 } });
    expect(result.asked.evaluations).toBeLessThanOrEqual(metricCalls);
    expect(result.metricCalls).toBe(result.asked.evaluations);
  });

  it.each([0, 1, 4])("asks for at most %d reflections", async (reflections) => {
    const result = await run({}, { budget: { metricCalls: 500, reflections } });
    expect(result.asked.proposals).toBeLessThanOrEqual(reflections);
    expect(result.stopped).toBe("budget");
  });

  it("gives the same result for the same seed", async () => {
    const [one, two] = [await run({ flips: 0.2 }), await run({ flips: 0.2 })];
    expect(two.record).toEqual(one.record);
    expect(text(two)).toBe(text(one));
  });

  it("goes on after a kill at any moment and gives the same result, asking nothing twice", async () => {
    const whole = await run({ flips: 0.1, chatter: "Mind the weather" });
    const records: string[] = [];
    await run(
      { flips: 0.1, chatter: "Mind the weather" },
      {},
      { save: (record) => records.push(JSON.stringify(record)) },
    );
    for (const at of records.filter((_, i) => i % 40 === 0)) {
      const record = JSON.parse(at) as SearchRecord;
      const resumed = await run({ flips: 0.1, chatter: "Mind the weather" }, {}, { record });
      expect(text(resumed)).toBe(text(whole));
      expect(resumed.record).toEqual(whole.record);
      expect([resumed.metricCalls, resumed.reflections]).toEqual([whole.metricCalls, whole.reflections]);
      expect(resumed.asked.evaluations).toBe(whole.asked.evaluations - record.results.length);
      expect(resumed.asked.proposals).toBe(whole.asked.proposals - record.proposals.length);
    }
  });

  it("stops when it is cancelled, with what it has", async () => {
    const stop = new AbortController();
    let last: string | undefined;
    const result = await run(
      {},
      {},
      {
        signal: stop.signal,
        observe: (event) => {
          if (event.kind !== "iteration") return;
          last = event.returned.prompt;
          if (event.n === 2) stop.abort();
        },
      },
    );
    expect(result.stopped).toBe("cancelled");
    expect(text(result)).toBe(last);
    expect(result.finalists).toEqual([]);
  });

  it("ends with what the adapter throws, and the record holds what was answered before", async () => {
    const { adapter, cases } = wordWorld();
    let saved: SearchRecord | undefined;
    const failing = { ...adapter, propose: () => Promise.reject(new Error("no route")) };
    const problem = { texts: { prompt: base }, cases };
    await expect(
      search(problem, failing, { seed: 1 }, { save: (record) => (saved = structuredClone(record)) }),
    ).rejects.toThrow("no route");
    expect(saved!.results.length).toBeGreaterThan(0);
  });
});
