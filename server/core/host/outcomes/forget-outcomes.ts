import { equals, Store, storeIsThere } from "../../store/index.ts";
import type { Workspace } from "../host.ts";
import { storeOf } from "../open-host.ts";

/** Removes all outcomes of a kind from the workspace's store, off the disk too. Gives how many there were. */
export async function forgetOutcomes(workspace: Workspace, kind: string): Promise<number> {
  const uri = await storeOf(workspace);
  if (!(await storeIsThere(uri))) return 0;
  const store = await Store.open(uri);
  try {
    const { outcomes } = store.tables;
    const count = await outcomes.count(equals("kind", kind));
    if (count === 0) return 0;
    await outcomes.delete(equals("kind", kind));
    await outcomes.purge(true);
    return count;
  } finally {
    store.close();
  }
}
