import pc from "picocolors";
import { cyclePlanText, cycleText, type ImproveQuery } from "../../core/index.ts";
import type { Session } from "../session.ts";

export interface ImproveOptions {
  readonly target: string;
  readonly prompt?: string;
  readonly agent?: string;
  readonly budget?: number;
  readonly usd?: number;
  readonly seed?: number;
  readonly anyway?: boolean;
  readonly afresh?: boolean;
  readonly dryRun?: boolean;
  readonly write?: boolean;
}

export const suggestionPaint = {
  ...{ bold: pc.bold, dim: pc.dim, alarm: pc.yellow },
  ...{ added: pc.green, removed: pc.red },
};

/** Looks for an edit that mends what fails and breaks nothing. No file is changed. Exit 0: there is a suggestion; 1: there is none. */
export async function improveCommand(session: Session, options: ImproveOptions): Promise<number> {
  const { target, prompt, agent, budget, usd, seed, anyway, afresh, dryRun, write } = options;
  const query: ImproveQuery = {
    target,
    ...(prompt !== undefined && { prompt }),
    ...(agent !== undefined && { agent }),
    ...(seed !== undefined && { seed }),
    ...(anyway && { anyway }),
    ...(afresh && { afresh }),
    budget: { ...(budget !== undefined && { calls: budget }), ...(usd !== undefined && { usd }) },
  };
  const plan = await session.host.planImprove(query, session.work);
  const told = cyclePlanText(plan).join("\n");
  if (dryRun) {
    session.print(session.json ? JSON.stringify(plan) : told);
    return 0;
  }
  if (!session.json) process.stderr.write(`${told}\n`);
  const report = await session.host.improve(query, session.work);
  session.print(session.json ? JSON.stringify(report) : cycleText(report, suggestionPaint));
  if (write && report.suggestion) await session.host.writeSuggestion(report.suggestion.id);
  return report.end === "suggestion" ? 0 : 1;
}
