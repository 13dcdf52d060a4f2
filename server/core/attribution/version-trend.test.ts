import { describe, expect, it } from "vitest";
import { seededRandom } from "../base/index.ts";
import { ClusterCounts } from "./cluster-counts.ts";
import { heldChanges, mostVersions, type VersionCounts, versionTrend } from "./version-trend.ts";

type Said = Readonly<Record<string, string>>;

/** By version `+` a pass, `-` a failure; each a conversation of its own. */
function counted(said: Said, cluster?: (at: number) => string): VersionCounts {
  const byVersion = new Map(
    Object.entries(said).map(([version, marks]) => {
      const counts = new ClusterCounts();
      [...marks].forEach((mark, at) => {
        counts.add(cluster?.(at) ?? `${version} ${at}`, mark === "+");
      });
      return [version, counts];
    }),
  );
  return { byVersion, isAlone: cluster === undefined };
}
const repeated = (passes: number, n: number): string => "+".repeat(passes) + "-".repeat(n - passes);

describe("versionTrend", () => {
  it("has a rate with interval for each version, newest first, and the cut where it changed", () => {
    const said = { d: repeated(18, 20), c: repeated(17, 20), b: repeated(8, 20), a: repeated(9, 20) };
    const [trend] = heldChanges([versionTrend("asks", ["d", "c", "b", "a"], counted(said))]);
    expect(trend!.versions.map(({ version, passes, n }) => `${version} ${passes}/${n}`)).toEqual([
      "d 18/20",
      "c 17/20",
      "b 8/20",
      "a 9/20",
    ]);
    expect(trend!.change).toMatchObject({
      since: "c",
      before: { passes: 17, n: 40 },
      after: { passes: 35, n: 40 },
      difference: 0.45,
    });
    expect(trend!.change!.low).toBeGreaterThan(0.2);
    expect(trend!.change!.high).toBeLessThan(0.65);
  });

  it("says nothing of a change that is no more than luck, nor of one version alone", () => {
    const same = { b: repeated(12, 20), a: repeated(10, 20) };
    expect(heldChanges([versionTrend("asks", ["b", "a"], counted(same))])[0]).not.toHaveProperty("change");
    expect(versionTrend("asks", ["b", "a"], counted({ b: "++--" }))).toBeUndefined();
    expect(heldChanges([undefined])).toEqual([undefined]);
  });

  it("goes back a few versions only", () => {
    const names = Array.from({ length: 10 }, (_, at) => `v${at}`);
    const said = Object.fromEntries(names.map((name) => [name, "++-"]));
    expect(versionTrend("asks", names, counted(said))!.trend.versions).toHaveLength(mostVersions);
  });

  it("the same tasks on both sides are pairs: what a task always does is no change", () => {
    const said = { b: repeated(26, 40), a: repeated(20, 40) };
    const pairs = versionTrend(
      "asks",
      ["b", "a"],
      counted(said, (at) => `task ${at}`),
    )!;
    const alone = versionTrend("asks", ["b", "a"], counted(said))!;
    expect(pairs.p).toBeLessThan(0.05);
    expect(alone.p).toBeGreaterThan(0.15);
  });
});

describe("of prompts of 40 lines over four versions", () => {
  const draw = (random: () => number, rate: number, n: number): string =>
    Array.from({ length: n }, () => (random() < rate ? "+" : "-")).join("");

  it("where nothing changed, hardly one has a change; a planted one is found where it is", () => {
    let [withAny, found, placed, wrong] = [0, 0, 0, 0];
    for (let run = 0; run < 100; run++) {
      const random = seededRandom(run);
      const line = (rates: readonly number[]) =>
        versionTrend(
          "e",
          ["d", "c", "b", "a"],
          counted(
            Object.fromEntries(["d", "c", "b", "a"].map((name, at) => [name, draw(random, rates[at]!, 30)])),
          ),
        );
      const flat = Array.from({ length: 39 }, () => line([0.85, 0.85, 0.85, 0.85]));
      if (heldChanges([...flat, line([0.85, 0.85, 0.85, 0.85])]).some((one) => one?.change)) withAny++;
      const held = heldChanges([...flat, line([0.4, 0.4, 0.9, 0.9])]);
      const change = held.at(-1)?.change;
      if (change) found++;
      if (change?.since === "c") placed++;
      wrong += held.slice(0, -1).filter((one) => one?.change).length;
    }
    console.log(
      `changes by version, 100 prompts: by chance in ${withAny}; planted found in ${found}, at its place in ${placed}; ${wrong} wrong beside them`,
    );
    expect(withAny).toBeLessThanOrEqual(9);
    expect(found).toBeGreaterThanOrEqual(97);
    expect(placed).toBeGreaterThanOrEqual(85);
    expect(wrong).toBeLessThanOrEqual(12);
  });
});
