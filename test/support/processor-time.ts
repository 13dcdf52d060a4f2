/**
 * Processor time that this process has had so far, of all of its threads, in milliseconds. Tests that something takes time in step with
 * its length measure by it: the clock on the wall also counts whatever else the machine does.
 */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** What `referenceJob` takes on the machine that the tests' limits were set on, with nothing else running. Milliseconds. */
const REFERENCE_MS = 8;

/** How much a run may take beyond a limit: what the limits are there to find takes ten times as long and more. */
const SLACK = 3;

/**
 * The limit for a job that takes at most `ms` of a quiet machine's processor: longer where a reference job, run here and now, takes
 * longer, as it does where neighbours share the caches. A limit finds what grows with the square of a length, not what is slow that day.
 */
export function roomFor(ms: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const before = processorMs();
    referenceJob();
    least = Math.min(least, processorMs() - before);
  }
  return ms * SLACK * Math.max(1, least / REFERENCE_MS);
}

/** Splitting, counting and joining words: what most of the code under such limits does. */
function referenceJob(): string {
  const text = "an answer that is some words long, and then some more of them; ".repeat(1_000);
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(/[a-z]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return JSON.stringify([...counts, text.split(" ").reverse().join(" ")]);
}

/** Above this, `growthOf` says that a job does not go in step with its length: it quadruples the length, and the square of four is 16. */
export const inStep = 8;

/**
 * How many times as long a job takes of four times the length, both measured in this run, in turns, since no number of milliseconds
 * holds on every machine. The least of some readings of each: what else the machine does is not what is measured.
 */
export async function growthOf(job: (length: number) => unknown, length = 20_000): Promise<number> {
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < 4; i++)
    for (const [n, times] of [1, 4].entries()) {
      const before = processorMs();
      await job(times * length);
      least[n] = Math.min(least[n]!, processorMs() - before);
    }
  // Of less than this it is not told how long it took.
  return least[1]! / Math.max(least[0]!, 0.05);
}
