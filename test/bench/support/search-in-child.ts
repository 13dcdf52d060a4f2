import { fork } from "node:child_process";
import { bundled } from "./bundled.ts";
import type { Searched, SearchOrder } from "./clustering-run.ts";

let script: Promise<string> | undefined;

/** Searches for behaviors in a new process. Fails where the process ends without an answer. */
export async function searchInChild(order: SearchOrder): Promise<Searched> {
  script ??= bundled("clustering-run");
  const child = fork(await script, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const answer = new Promise<Searched>((resolve, reject) => {
    child.once("message", (searched) => resolve(searched as Searched));
    child.once("exit", (code, signal) => reject(new Error(`the search ended with ${signal ?? code}`)));
  });
  child.send(order);
  return answer;
}
