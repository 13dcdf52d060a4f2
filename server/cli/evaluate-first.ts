import pc from "picocolors";
import { waitingText } from "../core/index.ts";
import type { Session } from "./session.ts";

/** Brings evaluations up to date before a report of figures. What has to wait is missing in them, and said beside the report. */
export async function evaluateFirst({ host, work }: Session): Promise<void> {
  const { waiting = [] } = await host.evaluate(work);
  for (const sentence of waitingText(waiting)) process.stderr.write(`${pc.yellow(`${sentence}.`)}\n`);
}
