import { join, resolve } from "node:path";
import envPaths from "env-paths";

/** What lies in the folder of this user's receiver, whatever workspace its spans belong to. */
export interface HomeFolder {
  readonly path: string;
  readonly journal: string;
  /** Who runs and how to reach it; readable by this user only, since it holds the token of the control endpoints. */
  readonly receiverFile: string;
  readonly lock: string;
  readonly log: string;
}

/** The folder that HOMEOSTAT_HOME names, else the one where this system keeps data of programs. */
export function homeFolder(named: string | undefined = process.env.HOMEOSTAT_HOME): HomeFolder {
  const path = named ? resolve(named) : envPaths("homeostat", { suffix: "" }).data;
  return {
    path,
    journal: join(path, "journal"),
    receiverFile: join(path, "receiver.json"),
    lock: join(path, "receiver.lock"),
    log: join(path, "receiver.log"),
  };
}
