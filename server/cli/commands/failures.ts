import { failureText, plural } from "../../core/index.ts";
import type { Session } from "../session.ts";

export interface FailuresOptions {
  readonly evaluator?: string;
  readonly prompt?: string;
  readonly conversation?: string;
  readonly limit?: number;
  readonly jsonl?: boolean;
}

export async function failuresCommand(
  { host, json, print }: Session,
  { jsonl = false, ...query }: FailuresOptions,
): Promise<number> {
  const { evaluator, prompt, conversation, limit = json || jsonl ? 1_000 : 10 } = query;
  const { total, failures } = await host.failures({
    limit,
    ...(evaluator !== undefined && { evaluator }),
    ...(prompt !== undefined && { prompt }),
    ...(conversation !== undefined && { conversation }),
  });
  if (jsonl) for (const failure of failures) print(JSON.stringify(failure));
  else if (json) print(JSON.stringify({ total, failures }));
  else {
    for (const failure of failures) print(`${failureText(failure)}\n\n${"─".repeat(80)}`);
    print(
      total === failures.length
        ? plural(total, "failure")
        : `${failures.length} of ${plural(total, "failure")}; more with --limit ${total}`,
    );
  }
  return 0;
}
