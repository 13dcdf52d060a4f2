import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The processes that a process started and that still run, by id. */
export function childProcesses(parent: number): number[] {
  const list =
    process.platform === "linux"
      ? readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8")
      : execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
          .split("\n")
          .filter((row) => row.trim().endsWith(` ${parent}`))
          .map((row) => row.trim().split(/\s+/)[0])
          .join(" ");
  return list.trim().split(/\s+/).filter(Boolean).map(Number);
}
