import { textIfThere, writeWhole } from "../../base/index.ts";
import { configPath } from "../config.ts";
import type { Workspace } from "../host.ts";
import { withClaim } from "./claim-edit.ts";
import { registerWorkspace } from "./workspace-registry.ts";

/**
 * Makes a service this workspace's: in homeostat.yaml, and known to the receiver. What waits in the inbox from it comes along by itself.
 * Only for a trusted workspace.
 */
export async function claimService(home: string, workspace: Workspace, service: string): Promise<string> {
  const file = configPath(workspace.root, workspace.configFile);
  const text = await textIfThere(file);
  const claimed = withClaim(text, service);
  if (claimed !== text) await writeWhole(file, claimed);
  await registerWorkspace(home, workspace);
  return file;
}
