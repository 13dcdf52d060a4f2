import { join } from "node:path";

/** The receiver's own files in the folder of this user's state, whatever workspace its spans belong to. */
export interface HomeFolder {
  readonly path: string;
  /** Who runs and how to reach it; readable by this user only, since it holds the token of the control endpoints. */
  readonly receiverFile: string;
  readonly lock: string;
  readonly log: string;
}

export const homeFolder = (path: string): HomeFolder => ({
  path,
  receiverFile: join(path, "receiver.json"),
  lock: join(path, "receiver.lock"),
  log: join(path, "receiver.log"),
});
