import type { DemoWorld } from "./world.ts";

export interface PlantedFault {
  readonly name: string;
  /** What kind of fault it is, in a few words. */
  readonly kind: string;
  /** Default: the support desk. */
  readonly world?: DemoWorld;
  /** Of the sound prompt: what stands in it, and what takes its place. */
  readonly change: readonly (readonly [sound: string, faulty: string])[];
  /** Name of the evaluator that fails for it. */
  readonly target: string;
  /** A piece of the faulty line, where there is one: a line that is missing has none. */
  readonly blames?: string;
  /** Set where no edit of the prompt may be called a mending. */
  readonly cause?: "capability" | "tool";
}
