import { fork } from "node:child_process";
import type { StoreInspection } from "../store/index.ts";

export interface ProbeRequest {
  readonly kind: "inspect";
  readonly uri: string;
}

/** A store that does not answer in this time is not reachable. Milliseconds. */
const patienceMs = 30_000;

/**
 * Looks at a store in a process of its own: an engine built for another processor ends the process that loads it. `entry` is the built
 * worker.cjs. Never throws.
 */
export function inspectInChild(entry: string, uri: string): Promise<StoreInspection> {
  return new Promise((resolve) => {
    const child = fork(entry, [], { execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] });
    let said = "";
    let timer: NodeJS.Timeout | undefined;
    const settle = (result: StoreInspection): void => {
      clearTimeout(timer);
      resolve(result);
      child.kill("SIGKILL");
    };
    const fail = (code: string, message: string, hint: string): void =>
      settle({ found: "nothing", tables: [], expectedVersion: 0, failure: { code, message, hint } });
    timer = setTimeout(
      () =>
        fail(
          "store-silent",
          `it did not answer in ${patienceMs / 1000} s.`,
          "Check the network and the disk.",
        ),
      patienceMs,
    );
    child.stderr?.on("data", (data: Buffer) => {
      said = (said + data.toString()).slice(-2_000);
    });
    child.on("message", (found: StoreInspection) => settle(found));
    child.on("error", (error) =>
      fail("engine-process", `No process could be started: ${error.message}`, reinstall),
    );
    child.on("exit", (code, signal) =>
      fail(
        "engine-crash",
        `LanceDB's native engine crashed (${signal ?? `exit code ${code}`})${lastLine(said)}.`,
        reinstall,
      ),
    );
    child.send({ kind: "inspect", uri } satisfies ProbeRequest, (error) => {
      if (error) fail("engine-process", error.message, reinstall);
    });
  });
}

const reinstall = "Install the Homeostat package that was built for this platform.";

const lastLine = (text: string): string => {
  const line = text.trim().split("\n").at(-1)?.trim().slice(0, 200);
  return line ? `: ${line}` : "";
};
