import { vi } from "vitest";
import type { Host } from "../../server/core/host/host.ts";
import { openHost } from "../../server/core/host/open-host.ts";
import { type TempFolder, tempFolder } from "./temp-folder.ts";

export interface TestedShop {
  readonly folder: TempFolder;
  readonly host: Host;
}

/** A shop of these files with its chats imported and judged and its evaluators tested: all that a cycle of improvement needs. */
export async function openTestedShop(
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<TestedShop> {
  const folder = tempFolder(name, files);
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  const host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
  await host.testEvaluators({});
  return { folder, host };
}
