import { stableId } from "../../base/index.ts";
import {
  type CaseOrigin,
  caseId,
  caseOrigins,
  caseRoles,
  type Dataset,
  type DatasetCase,
  splits,
} from "./dataset.ts";

/** Something of the file that cannot be used. `line` counts from 1. */
export interface CaseFileIssue {
  readonly line: number;
  readonly message: string;
}

/** A case as it stands in a file: what a person left out is made up for when the dataset is built. */
export type FileCase = Partial<DatasetCase> & Pick<DatasetCase, "id" | "role" | "origin">;

interface FileLine {
  readonly raw: string;
  /** From 1; absent where it was made of something else than a line. */
  readonly line?: number;
  /** Absent where the line cannot be read. */
  readonly given?: FileCase;
  /** A person wrote it, or changed something of it. */
  readonly isEdited: boolean;
}

/** What a dataset's file says. Lines that cannot be read are told, and stay. */
export interface CaseFile {
  readonly lines: readonly FileLine[];
  /** Marks of the lines as we wrote them, by id of the case. */
  readonly made: ReadonlyMap<string, string>;
  /** Ids of cases that a person took out. */
  readonly removed: ReadonlySet<string>;
  readonly issues: readonly CaseFileIssue[];
}

export const noCaseFile: CaseFile = { lines: [], made: new Map(), removed: new Set(), issues: [] };

/**
 * Reads a dataset's file: JSON lines, one case each; the first says what the dataset is for, the last what we wrote, by which edits are
 * told. Without the last every line is a person's: nothing of it is ever taken away. Throws nothing.
 */
export function readCaseFile(text: string): CaseFile {
  const raws = text.split(/\r?\n/);
  const parsed = raws.map(parse);
  const ends = parsed.find((one) => isRecord(one) && isRecord(one.made)) as
    | { readonly made: Record<string, unknown>; readonly removed?: unknown }
    | undefined;
  const made = new Map(Object.entries(ends?.made ?? {}).map(([id, mark]) => [id, String(mark)]));
  const issues: CaseFileIssue[] = [];
  const lines: FileLine[] = [];
  const seen = new Set<string>();
  for (const [i, value] of parsed.entries()) {
    const raw = raws[i]!;
    if (raw.trim() === "" || isFrame(value)) continue;
    const read = isRecord(value) ? caseIn(value) : "It is no JSON object.";
    const mistyped = isRecord(value) ? mistypedKey(value) : undefined;
    if (mistyped !== undefined) issues.push({ line: i + 1, message: mistyped });
    const doubled =
      typeof read !== "string" && seen.has(read.id) ? "The same case stands above it." : undefined;
    if (typeof read === "string" || doubled) {
      issues.push({ line: i + 1, message: doubled ?? (read as string) });
      lines.push({ raw, isEdited: true });
      continue;
    }
    seen.add(read.id);
    lines.push({
      ...{ raw, line: i + 1 },
      given: read,
      isEdited: made.get(read.id) !== markOf(value as Record<string, unknown>),
    });
  }
  const gone = [...made.keys()].filter((id) => !seen.has(id));
  const before = Array.isArray(ends?.removed) ? ends.removed.map(String) : [];
  const removed = new Set([...before, ...gone].filter((id) => !seen.has(id)));
  return { lines, made, removed, issues };
}

const keys = [
  "id",
  "role",
  "split",
  "outcome",
  "conversation",
  "input",
  "behavior",
  "weight",
  "origin",
  "how",
  "group",
];

/** Any key may stand in a line, as a note; one that is nearly one of ours and means nothing was meant to be it. */
function mistypedKey(line: Record<string, unknown>): string | undefined {
  for (const own of Object.keys(line)) {
    if (keys.includes(own)) continue;
    const meant = keys.find((key) => !(key in line) && key.length > 2 && isOneOff(own.toLowerCase(), key));
    if (meant !== undefined) return `\`${own}\` is read as a note. Is \`${meant}\` meant?`;
  }
  return undefined;
}

/** Equal but for one letter more, less or other, or two that changed places. */
function isOneOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let [start, end] = [0, 0];
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, other] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return (
    Math.max(left.length, other.length) <= 1 || (left.length === 2 && left === [...other].reverse().join(""))
  );
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The first line and the last. */
const isFrame = (value: unknown): boolean => isRecord(value) && ("dataset" in value || isRecord(value.made));

