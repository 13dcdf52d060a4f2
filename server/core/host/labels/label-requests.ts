import { recordsIn } from "../records-file.ts";
import type { LabelRequest } from "./give-labels.ts";

export interface LabelFile {
  readonly requests: readonly { readonly line: number; readonly request: LabelRequest }[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/**
 * Labels that somebody gave elsewhere, as CSV with a line of names or as JSON: `conversation` and `label`, and `why`, `evaluator`, `sample`,
 * `who`, `at` where known. Throws `file-unreadable`.
 */
export async function labelRequestsIn(path: string): Promise<LabelFile> {
  const requests: { line: number; request: LabelRequest }[] = [];
  const problems: { line: number; message: string }[] = [];
  for await (const record of recordsIn(path)) {
    const request = "problem" in record ? record.problem : requestOf(record.fields);
    if (typeof request === "string") problems.push({ line: record.line, message: request });
    else requests.push({ line: record.line, request });
  }
  return { requests, problems };
}

const words: Readonly<Record<string, LabelRequest["label"]>> = {
  ...{ pass: "pass", passed: "pass", good: "pass", true: "pass", yes: "pass", "1": "pass" },
  ...{ fail: "fail", failed: "fail", bad: "fail", false: "fail", no: "fail", "0": "fail" },
  ...{ unknown: "unknown", unsure: "unknown" },
};

function requestOf(fields: Readonly<Record<string, unknown>>): LabelRequest | string {
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? String(value).trim()
      : "";
  };
  const conversation = text("conversation");
  const label = words[text("label").toLowerCase()];
  if (conversation === "") return "It names no conversation.";
  if (!label) return `Its label is ${text("label") || "missing"}: pass, fail or unknown is needed.`;
  const optional = (["why", "evaluator", "sample", "who", "at"] as const).flatMap((name) =>
    text(name) === "" ? [] : [[name, text(name)] as const],
  );
  return { conversation, label, ...Object.fromEntries(optional) };
}
