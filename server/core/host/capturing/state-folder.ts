import { homedir } from "node:os";
import { join, resolve } from "node:path";
import envPaths from "env-paths";

/**
 * The folder of what belongs to the machine's user and to no workspace: the receiver's journal, the inbox, which workspaces claim what.
 * HOMEOSTAT_HOME names another one.
 */
export const stateFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  env.HOMEOSTAT_HOME ? resolve(homedir(), env.HOMEOSTAT_HOME) : envPaths("homeostat", { suffix: "" }).data;

export const journalFolder = (home: string): string => join(home, "journal");
/** The store of what no workspace claims. */
export const inboxUri = (home: string): string => join(home, "inbox");
export const workspacesFolder = (home: string): string => join(home, "workspaces");
