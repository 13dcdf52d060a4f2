import pc from "picocolors";
import { captureStatus, claim, tame, UserError } from "../../core/index.ts";
import type { GlobalOptions } from "../session.ts";
import { workspaceOf } from "./doctor.ts";

/** `homeostat inbox`: services whose conversations wait for a workspace. */
export async function inboxCommand(options: GlobalOptions): Promise<number> {
  const services = (await captureStatus()).services.filter(({ waiting }) => waiting > 0);
  if (options.json) {
    for (const { name, waiting, lastMs } of services)
      process.stdout.write(`${JSON.stringify({ service: name, conversations: waiting, lastMs })}\n`);
    return 0;
  }
  if (services.length === 0)
    process.stdout.write(
      "The inbox is empty: every service that sent something is claimed by a workspace.\n",
    );
  for (const { name, waiting } of services)
    process.stdout.write(
      `${tame(name || "(no service.name)", 80)}  ${waiting} conversations  ${pc.dim(`homeostat inbox assign ${JSON.stringify(name)}`)}\n`,
    );
  return 0;
}

/** `homeostat inbox assign SERVICE`: from now on it is this workspace's, and what waits comes along. */
export async function assignCommand(options: GlobalOptions, service: string): Promise<number> {
  if (options.untrusted)
    throw new UserError(
      "untrusted",
      "An untrusted workspace cannot claim a service.",
      "Run it without --untrusted where the folder is one that you trust.",
    );
  const file = await claim(workspaceOf(options), service);
  process.stdout.write(
    `${tame(service, 80)} is this workspace's now (${tame(file, 200)}). What waits in the inbox comes within seconds while capture runs.\n`,
  );
  return 0;
}
