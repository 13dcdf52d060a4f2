import type { PlantedFault } from "./planted-fault.ts";

/** Faults that were added after the agent, the pool and the product stood, by somebody who read README.md and nothing else of this folder. */
export const laterFaults: readonly PlantedFault[] = [];
