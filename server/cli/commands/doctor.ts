import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import pc from "picocolors";
import {
  type CheckStatus,
  diagnose,
  doctorText,
  fileUnreadable,
  inspectInChild,
  type Workspace,
} from "../../core/index.ts";
import type { GlobalOptions } from "../session.ts";

const byStatus: Record<CheckStatus, (text: string) => string> = {
  ok: pc.green,
  warning: pc.yellow,
  problem: pc.red,
};

/** Exit code: 0 healthy, 1 problems. The store is looked at by another process, and by none that opens it for writing. */
export async function doctorCommand(
  options: GlobalOptions,
  version: string,
  editor: string | undefined,
): Promise<number> {
  const worker = join(__dirname, "worker.cjs");
  const report = await diagnose(workspaceOf(options), {
    version,
    ...(editor && { editor }),
    inspect: (uri) => inspectInChild(worker, uri),
  });
  process.stdout.write(
    options.json
      ? `${JSON.stringify(report)}\n`
      : doctorText(report, (status, text) => byStatus[status](text)),
  );
  return report.counts.problem > 0 ? 1 : 0;
}

/** The workspace that the options name, for commands that work without an open host. */
export function workspaceOf(options: GlobalOptions): Workspace {
  if (options.config && !existsSync(options.config))
    throw fileUnreadable(resolve(options.config), "there is no such file");
  const isUri = /^[a-z][a-z0-9+.-]+:\/\//i.test(options.store ?? "");
  return {
    root: options.config ? dirname(resolve(options.config)) : process.cwd(),
    trusted: !options.untrusted,
    ...(options.config && { configFile: resolve(options.config) }),
    ...(options.store && { store: isUri ? options.store : resolve(options.store) }),
  };
}
