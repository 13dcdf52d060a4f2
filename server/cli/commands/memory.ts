import pc from "picocolors";
import { memoryText, plural } from "../../core/index.ts";
import type { Session } from "../session.ts";

export interface MemoryOptions {
  readonly prompt?: string;
  readonly reset?: boolean;
  readonly all?: boolean;
}

const usuallyListed = 10;

/** Says what was tried to mend prompts and what would be tried next, or forgets it. Exit code 0. */
export async function memoryCommand(session: Session, options: MemoryOptions): Promise<number> {
  const { prompt, reset = false, all = false } = options;
  const of = { ...(prompt !== undefined && { prompt }) };
  if (reset) {
    const forgotten = await session.host.resetMemory(of);
    session.print(session.json ? JSON.stringify({ forgotten }) : `Forgot ${plural(forgotten, "attempt")}.`);
    return 0;
  }
  const report = await session.host.memory(of);
  if (session.json) session.print(JSON.stringify(report));
  else
    session.print(
      memoryText(report, all ? Number.POSITIVE_INFINITY : usuallyListed, { bold: pc.bold, dim: pc.dim }),
    );
  return 0;
}
