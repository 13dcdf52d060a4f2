import { ratioText } from "../protocol/index.ts";

/** "4.1 times, 95 % interval 2.3 to 7.0": how many times as often as elsewhere. */
export function liftText({
  lift,
  low,
  high,
}: {
  readonly lift?: number;
  readonly low: number;
  readonly high?: number;
}): string {
  const times = lift === undefined ? "nowhere else" : `${ratioText(lift)} times`;
  return `${times}, 95 % interval ${ratioText(low)} to ${high === undefined ? "any" : ratioText(high)}`;
}
