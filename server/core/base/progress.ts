/**
 * Told about long work as it goes. `done` and `total` share one unit (files, conversations...); no total = not known yet. `perSecond`: how
 * many of them a second of late, where that is measured. `says`: what is being done in words that hold the numbers; then it is shown in place of them.
 */
export type Progress = (step: {
  readonly stage: string;
  readonly done: number;
  readonly total?: number;
  readonly perSecond?: number;
  readonly says?: string;
}) => void;

/** What long work takes from its caller: a way to say how far it is and a way to be stopped. */
export interface LongWork {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** Lets the event loop breathe, then throws the signal's reason if the work was cancelled. */
export async function checkpoint(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

/** What the work gives, or the signal's reason as soon as that is there; the work is left to itself then. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

export const isCancellation = (error: unknown): boolean =>
  error instanceof Error && error.name === "AbortError";
