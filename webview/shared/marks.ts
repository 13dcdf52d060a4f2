// Where marks lie on the page's scales, as plain numbers. SVG takes per cents, so no picture is measured or redrawn on resizing.

/** A rate in 0..1 with its 95 % interval. */
export interface Estimate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** Room at both ends of a scale, in per cent of its width, so that a dot at 0 or 1 is not cut in half. */
const margin = 3;

/** The place of a rate on a scale from 0 to 1, as an SVG length. What is outside the scale, or no number, lies at its near end. */
export function placeOf(rate: number): string {
  const inside = Math.min(1, Math.max(0, Number.isNaN(rate) ? 0 : rate));
  return `${round(margin + inside * (100 - 2 * margin))}%`;
}

/** Dot and whisker; the whisker always holds the dot. */
export const estimateMarks = ({
  rate,
  low,
  high,
}: Estimate): { readonly dot: string; readonly from: string; readonly to: string } => ({
  dot: placeOf(rate),
  from: placeOf(Math.min(low, rate)),
  to: placeOf(Math.max(high, rate)),
});

const tops = [0.05, 0.1, 0.2, 0.25, 0.5, 1];

/** The end of a scale that holds all shares and is a number one can read. Worked: shares up to 8 % give 10 %. */
export const shareScale = (shares: readonly number[]): number => {
  const most = Math.max(0, ...shares);
  return tops.find((top) => most <= top) ?? 1;
};

/** Width of a bar, as an SVG length; a share above nothing stays visible. */
export const barWidth = (share: number, scale: number): string =>
  share <= 0 ? "0%" : `${round(Math.max(1.5, Math.min(100, (100 * share) / scale)))}%`;

const round = (value: number): number => Math.round(value * 100) / 100;
