import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Range } from "../../base/index.ts";
import { type Mark, type Membership, swallowedBy } from "../../behaviors/index.ts";
import { isNestedTooDeep } from "../../prompt/index.ts";
import { rangeOf, textOf } from "../yaml-nodes.ts";

/** Where a team keeps what it decided about behaviors, relative to the workspace. */
export const decisionsFileName = "homeostat/behaviors.yaml";

export interface Muted {
  readonly reason: string;
  /** ISO date, the last day on which it holds. */
  readonly until?: string;
}

/** What was decided about one behavior. `merge`: those it swallows; `split`: the parts it stays in, the first with its own id. */
export interface BehaviorEntry extends Mark {
  readonly name?: string;
  readonly description?: string;
  readonly pinned?: true;
  readonly muted?: Muted;
  /** What its size counts for in orders, 0.1 to 10. */
  readonly weight?: number;
  readonly merge: readonly Mark[];
  readonly split: readonly Mark[];
  /** Of its id in the file. */
  readonly range: Range;
}

export interface DecisionIssue {
  readonly range: Range;
  readonly message: string;
  /** What stands there may be about merges and splits. */
  readonly isUnsure?: true;
}

/** What the file says. Broken parts are left out and listed in `issues`; the rest counts. */
export interface Decisions {
  readonly entries: readonly BehaviorEntry[];
  readonly issues: readonly DecisionIssue[];
  /** Nothing of it could be read. */
  readonly isUnreadable: boolean;
  /** All that it says of merges and splits was understood, and no unknown key may be meant for one: else those in force stay. */
  readonly isMembershipSure: boolean;
}

export const noDecisions: Decisions = {
  entries: [],
  issues: [],
  isUnreadable: false,
  isMembershipSure: true,
};

export const weightRange = { least: 0.1, most: 10 } as const;
/** The keys of an entry, in the order in which they are written. */
export const entryKeys = [
  "name",
  "description",
  "pinned",
  "muted",
  "weight",
  "merge",
  "split",
  "knownBy",
] as const;
export type EntryKey = (typeof entryKeys)[number];

/** Longer names are no names. */
export const longestText = 300;
const isoDate = /^\d{4}-\d{2}-\d{2}$/;
export const isDate = (text: string): boolean => isoDate.test(text) && !Number.isNaN(Date.parse(text));

/** Reads the text of the file; never throws. `today`: an ISO date; what was muted until a day before it is not muted any more. */
export function readDecisions(text: string, today: string): Decisions {
  if (isNestedTooDeep(text))
    return unreadable(
      { start: 0, end: 1 },
      "It is nested too deep to be read: close the brackets that are left open.",
    );
  const document = parseDocument(text, { prettyErrors: false, logLevel: "silent" });
  const [error] = document.errors;
  if (error)
    return unreadable({ start: error.pos[0], end: Math.max(error.pos[1], error.pos[0] + 1) }, error.message);
  if (document.contents === null) return noDecisions;
  if (!isMap(document.contents))
    return unreadable(
      rangeOf(document.contents),
      "It must hold `behaviors:`, with an entry for each behavior.",
    );
  const behaviors = document.get("behaviors", true);
  // Nothing after the colon is nothing decided; a list, a word or an alias is something that we do not know.
  if (behaviors !== undefined && !isMap(behaviors) && !(isScalar(behaviors) && behaviors.value === null))
    return unreadable(rangeOf(behaviors), "`behaviors` must hold an entry for each behavior, under its id.");
  const reader = new Reader(today);
  reader.root(document.contents);
  return {
    entries: reader.entries,
    issues: reader.issues,
    isUnreadable: false,
    isMembershipSure: !reader.issues.some(({ isUnsure }) => isUnsure),
  };
}

const unreadable = (range: Range, message: string): Decisions => ({
  entries: [],
  issues: [{ range, message }],
  isUnreadable: true,
  isMembershipSure: false,
});

/** What the entries say of who belongs where. */
export const membershipOf = (entries: readonly BehaviorEntry[]): Membership => ({
  merges: entries
    .filter(({ merge }) => merge.length > 0)
    .map(({ id, requests, merge }) => ({ into: { id, requests }, others: merge })),
  splits: entries.filter(({ split }) => split.length > 0).map(({ id, split }) => ({ id, parts: split })),
  known: entries.map(({ id, requests }) => ({ id, requests })),
});

class Reader {
  readonly entries: BehaviorEntry[] = [];
  readonly issues: DecisionIssue[] = [];

  constructor(private readonly today: string) {}

  root(map: YAMLMap): void {
    for (const { key, value } of map.items as Pair[]) {
      if (textOf(key) !== "behaviors") this.unknownKey(key, ["behaviors"]);
      else if (isMap(value)) for (const pair of value.items as Pair[]) this.entry(pair);
    }
    this.checkMerges();
  }

  private entry({ key, value }: Pair): void {
    const id = textOf(key).trim();
    if (id === "" || !isMap(value)) {
      this.unsure(key, `\`${id}\` must hold what was decided: ${entryKeys.slice(0, 5).join(", ")}.`);
      return;
    }
    const fields: { -readonly [K in keyof BehaviorEntry]?: BehaviorEntry[K] } = {};
    for (const { key: name, value: given } of value.items as Pair[])
      this.field(textOf(name), name, given, id, fields);
    this.entries.push({ requests: [], merge: [], split: [], ...fields, id, range: rangeOf(key) });
  }

