import { migrateWorkspace } from "../../core/index.ts";
import type { GlobalOptions } from "../session.ts";
import { workspaceOf } from "./doctor.ts";

/** Exit code 0: the store has the version of this build, now or before. */
export async function migrateCommand(options: GlobalOptions): Promise<number> {
  const { version, migrated } = await migrateWorkspace(workspaceOf(options), {
    progress: ({ stage }) => process.stderr.write(`${stage}\n`),
  });
  const says = migrated
    ? `The store was brought to schema version ${version}.`
    : `The store has schema version ${version} already.`;
  process.stdout.write(`${options.json ? JSON.stringify({ version, migrated }) : says}\n`);
  return 0;
}
