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
  const times = lift === undefined ? "nowhere else" : `${number(lift)} times`;
  return `${times}, 95 % interval ${number(low)} to ${high === undefined ? "any" : number(high)}`;
}

const number = (value: number): string => (value >= 100 ? Math.round(value).toString() : value.toFixed(1));
