import type { Texts } from "../edits/index.ts";

/** Why a search ended. `solved`: no case fails any more; `nothing proposed`: reflections bring nothing new. */
export type StopReason = "solved" | "budget" | "no progress" | "nothing proposed" | "cancelled";

interface Events {
  /** One move is over; `returned` is what the search would give back if it were stopped now. */
  iteration: {
    readonly n: number;
    readonly move: string;
    readonly changed: boolean;
    readonly returned: Texts;
    readonly metricCalls: number;
    readonly reflections: number;
  };
  /** A new text was read: parts that add or reword, parts that only take away, and hunks it left out that stay. */
  proposed: {
    readonly component: string;
    readonly grow: number;
    readonly cut: number;
    readonly kept: number;
  };
  compared: {
    readonly made: string;
    readonly verdict: "better" | "worse" | "same";
    readonly effect: number;
    readonly cases: number;
  };
  /** The adapter allows no candidate like it. */
  refused: { readonly made: string; readonly why: string };
  /** Validation cases that are learned from now on. */
  borrowed: { readonly cases: readonly string[] };
  /** Hunks that are missed when they are taken out. */
  kept: { readonly component: string; readonly hunks: readonly string[] };
  stopped: { readonly why: StopReason };
}

/** Told to observers, who cannot steer but by their signal. */
export type SearchEvent = { [K in keyof Events]: { readonly kind: K } & Events[K] }[keyof Events];
