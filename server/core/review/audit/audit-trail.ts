import { isRecord } from "../../evaluators/index.ts";
import { type AttemptContext, contextKeys } from "../../improve/index.ts";

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
  /** What it teaches whoever looks for the next edit. */
  readonly learnt?: AuditLearnt;
}

/** What memory makes of a decision in a clone whose store knows nothing of it. */
export interface AuditLearnt {
  /** Id of the behavior, or name of the evaluator. */
  readonly target: string;
  readonly context: AttemptContext;
  readonly edits: readonly AuditEdit[];
  /** Ids of conversations that it mended: those must go on passing. */
  readonly fixed?: readonly string[];
}

export interface AuditEdit {
  readonly hunk: string;
  readonly operator: string;
  /** What the hunk alone did to the rate of the target, -1 to 1. */
  readonly effect?: number;
  /** What was put in. Not of an example: that is made of a conversation. */
  readonly text?: string;
}

/** From here on what was decided before is forgotten as far as the choice of the next edit goes. What was mended stays mended. */
export interface AuditReset {
  readonly at: string;
  readonly who: string;
  /** The prompt that it is about; absent = all. */
  readonly file?: string;
  /** How many entries stand before it. */
  readonly behind: number;
}

const resetAction = "memory-reset";

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
  readonly resets: readonly AuditReset[];
  /** Lines, from 1, that are no entry, and why. They stay in the file. */
  readonly issues: readonly { readonly line: number; readonly message: string }[];
}

/** Reads the text of the file. Throws nothing, whatever stands in it: branches that were merged badly leave their marks. */
export function readAuditTrail(text: string): AuditTrail {
  const entries: AuditEntry[] = [];
  const resets: AuditReset[] = [];
  const issues: AuditTrail["issues"][number][] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === "") continue;
    const entry = entryIn(line);
    if (typeof entry === "string") issues.push({ line: index + 1, message: entry });
    else if ("reset" in entry) resets.push({ ...entry.reset, behind: entries.length });
    else entries.push(entry);
  }
  return { entries, resets, issues };
}

type Reset = Omit<AuditReset, "behind">;

function entryIn(line: string): AuditEntry | { readonly reset: Reset } | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "It is no JSON.";
  }
  if (!isRecord(value)) return "It is no object.";
  if (value.action === resetAction) return resetIn(value) ?? "It does not say when and by whom.";
  const missing = needed.find((key) => typeof value[key] !== "string" || value[key] === "");
  if (missing) return `It has no \`${missing}\`.`;
  if (!auditActions.some((one) => one === value.action)) return "Its `action` is none that is known.";
  const strings = texts.flatMap((key) => (typeof value[key] === "string" ? [[key, value[key]]] : []));
  const arrays = lists.flatMap((key) => {
    const list = value[key];
    return Array.isArray(list) ? [[key, list.filter((one) => typeof one === "string")]] : [];
  });
  const learnt = learntIn(value.learnt);
  return Object.fromEntries([
    ...strings,
    ...arrays,
    ...(learnt ? [["learnt", learnt]] : []),
  ]) as unknown as AuditEntry;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

function resetIn({ at, who, file }: Record<string, unknown>): { readonly reset: Reset } | undefined {
  if (!isText(at) || !isText(who)) return undefined;
  return { reset: { at, who, ...(isText(file) && { file }) } };
}

/** Undefined where it cannot be read: then the decision counts, and teaches nothing. */
function learntIn(value: unknown): AuditLearnt | undefined {
  if (!isRecord(value) || !isText(value.target) || !Array.isArray(value.edits)) return undefined;
  const { target, context, edits, fixed } = value;
  const known = contextKeys.flatMap((key) => {
    const own = isRecord(context) ? context[key] : undefined;
    return isText(own) ? [[key, own]] : [];
  });
  return {
    target,
    context: Object.fromEntries(known) as AttemptContext,
    edits: edits.flatMap((one: unknown) => editIn(one) ?? []),
    ...(Array.isArray(fixed) && { fixed: fixed.filter(isText) }),
  };
}

function editIn(value: unknown): AuditEdit | undefined {
  if (!isRecord(value) || !isText(value.hunk) || !isText(value.operator)) return undefined;
  const { hunk, operator, effect, text } = value;
  return {
    ...{ hunk, operator },
    ...(typeof effect === "number" && Math.abs(effect) <= 1 && { effect }),
    ...(isText(text) && { text }),
  };
}

/** The text with one entry more, whatever stands in it. */
export function withAuditEntry(text: string, entry: AuditEntry): string {
  const ordered = Object.fromEntries(
    [...texts, ...lists, "learnt" as const].flatMap((key) =>
      entry[key] === undefined ? [] : [[key, entry[key]]],
    ),
  );
  return withLine(text, ordered);
}

/** The text with a line that says that what was decided up to here is forgotten. */
export const withMemoryReset = (text: string, { at, who, file }: Omit<AuditReset, "behind">): string =>
  withLine(text, { at, who, action: resetAction, ...(file !== undefined && { file }) });

function withLine(text: string, line: object): string {
  const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return `${before}${JSON.stringify(line)}\n`;
}
