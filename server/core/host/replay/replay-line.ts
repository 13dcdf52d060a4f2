import { exportLine } from "../../capture/index.ts";
import type { Replayed } from "./replay.ts";

/** A fresh run as a line of `homeostat export`, which import reads. */
export const replayLine = ({ captured, after }: Replayed): string =>
  exportLine(captured, {
    evaluations: after.map((one) => ({ ...one, isRecorded: false })),
    signals: [],
    marks: [],
    tags: [],
    outcomes: [],
    prompts: [],
    behaviors: [],
    readings: [],
    labels: [],
  });