/** Of all that a line says, whatever the order of its keys. */
const markOf = (line: Record<string, unknown>): string =>
  stableId(
    Object.entries(line).sort(([a], [b]) => (a < b ? -1 : 1)),
    8,
  );

/** A case, or what is wrong with it. Where a person changed what is run it is another case, and given by a person. */
export function caseIn(line: Record<string, unknown>): FileCase | string {
  const { conversation, input, role = "target", origin = "given", split, outcome, weight, behavior } = line;
  if (!isText(conversation) || !isText(input)) return "`conversation` and `input` are texts.";
  if (conversation === undefined && input === undefined) return "A case needs `conversation` or `input`.";
  if (!isOneOf(role, caseRoles)) return `\`role\` is one of ${caseRoles.join(", ")}.`;
  if (!isOneOf(origin, caseOrigins)) return `\`origin\` is one of ${caseOrigins.join(", ")}.`;
  if (split !== undefined && !isOneOf(split, splits)) return `\`split\` is one of ${splits.join(", ")}.`;
  if (outcome !== undefined && outcome !== "pass" && outcome !== "fail") return "`outcome` is pass or fail.";
  if (weight !== undefined && !(typeof weight === "number" && weight >= 0 && weight < 1e9))
    return "`weight` is a number from 0.";
  if (!isText(behavior)) return "`behavior` is the id of one.";
  const what = { ...(conversation !== undefined && { conversation }), ...(input !== undefined && { input }) };
  const id = caseId(what);
  const own: CaseOrigin = line.id === undefined || line.id === id ? origin : "given";
  return {
    ...what,
    ...{ id, role, origin: own },
    ...(split !== undefined && { split }),
    ...(outcome !== undefined && { outcome }),
    ...(weight !== undefined && { weight }),
    ...(behavior !== undefined && { behavior }),
    ...(typeof line.group === "string" && { group: line.group }),
    ...(typeof line.how === "string" && own === origin && { how: line.how }),
  };
}

const isText = (value: unknown): value is string | undefined =>
  value === undefined || (typeof value === "string" && value.trim() !== "");
const isOneOf = <T extends string>(value: unknown, all: readonly T[]): value is T =>
  all.some((one) => one === value);

/** The cases that a file holds, for `buildDataset`: those that nobody touched and those of people alike stay in it. */
export const casesOf = ({ lines }: CaseFile): FileCase[] => lines.flatMap(({ given }) => given ?? []);

/**
 * The file for a dataset: lines in the order in which they stood, new ones behind them. A person's line says what it said, with an id and a
 * split where it had none; one that cannot be read stays to the letter.
 */
export function writeCaseFile(dataset: Dataset, before: CaseFile = noCaseFile): string {
  const { name, target, prompt, seed, id, cases } = dataset;
  const byId = new Map(cases.map((one) => [one.id, one]));
  const made = new Map<string, string>();
  const written: string[] = [];
  const put = (one: DatasetCase): void => {
    const line = lineOf(one);
    made.set(one.id, markOf(line));
    written.push(JSON.stringify(line));
  };
  for (const { raw, given, isEdited } of before.lines) {
    const one = given && byId.get(given.id);
    if (!given) written.push(raw);
    else if (isEdited) {
      const own = parse(raw) as Record<string, unknown>;
      written.push(JSON.stringify(one ? { ...lineOf(one), ...own, id: one.id, origin: one.origin } : own));
      const mark = before.made.get(given.id);
      if (mark !== undefined) made.set(given.id, mark);
    } else if (one) put(one);
    byId.delete(given?.id ?? "");
  }
  for (const one of byId.values()) put(one);
  const head = { dataset: name, target, ...(prompt !== undefined && { prompt }), seed, version: id };
  const ends = { made: Object.fromEntries(made), removed: [...before.removed].sort() };
  return `${[JSON.stringify(head), ...written, JSON.stringify(ends)].join("\n")}\n`;
}

/** What people look for first stands first. */
function lineOf({ id, role, split, outcome, ...rest }: DatasetCase): Record<string, unknown> {
  const { conversation, input, behavior, weight, origin, how, group } = rest;
  const line = { id, role, split, outcome, conversation, input, behavior, weight, origin, how, group };
  return Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined));
}
