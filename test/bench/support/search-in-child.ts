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
    // Not "exit", which may come before a long answer has been read to its end.
    child.once("disconnect", () => reject(new Error("the search ended without an answer")));
  });
  child.send(order);
  return answer;
}