  private field(
    name: string,
    key: unknown,
    value: unknown,
    id: string,
    fields: { -readonly [K in keyof BehaviorEntry]?: BehaviorEntry[K] },
  ): void {
    const plain = isScalar(value) ? value.value : undefined;
    switch (name as EntryKey) {
      case "name":
      case "description": {
        const text = typeof plain === "string" ? plain.replace(/\s+/g, " ").trim() : "";
        if (text !== "" && text.length <= longestText) fields[name as "name"] = text;
        else this.tell(value ?? key, `\`${name}\` is a text of at most ${longestText} letters.`);
        break;
      }
      case "pinned":
        if (plain === true) fields.pinned = true;
        else if (plain !== false) this.tell(value ?? key, "`pinned` is true or false.");
        break;
      case "muted":
        this.muted(key, value, fields);
        break;
      case "weight":
        if (typeof plain === "number" && plain >= weightRange.least && plain <= weightRange.most)
          fields.weight = plain;
        else
          this.tell(value ?? key, `\`weight\` is a number from ${weightRange.least} to ${weightRange.most}.`);
        break;
      case "merge":
      case "split":
        this.marks(name as "merge" | "split", key, value, id, fields);
        break;
      case "knownBy":
        fields.requests = this.requests(key, value);
        break;
      default:
        this.unknownKey(key, entryKeys);
    }
  }

  private muted(key: unknown, value: unknown, fields: { muted?: Muted }): void {
    const given = isMap(value) ? (value.items as Pair[]) : [];
    const of = (name: string): string | undefined => {
      const found = given.find((pair) => textOf(pair.key) === name);
      return found && textOf(found.value).trim();
    };
    for (const pair of given)
      if (!["reason", "until"].includes(textOf(pair.key)))
        this.tell(pair.key, `Unknown key \`${textOf(pair.key)}\`. Known keys: reason, until.`);
    const [reason, until] = [of("reason"), of("until")];
    if (!reason) this.tell(value ?? key, "Say why: `muted: { reason: … }`.");
    else if (until !== undefined && !isDate(until))
      this.tell(value ?? key, `\`until\` is a date such as ${this.today}; this is not muted.`);
    else if (until !== undefined && until < this.today)
      this.tell(
        value ?? key,
        `This ended on ${until}: the behavior is shown again. Remove \`muted\`, or set a later date.`,
      );
    else fields.muted = { reason, ...(until !== undefined && { until }) };
  }

  private marks(
    name: "merge" | "split",
    key: unknown,
    value: unknown,
    id: string,
    fields: { merge?: readonly Mark[]; split?: readonly Mark[] },
  ): void {
    const marks = (isMap(value) ? (value.items as Pair[]) : []).map(
      (pair): Mark => ({ id: textOf(pair.key).trim(), requests: this.requests(pair.key, pair.value) }),
    );
    let wrong: string | undefined;
    if (!isMap(value)) wrong = `\`${name}\` holds ids of behaviors, each with the marks of its requests.`;
    else if (marks.some((mark) => mark.id === "")) wrong = `\`${name}\` holds an id that is no plain text.`;
    else if (name === "merge" && marks.some((mark) => mark.id === id))
      wrong = "A behavior cannot be merged into itself.";
    else if (name === "split" && (marks.length < 2 || marks[0]!.id !== id))
      wrong = `\`split\` holds two parts or more, the first under the behavior's own id, ${id}.`;
    if (wrong === undefined) fields[name] = marks;
    else this.unsure(value ?? key, wrong);
  }

  private requests(key: unknown, value: unknown): readonly string[] {
    const items = isSeq(value) ? value.items : [];
    const marks = items.map((item) => textOf(item).trim());
    if (isSeq(value) && marks.every((mark) => /^[0-9a-f]{8,64}$/.test(mark))) return marks;
    this.unsure(value ?? key, "This is a list of marks of requests, as Homeostat writes them.");
    return [];
  }

  /** Each behavior can be swallowed by one other. */
  private checkMerges(): void {
    const taken = new Map<string, string>();
    for (const { id, merge, range } of this.entries)
      for (const other of merge) {
        const by = taken.get(other.id);
        if (by === undefined) taken.set(other.id, id);
        else {
          this.issues.push({
            range,
            message: `${other.id} is merged into ${by} already; it cannot be in both.`,
            isUnsure: true,
          });
        }
      }
  }

  /** It may be a slip of the pen for `merge` or `split`, or bring them from elsewhere as `<<` does. */
  private unknownKey(key: unknown, known: readonly string[]): void {
    this.unsure(key, `Unknown key \`${textOf(key)}\`. Known keys: ${known.join(", ")}.`);
  }

  private unsure(node: unknown, message: string): void {
    this.issues.push({ range: rangeOf(node), message, isUnsure: true });
  }

  private tell(node: unknown, message: string): void {
    this.issues.push({ range: rangeOf(node), message });
  }
}

/** Entries that another has swallowed wait until it gives them back. */
export function activeEntries(entries: readonly BehaviorEntry[]): BehaviorEntry[] {
  const swallowed = swallowedBy(membershipOf(entries));
  return entries.filter(({ id }) => !swallowed.has(id));
}
