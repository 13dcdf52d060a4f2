import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../base/index.ts";
import { openServices } from "../evaluators/index.ts";
import type { ModelAccess } from "../models/index.ts";
import { baselineFileName } from "../review/index.ts";
import { isLocalUri, Store, storeIsThere, withoutSecrets } from "../store/index.ts";
import { BaselineHost } from "./baseline-host.ts";
import { configPath, loadSettings } from "./config.ts";
import type { Host, Workspace } from "./host.ts";
import { localHost } from "./local-host.ts";

/** A host in this process; without `access` keys are those of the environment. Throws `store-unavailable`, `store-version`, `file-unreadable`. */
export async function openHost(workspace: Workspace, access?: ModelAccess): Promise<Host> {
  return hostOn(workspace, await Store.open(await storeOf(workspace)), access);
}

const hostOn = (workspace: Workspace, store: Store, access?: ModelAccess): Host =>
  localHost(
    workspace,
    store,
    openServices({
      trusted: workspace.trusted,
      ...(workspace.sandboxEntry && { sandboxEntry: workspace.sandboxEntry }),
    }),
    access,
  );

/**
 * A host that only reads: on the store where there is one, else on the committed baseline. It makes no store; where there is neither it
 * throws `no-figures`. `baseline`: another file than the usual one.
 */
export async function openExisting(workspace: Workspace, baseline?: string): Promise<Host> {
  const uri = await storeOf(workspace);
  const store = (await storeIsThere(uri)) ? await Store.open(uri) : undefined;
  if (store && (await store.tables.conversations.count()) > 0) return hostOn(workspace, store);
  // A store that holds nothing has measured nothing: the baseline knows more.
  const host = await BaselineHost.open(workspace, baseline).catch((error: unknown) => {
    store?.close();
    throw error;
  });
  if (store && !host) return hostOn(workspace, store);
  store?.close();
  if (host) return host;
  throw new UserError(
    "no-figures",
    `There is no store (${withoutSecrets(uri)}) and no baseline (${baseline ?? baselineFileName}): nothing has been measured here.`,
    "Import conversations: homeostat import FILE. Or commit a baseline where the store is: homeostat baseline write. What is wrong in the form of the files needs neither: homeostat check --form",
  );
}

/** A host on a store that is there; makes none. Throws `no-store`. */
export async function openStored(workspace: Workspace): Promise<Host> {
  const uri = await storeOf(workspace);
  if (await storeIsThere(uri)) return openHost(workspace);
  throw new UserError(
    "no-store",
    `There is no store here (${withoutSecrets(uri)}).`,
    "Import conversations first: homeostat import FILE",
  );
}

/** Where the workspace's store lies, whether or not it is there. */
export const storeOf = async (workspace: Workspace): Promise<string> =>
  workspace.store ?? (await loadSettings(configPath(workspace.root, workspace.configFile), workspace)).store;

/** Whether anybody made a store there; of one that is no folder nobody can tell before opening it, so it counts as made. */
export const storeExists = (uri: string): boolean =>
  !isLocalUri(uri) || existsSync(join(uri, "conversations.lance"));
