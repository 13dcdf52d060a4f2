/**
 * Distances and paces are written as `[metric|imperial]` pairs inside answers and resolved when the runner's unit is known. A reply in
 * the wrong unit is the same text resolved to the other side.
 */
export type Unit = "km" | "miles";

const milesPerKm = 0.621371;

export const distance = (km: number): string => `[${km} km|${Math.round(km * milesPerKm)} miles]`;

/** `m:ss` */
export const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;

/** A pace given in whole seconds per kilometre, as `[5:00 per km|8:03 per mile]`. */
export const pace = (secondsPerKm: number): string =>
  `[${clock(Math.round(secondsPerKm))} per km|${clock(Math.round(secondsPerKm / milesPerKm))} per mile]`;

/** Race time in `h:mm:ss` or `mm:ss`. */
export function raceTime(seconds: number): string {
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const rest = clock(whole % 3600);
  return hours > 0 ? `${hours}:${rest.padStart(5, "0")}` : rest;
}

export const inUnit = (text: string, unit: Unit): string =>
  text.replace(/\[([^[\]|]*)\|([^[\]|]*)\]/g, (_, metric: string, imperial: string) =>
    unit === "km" ? metric : imperial,
  );

/** Whether the runner themselves wrote kilometres: `18 km`, `kms`, `kilometres`, but not a race called 10k. */
export const writesKilometres = (text: string): boolean => /(?:\d ?|\b)[kK][mM][sS]?\b|[kK]ilomet/.test(text);

export const writesMiles = (text: string): boolean => /\bmiles?\b|\bmiler\b/i.test(text);
