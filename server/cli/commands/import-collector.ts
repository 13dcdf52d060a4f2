import { resolve } from "node:path";
import pc from "picocolors";
import { type CollectorRound, importCollectorFolder, plural, tame } from "../../core/index.ts";
import type { GlobalOptions } from "../session.ts";
import { workspaceOf } from "./doctor.ts";

export interface ImportCommandOptions {
  readonly prompt?: string;
  readonly fromOtlp?: string;
  readonly watch?: boolean;
  readonly evaluations?: string;
}

/** What does not go together in a call of `import`, in a sentence; undefined where all is well. */
export function importMistake(
  paths: readonly string[],
  { fromOtlp, watch, prompt, evaluations }: ImportCommandOptions,
): string | undefined {
  if (evaluations !== undefined)
    return paths.length > 0 || fromOtlp !== undefined || watch || prompt !== undefined
      ? "--evaluations FILE stands alone: import the conversations first."
      : undefined;
  if (fromOtlp === undefined) {
    if (watch) return "--watch goes with --from-otlp FOLDER.";
    return paths.length === 0
      ? "nothing to import: name files or folders, or --from-otlp FOLDER."
      : undefined;
  }
  if (paths.length > 0) return "import either files or a collector's folder, not both at once.";
  return prompt === undefined
    ? undefined
    : "--prompt does not go with --from-otlp: spans say which prompt they used.";
}

/** Exit code: 0 all read (a watch that was stopped too), 1 some parts could not be read, 2 nothing could be read. */
export async function importCollectorCommand(
  options: GlobalOptions,
  folder: string,
  watch: boolean,
): Promise<number> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  let [requests, problems] = [0, 0];
  try {
    await importCollectorFolder(workspaceOf(options), resolve(folder), {
      watch,
      signal: controller.signal,
      onRound: (round) => {
        requests += round.requests;
        problems += round.problems.length;
        process.stdout.write(`${options.json ? JSON.stringify(round) : roundText(round, watch)}\n`);
      },
    });
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, stop);
  }
  return problems === 0 || watch ? 0 : requests > 0 ? 1 : 2;
}

function roundText(
  { files, records, conversations, redacted, problems }: CollectorRound,
  watch: boolean,
): string {
  const when = watch ? `${new Date().toTimeString().slice(0, 8)}  ` : "";
  const blackedOut = Object.entries(redacted).map(([kind, count]) => `${count} ${kind}`);
  return [
    `${when}${plural(conversations, "conversation")} added or grown, ${plural(records, "new record")} in ${plural(files, "file")}${
      blackedOut.length > 0 ? `; blacked out: ${blackedOut.join(", ")}` : ""
    }`,
    ...problems.map(({ file, reason }) => pc.yellow(`  ${tame(file, 200)}: ${tame(reason, 300)}`)),
    ...(!watch && conversations > 0 ? ["Next: homeostat evaluate, then homeostat check"] : []),
  ].join("\n");
}
