import pc from "picocolors";
import { datasetText, UserError } from "../../core/index.ts";
import type { Session } from "../session.ts";

export interface DatasetOptions {
  readonly target: string;
  readonly prompt?: string;
  readonly name?: string;
  readonly seed?: number;
  readonly size?: number;
  readonly write?: boolean;
  readonly promptfoo?: boolean;
  readonly model?: boolean;
  readonly calls?: number;
  readonly usd?: number;
  readonly dryRun?: boolean;
  readonly all?: boolean;
}

/** Cases that are listed where nobody asks for all. */
const usuallyListed = 12;

/** Lists the cases that a search for a better prompt would run, or keeps them as a file. Exit 0; 1 where a gate could decide nothing with them. */
export async function datasetCommand(session: Session, options: DatasetOptions): Promise<number> {
  const { target, prompt, name, seed, size, write = false, promptfoo = false, all = false } = options;
  const { model = false, calls, usd, dryRun = false } = options;
  if (target.trim() === "")
    throw new UserError(
      "option-invalid",
      "Say what is to become better.",
      "For example: homeostat dataset --target refunds",
    );
  const isKept = write || promptfoo;
  if (model && !isKept && !dryRun)
    throw new UserError(
      "option-invalid",
      "What a model writes is paid for, so it is kept.",
      "Add --write, or --dry-run to see what it would take.",
    );
  const limits = { ...(calls !== undefined && { calls }), ...(usd !== undefined && { usd }) };
  const report = await session.host.dataset(
    {
      target,
      ...{ write: isKept && !dryRun, promptfoo },
      ...(model && { model: limits }),
      ...(prompt !== undefined && { prompt }),
      ...(name !== undefined && { name }),
      ...(seed !== undefined && { seed }),
      ...(size !== undefined && { sizes: { target: size } }),
    },
    session.work,
  );
  if (session.json) session.print(JSON.stringify(report));
  else {
    const paint = { bold: pc.bold, dim: pc.dim, alarm: pc.yellow };
    session.print(datasetText(report, all ? Number.POSITIVE_INFINITY : usuallyListed, paint));
  }
  const fails = (split: string): boolean =>
    report.dataset.cases.some(
      (one) => one.role === "target" && one.outcome === "fail" && one.split === split,
    );
  return fails("train") && fails("held-out") ? 0 : 1;
}
