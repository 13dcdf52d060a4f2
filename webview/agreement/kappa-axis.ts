/** Kappa with its 95 % interval; without ends where there are too few clusters to say how sure it is. */
export interface KappaEstimate {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/**
 * The names that people give kappa by its size (Landis and Koch 1977, Biometrics 33, 159-174): a convention, no test. A band reaches up to
 * `to`, which is still in it; below zero is worse than guessing.
 */
export const bands = [
  { to: 0.2, name: "slight" },
  { to: 0.4, name: "fair" },
  { to: 0.6, name: "moderate" },
  { to: 0.8, name: "substantial" },
  { to: 1, name: "almost perfect" },
] as const;

/** By the two digits that are shown, so that 0.20 is never called fair beside another 0.20 that is slight. */
export function bandOf(value: number): string {
  const shown = Math.round(value * 100) / 100;
  return shown < 0 ? "poor" : bands.find(({ to }) => shown <= to)!.name;
}

const step = 0.2;
/** Room at both ends, in per cent of the width, so that a dot at an end is not cut in half. */
const margin = 3;

/** One scale for all rows, so that they can be compared: to 1, from the step below the least end of an interval, with zero on it. */
export class KappaAxis {
  readonly from: number;

  constructor(kappas: readonly KappaEstimate[]) {
    const least = Math.min(-step, ...kappas.map(({ value, low = value }) => Math.min(value, low)));
    // 0.2 has no exact form: -0.6 / 0.2 must not count as a little below -3.
    this.from = Math.max(-1, tidy(Math.floor(tidy(least / step)) * step));
  }

  /** The place of a value in per cent of the width; what lies outside stands at the near end. */
  at(value: number): number {
    const share = (Math.min(1, Math.max(this.from, value)) - this.from) / (1 - this.from);
    return Math.round((margin + share * (100 - 2 * margin)) * 100) / 100;
  }

  /** Where numbers stand: every second step where there are many. */
  get ticks(): readonly number[] {
    const steps = Math.round((1 - this.from) / step);
    const all = Array.from({ length: steps + 1 }, (_, index) => tidy(this.from + index * step));
    return steps <= 6 ? all : all.filter((tick) => Math.round(tick / step) % 2 === 0 || tick === 1);
  }
}

const tidy = (value: number): number => Math.round(value * 1e9) / 1e9;

/** Two digits, with a minus as wide as a plus. */
export const kappaNumber = (value: number): string =>
  value.toFixed(2).replace("-0.00", "0.00").replace("-", "−");

/** "0.37, 95 % interval 0.11 to 0.60, fair" */
export function kappaSentence({ value, low, high }: KappaEstimate): string {
  const reach =
    low === undefined || high === undefined
      ? "too few repeat to say how sure"
      : `95 % interval ${kappaNumber(low)} to ${kappaNumber(high)}`;
  return `${kappaNumber(value)}, ${reach}, ${bandOf(value)}`;
}
