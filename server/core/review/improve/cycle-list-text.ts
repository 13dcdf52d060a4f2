import { dayOf } from "../../base/index.ts";
import type { TraceView } from "../trace-view.ts";
import { plural, tame } from "../wording.ts";

interface TextPaint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** A cycle in a list. */
export interface ToldEndedCycle {
  readonly id: string;
  readonly atMs: number;
  readonly target: { readonly name: string };
  readonly prompt: { readonly file: string };
  readonly says: string;
  readonly tried: number;
}

/** One line: when, for what, how it ended. */
export const cycleRow = (one: ToldEndedCycle, { bold, dim }: TextPaint): string =>
  `${one.id}  ${dayOf(one.atMs)}  ${bold(tame(one.target.name, 80))}  ${tame(one.says, 200)}  ${dim(`${tame(one.prompt.file, 120)}, ${plural(one.tried, "edit")} tried`)}`;

/** A cycle's trace as text: its steps as a tree, each with how long it took and what it cost. */
export const cycleStepsText = ({ waterfall }: Pick<TraceView, "waterfall">, { dim }: TextPaint): string =>
  waterfall.rows
    .map(({ depth, name, status, durationMs, tokens, costUsd }) => {
      const facts = [
        ...(durationMs === undefined || durationMs < 1 ? [] : [timeText(durationMs)]),
        ...(tokens === undefined ? [] : [`${tokens} tokens`]),
        ...(costUsd === undefined ? [] : [`$${costUsd.toFixed(4)}`]),
      ];
      const mark = status === "error" ? "✗ " : "";
      return `${"  ".repeat(depth)}${mark}${name}${facts.length > 0 ? `  ${dim(facts.join(", "))}` : ""}`;
    })
    .join("\n");

const timeText = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
