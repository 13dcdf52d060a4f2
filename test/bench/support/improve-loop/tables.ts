import type { PoolTruth } from "../../../support/demo-agent/pool-truth.ts";
import type { LoopFigures, Totals } from "./figures.ts";

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function print(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd();
  console.log(`\n${title}\n${[head, ...rows].map(line).join("\n")}`);
}

export function printPool(pools: ReadonlyMap<string, PoolTruth>): void {
  print(
    "Moves of the pool that mend the prompt and let nothing fall, on traffic that nobody has seen",
    ["fault", "moves", "right", "share"],
    [...pools].map(([name, { moves, right }]) => [
      name,
      String(moves),
      String(right),
      percent(right / moves),
    ]),
  );
}

export function printFaults(figures: readonly LoopFigures[]): void {
  print(
    "Faults: what became of the target's evaluator, on traffic that nobody has seen",
    [
      "fault",
      "kind",
      "cause",
      "line",
      "end",
      "before",
      "after",
      "fell",
      "cycles",
      "calls",
      "s",
      "useless kept",
    ],
    figures.map((one) => [
      ...[one.fault, one.kind, `${one.cause}${one.causeIsRight ? "" : " (wrong)"}`],
      one.expected === "escalated" ? "-" : one.rank === undefined ? "none" : String(one.rank),
      one.isMended ? "mended" : one.end,
      ...[percent(one.truth.before), percent(one.truth.after), one.fallen.join(" ") || "nothing"],
      ...[String(one.cycles.length), String(one.calls), one.seconds.toFixed(0)],
      one.beside ? uselessIn(one.beside) : "-",
    ]),
  );
}

function uselessIn({ cycles }: LoopFigures): string {
  const accepted = cycles.filter(({ end }) => end === "suggestion");
  return `${accepted.filter(({ keptUseless }) => keptUseless).length} of ${accepted.length}`;
}

export function printCycles(figures: readonly LoopFigures[]): void {
  print(
    "Cycles: held-out cases at the gate, and the target's rate afterwards on traffic that nobody has seen",
    [
      "fault",
      "cycle",
      "end",
      "reflections",
      "calls",
      "held out",
      "broken",
      "rate after",
      "hunks",
      "changed",
      "growth",
    ],
    figures.flatMap(({ fault, cycles }) =>
      cycles.map((one, i) => [
        ...[fault, String(i + 1), one.end, String(one.reflections), String(one.calls)],
        one.held ? `${one.held.before} to ${one.held.after}` : "-",
        ...[String(one.broken), percent(one.truth), String(one.hunks), String(one.changed)],
        `${one.growth} (${percent(one.growth / one.length)})`,
      ]),
    ),
  );
}

export function printTotals(totals: Totals): void {
  const { useless, poolRight } = totals;
  console.log(`
mended ${totals.mended} of ${totals.toMend}, of ${totals.kindsMended} kinds; evaluators that fell ${totals.fallen}; cases broken at the gate ${totals.brokenAtGate}
escalated ${totals.escalated} of ${totals.toEscalate}
diagnosis: cause right ${totals.causeRight} of ${totals.runs}, line first ${totals.lineFirst}, among three ${totals.lineInThree} of ${totals.toMend}
median of what was mended: ${totals.cyclesToMend} cycles, ${totals.callsToMend} calls
${totals.accepted} accepted suggestions: median ${totals.changedCharacters} characters changed, the prompt longer by ${totals.growthPercent.toFixed(1)} %
a useless hunk beside each edit: kept in ${useless.kept} of ${useless.accepted} suggestions
the pool: ${poolRight.right} of ${poolRight.moves} moves are right (${percent(poolRight.right / Math.max(1, poolRight.moves))}), at most ${percent(poolRight.most)} for one fault`);
}
