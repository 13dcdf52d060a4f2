import { expect, it } from "vitest";
import { trend } from "../../test/support/overview.ts";
import { sparklinePoints } from "./sparkline.ts";

it("time goes from left to right and failures upwards; stretches without a verdict are left out", () => {
  expect(sparklinePoints(trend([4, 0, 10, 20], [0, 0, 5, 20])!)).toEqual([
    { x: 2, y: 14 },
    { x: 39.3, y: 8 },
    { x: 58, y: 2 },
  ]);
  expect(sparklinePoints(trend([5], [5])!)).toEqual([{ x: 2, y: 2 }]);
});
