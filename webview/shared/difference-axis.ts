/** A difference of two shares, -1..1, with its 95 % interval. */
export interface DifferenceEstimate {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

const reaches = [0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1];
/** Room at both ends, in per cent of the width, so that a dot at an end is not cut in half. */
const margin = 3;

/** One scale for all rows, so that they can be compared: as far to either side of zero as an interval reaches. */
export class DifferenceAxis {
  readonly reach: number;

  constructor(estimates: readonly DifferenceEstimate[]) {
    const most = Math.max(
      0,
      ...estimates.flatMap(({ difference, low, high }) => [difference, low, high].map(Math.abs)),
    );
    this.reach = reaches.find((reach) => most <= reach) ?? 1;
  }

  /** The place of a difference in per cent of the width; what lies outside, or is no number, stands at the near end. */
  at(difference: number): number {
    const inside = Math.min(this.reach, Math.max(-this.reach, Number.isNaN(difference) ? 0 : difference));
    const share = (inside + this.reach) / (2 * this.reach);
    return Math.round((margin + share * (100 - 2 * margin)) * 100) / 100;
  }

  get ticks(): readonly number[] {
    return [-this.reach, -this.reach / 2, 0, this.reach / 2, this.reach];
  }
}

/** "+25.5", "−3.0", "0.0": in points, with a minus as wide as a plus. */
export function pointsText(difference: number): string {
  const points = (difference * 100).toFixed(1).replace("-0.0", "0.0");
  return `${difference > 0 && points !== "0.0" ? "+" : ""}${points.replace("-", "−")}`;
}

/** Whether zero lies outside its interval. */
export const isClear = ({ low, high }: DifferenceEstimate): boolean => low > 0 || high < 0;
