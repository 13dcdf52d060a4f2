import { appendFileSync, renameSync, statSync } from "node:fs";

const mostBytes = 2 * 2 ** 20;

/** A log of lines with times; once it is large, it becomes `.old` and begins anew. Nothing of what was captured belongs into it. */
export function logFile(path: string): (line: string) => void {
  return (line) => {
    try {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) renameSync(path, `${path}.old`);
      appendFileSync(path, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not end what waits for room on it.
    }
  };
}
