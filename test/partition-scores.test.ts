import { describe, expect, test } from "vitest";
import { clusterAccuracy, numbered, partitionScores } from "./support/partition-scores.ts";

const labels = (numbers: readonly number[]): string[] => numbers.map((number) => `label ${number}`);

/** 500 pairs in which the second label is the first one half of the time. The generator is that of ANSI C's rand. */
function drawn(): { readonly truth: number[]; readonly found: number[] } {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state;
  };
  const [truth, found]: [number[], number[]] = [[], []];
  for (let i = 0; i < 500; i++) {
    const label = (next() >> 16) % 7;
    const other = next();
    truth.push(label);
    found.push((other >> 10) % 2 === 1 ? (other >> 16) % 11 : label);
  }
  return { truth, found };
}

describe("scores of clusters beside labels", () => {
  // adjusted_rand_score, adjusted_mutual_info_score, normalized_mutual_info_score of scikit-learn 1.2.1, linear_sum_assignment of SciPy 1.10.1.
  test.each([
    [
      [0, 0, 1, 1],
      [0, 0, 0, 1],
      [0, 0, 0.34371101848545077, 0.75],
    ],
    [
      [0, 0, 0, 1, 1, 1, 2, 2, 2, 2],
      [0, 0, 1, 1, 1, 2, 2, 2, 2, 3],
      [0.28, 0.3357010026515791, 0.568241032922968, 0.7],
    ],
    [
      [0, 0, 0, 1, 1, 1, 2, 2, 2],
      [0, 1, 2, 3, 3, 4, 5, 6, 7],
      [0.15789473684210525, 0.1965323503696482, 0.6993512217790329, 4 / 9],
    ],
    [drawn().truth, drawn().found, [0.2468308594201875, 0.2514134050210283, 0.2735102602119653, 0.514]],
  ])("are those of scikit-learn and SciPy (case %#)", (truth, found, [ari, ami, nmi, acc]) => {
    const scores = partitionScores(labels(truth), labels(found));
    expect(scores.ari).toBeCloseTo(ari!, 10);
    expect(scores.ami).toBeCloseTo(ami!, 10);
    expect(scores.nmi).toBeCloseTo(nmi!, 10);
    expect(scores.acc).toBeCloseTo(acc!, 10);
  });

  test("are 1 for equal partitions, whatever the labels are called", () => {
    expect(partitionScores(["a", "a", "b", "c"], ["z", "z", "y", "x"])).toEqual({
      ...{ ari: 1, ami: 1, nmi: 1, acc: 1 },
    });
  });
});

test("accuracy gives a cluster away where that leaves more right: 6 + 6 instead of 7 + 4", () => {
  const truth = [...Array(13).fill(0), ...Array(10).fill(1)];
  const found = [...Array(7).fill(0), ...Array(6).fill(1), ...Array(6).fill(0), ...Array(4).fill(1)];
  expect(clusterAccuracy(truth, found)).toBeCloseTo(12 / 23, 10);
});

test("labels are numbered as they are met", () => {
  expect(numbered(["b", "a", "b", "c"])).toEqual([0, 1, 0, 2]);
});
