import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import type { Severity } from "../core/index.ts";

export const bySeverity: Record<Severity, (text: string) => string> = {
  error: pc.red,
  warning: pc.yellow,
  information: pc.cyan,
  hint: pc.dim,
};

/** Green where most pass, red where most fail. */
export const byRate = (rate: number, text: string): string =>
  rate < 0.5 ? pc.red(text) : rate < 0.8 ? pc.yellow(text) : pc.green(text);

/** A table with left-aligned columns; widths count what is seen, not the colours. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => visibleLength(row[i] ?? ""))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell + " ".repeat(Math.max(0, widths[i]! - visibleLength(cell))))
      .join("  ")
      .trimEnd();
  return [pc.dim(line(header)), ...rows.map(line)].join("\n");
}

const visibleLength = (text: string): number => stripVTControlCharacters(text).length;
