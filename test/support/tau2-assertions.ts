import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** One verdict of tau2-bench's judge on one sentence about one simulation. */
export interface AssertionVerdict {
  readonly conversation: string;
  readonly task: string;
  readonly assertion: string;
  readonly met: boolean;
  readonly justification: string;
}

/** What the key of `test/tau2-assertions/key.json` says of one assertion in one task; see `about` there. */
export interface KeyEntry {
  readonly task: string;
  readonly assertion: string;
  readonly judges: "policy" | "outcome";
  readonly lines?: readonly string[];
  readonly also?: readonly string[];
  readonly doubtful?: boolean;
}

interface ResultFile {
  readonly simulations: readonly {
    readonly id: string;
    readonly task_id: string;
    readonly reward_info?: {
      readonly nl_assertions?:
        | readonly { readonly nl_assertion: string; readonly met: boolean; readonly justification: string }[]
        | null;
    } | null;
  }[];
}

/** Files of simulations; what judges said of them lies beside, under longer names. */
export const tau2Results = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json.gz") && !name.includes(".llm-judge."))
    .sort();

export function assertionVerdicts(folder: string): readonly AssertionVerdict[] {
  return tau2Results(folder).flatMap((file) => {
    const { simulations } = JSON.parse(
      gunzipSync(readFileSync(join(folder, file))).toString("utf8"),
    ) as ResultFile;
    return simulations.flatMap(({ id, task_id, reward_info }) =>
      (reward_info?.nl_assertions ?? []).map(({ nl_assertion, met, justification }) => ({
        conversation: id,
        task: task_id,
        assertion: nl_assertion,
        met,
        justification,
      })),
    );
  });
}

export const hashOfAssertion = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 12);

export const assertionKey = (): readonly KeyEntry[] =>
  (
    JSON.parse(readFileSync(join(import.meta.dirname, "../tau2-assertions/key.json"), "utf8")) as {
      readonly assertions: readonly KeyEntry[];
    }
  ).assertions;
