import { isRecord } from "../../evaluators/index.ts";

/** Where a team keeps who decided what about its prompts, relative to the workspace: one decision a line, only ever added to. */
export const auditFileName = "homeostat/audit.jsonl";

/**
 * `accepted`: its edits were made in the file. `approved`: it was recorded and committed. `rejected`: it is not wanted, for a reason.
 * `reverted`: an approved change was taken back.
 */
export const auditActions = ["accepted", "approved", "rejected", "reverted"] as const;
export type AuditAction = (typeof auditActions)[number];

/** One decision. Ids, versions and figures, no word of a conversation: the file is committed. */
export interface AuditEntry {
  /** ISO date with time, UTC. */
  readonly at: string;
  readonly who: string;
  readonly action: AuditAction;
  readonly suggestion: string;
  readonly cycle?: string;
  /** The prompt's file, relative to the workspace. */
  readonly file: string;
  /** Versions of the prompt before and after. */
  readonly from?: string;
  readonly to?: string;
  readonly commit?: string;
  readonly branch?: string;
  /** What it was to mend, and what it showed, in one line each. */
  readonly target?: string;
  readonly evidence?: string;
  /** Why, in the words of who decided. */
  readonly reason?: string;
  /** Hunks that were taken, where not all were. */
  readonly hunks?: readonly string[];
  /** What was flagged and got a second explicit yes: frozen, safety or hedging text. */
  readonly confirmed?: readonly string[];
}

const texts = [
  "at",
  "who",
  "action",
  "suggestion",
  "cycle",
  "file",
  "from",
  "to",
  "commit",
  "branch",
  "target",
  "evidence",
  "reason",
] as const;
const lists = ["hunks", "confirmed"] as const;
const needed = ["at", "who", "action", "suggestion", "file"] as const;

export interface AuditTrail {
  /** In the order of the file. */
  readonly entries: readonly AuditEntry[];
  /** Lines, from 1, that are no entry, and why. They stay in the file. */
  readonly issues: readonly { readonly line: number; readonly message: string }[];
}

/** Reads the text of the file. Throws nothing, whatever stands in it: branches that were merged badly leave their marks. */
export function readAuditTrail(text: string): AuditTrail {
  const entries: AuditEntry[] = [];
  const issues: AuditTrail["issues"][number][] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === "") continue;
    const entry = entryIn(line);
    if (typeof entry === "string") issues.push({ line: index + 1, message: entry });
    else entries.push(entry);
  }
  return { entries, issues };
}

function entryIn(line: string): AuditEntry | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "It is no JSON.";
  }
  if (!isRecord(value)) return "It is no object.";
  const missing = needed.find((key) => typeof value[key] !== "string" || value[key] === "");
  if (missing) return `It has no \`${missing}\`.`;
  if (!auditActions.some((one) => one === value.action)) return "Its `action` is none that is known.";
  const strings = texts.flatMap((key) => (typeof value[key] === "string" ? [[key, value[key]]] : []));
  const arrays = lists.flatMap((key) => {
    const list = value[key];
    return Array.isArray(list) ? [[key, list.filter((one) => typeof one === "string")]] : [];
  });
  return Object.fromEntries([...strings, ...arrays]) as unknown as AuditEntry;
}

/** The text with one entry more, whatever stands in it. */
export function withAuditEntry(text: string, entry: AuditEntry): string {
  const ordered = Object.fromEntries(
    [...texts, ...lists].flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]]])),
  );
  const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return `${before}${JSON.stringify(ordered)}\n`;
}
