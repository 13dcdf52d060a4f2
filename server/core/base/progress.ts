/** Told about long work as it goes. `done` and `total` share one unit (files, samples...); no total = not known yet. */
export type Progress = (step: {
  readonly stage: string;
  readonly done: number;
  readonly total?: number;
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

export const isCancellation = (error: unknown): boolean =>
  error instanceof Error && error.name === "AbortError";
