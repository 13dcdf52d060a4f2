import pc from "picocolors";
import { cyclePlanText, cycleText, type ImproveQuery, UserError } from "../../core/index.ts";
import type { Session } from "../session.ts";

export interface ImproveOptions {
  readonly target?: string;
  /** All that fell below the threshold of the configuration, one after the other. */
  readonly queued?: boolean;
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
  const { target, queued } = options;
  if ((target === undefined) === !queued)
    throw new UserError(
      "option-invalid",
      "Say what is to become better: one thing with --target, or all that waits with --queued.",
      "For example: homeostat improve --target refunds",
    );
  return queued ? improveQueued(session, options) : improveOne(session, options, target!);
}

/** Each with a budget of its own. What cannot be searched does not keep the others waiting. */
async function improveQueued(session: Session, options: ImproveOptions): Promise<number> {
  const waiting = await session.host.queuedTargets();
  if (waiting.length === 0) {
    session.print(
      session.json
        ? JSON.stringify({ queued: [] })
        : "Nothing waits: nothing is below `improve: { when: … }` of homeostat.yaml, or that says nothing.",
    );
    return 0;
  }
  if (!session.json || options.dryRun)
    session.print(
      session.json
        ? JSON.stringify({ queued: waiting })
        : waiting.map(({ kind, name, says }) => `${kind} ${name}: ${says}`).join("\n"),
    );
  if (options.dryRun) return 0;
  let left = 0;
  for (const { id } of waiting)
    left += await improveOne(session, options, id).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      process.stderr.write(`${[error.message, error.hint ?? ""].join(" ").trim()}\n`);
      return 1;
    });
  return left === 0 ? 0 : 1;
}

async function improveOne(session: Session, options: ImproveOptions, target: string): Promise<number> {
  const { prompt, agent, budget, usd, seed, anyway, afresh, dryRun, write } = options;
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
