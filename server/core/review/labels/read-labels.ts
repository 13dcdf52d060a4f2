import { isMap, isNode, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Range } from "../../base/index.ts";
import { isNestedTooDeep } from "../../prompt/index.ts";
import { rangeOf, textOf } from "../yaml-nodes.ts";

/** Where a team keeps the labels that people gave, relative to the workspace. */
export const labelsFileName = "homeostat/labels.yaml";

export const labelWords = ["pass", "fail", "unknown"] as const;
export type LabelWord = (typeof labelWords)[number];

/** What a label is about, and whose it is: there is one of each. */
export interface LabelPlace {
  readonly conversation: string;
  /** Id of a turn or call of it; absent = the whole conversation. */
  readonly sample?: string;
  /** Whose criterion it goes by; absent = how the conversation went. */
  readonly evaluator?: string;
  readonly who: string;
}

export interface GivenLabel extends LabelPlace {
  readonly label: LabelWord;
  readonly why?: string;
  /** ISO date with time, UTC. */
  readonly at?: string;
  /** Key of the evaluator's definition at that time. */
  readonly criterion?: string;
}

/** A label as it stands in the file. */
export interface LabelEntry extends GivenLabel {
  readonly range: Range;
}

export interface LabelIssue {
  readonly range: Range;
  readonly message: string;
}

/** What the file says. Broken entries are left out and listed in `issues`; the rest counts. */
export interface Labels {
  /** Each place once, in the order of the file. */
  readonly entries: readonly LabelEntry[];
  /** Earlier ones of the same places, as a merge of branches leaves them: they count for nothing, and can be read all the same. */
  readonly superseded: readonly LabelEntry[];
  /** Definitions that labels were made under, by evaluator and key, as JSON-like data. */
  readonly criteria: readonly CriterionEntry[];
  readonly issues: readonly LabelIssue[];
  /** Nothing of it could be read. */
  readonly isUnreadable: boolean;
}

export interface CriterionEntry {
  readonly evaluator: string;
  readonly key: string;
  readonly definition: unknown;
}

export const noLabels: Labels = {
  entries: [],
  superseded: [],
  criteria: [],
  issues: [],
  isUnreadable: false,
};

/** Of an entry, in the order in which they are written. */
export const labelKeys = [
  "conversation",
  "sample",
  "evaluator",
  "label",
  "why",
  "who",
  "at",
  "criterion",
] as const;
export type LabelKey = (typeof labelKeys)[number];

/** Ids are what they are, blanks too; everything else is read without those around it. */
export const isId = (key: string): boolean =>
  key === "conversation" || key === "sample" || key === "evaluator";

/** Longer reasons are no reasons. */
export const longestWhy = 2_000;

/** What tells labels apart, as text; also their order in the file. */
export const placeOf = ({ conversation, sample = "", evaluator = "", who }: LabelPlace): string =>
  [conversation, sample, evaluator, who].join("\u0000");

/** Reads the text of the file; never throws. */
export function readLabels(text: string): Labels {
  if (isNestedTooDeep(text))
    return unreadable(
      { start: 0, end: 1 },
      "It is nested too deep to be read: close the brackets that are left open.",
    );
  const document = parseDocument(text, { prettyErrors: false, logLevel: "silent" });
  const [error] = document.errors;
  if (error)
    return unreadable({ start: error.pos[0], end: Math.max(error.pos[1], error.pos[0] + 1) }, error.message);
  if (document.contents === null) return noLabels;
  if (!isMap(document.contents))
    return unreadable(rangeOf(document.contents), "It must hold `labels:`, a list with one entry a label.");
  const labels = document.get("labels", true);
  if (labels !== undefined && !isSeq(labels) && !(isScalar(labels) && labels.value === null))
    return unreadable(rangeOf(labels), "`labels` must be a list with one entry a label.");
  const reader = new Reader();
  reader.root(document.contents);
  const { superseded, criteria, issues } = reader;
  return { entries: reader.entries(), superseded, criteria, issues, isUnreadable: false };
}

const unreadable = (range: Range, message: string): Labels => ({
  ...noLabels,
  issues: [{ range, message }],
  isUnreadable: true,
});

/** By hand a moment may be written in any zone; one that is none is before all others. */
const timeOf = ({ at = "" }: LabelEntry): number => {
  const time = Date.parse(at);
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
};

class Reader {
  readonly superseded: LabelEntry[] = [];
  readonly criteria: CriterionEntry[] = [];
  readonly issues: LabelIssue[] = [];
  private readonly byPlace = new Map<string, LabelEntry>();

  entries(): LabelEntry[] {
    return [...this.byPlace.values()];
  }

  root(map: YAMLMap): void {
    for (const { key, value } of map.items as Pair[]) {
      const name = textOf(key);
      if (name === "labels") for (const item of isSeq(value) ? value.items : []) this.entry(item);
      else if (name === "criteria") this.criteriaOf(key, value);
      else this.tell(key, `Unknown key \`${name}\`. Known keys: labels, criteria.`);
    }
  }

  private entry(node: unknown): void {
    const entry = isMap(node)
      ? this.entryIn(node)
      : "A label is an entry such as `{ conversation: …, label: fail, who: … }`.";
    if (typeof entry === "string") this.tell(node, entry);
    else this.keep(entry);
  }

  /** The label of an entry, or why it is none. */
  private entryIn(map: YAMLMap): LabelEntry | string {
    const fields = new Map<string, string>();
    for (const { key, value } of map.items as Pair[]) {
      const name = textOf(key);
      if (!(labelKeys as readonly string[]).includes(name))
        this.tell(key, `Unknown key \`${name}\`. Known keys: ${labelKeys.join(", ")}.`);
      else if (isScalar(value)) fields.set(name, isId(name) ? textOf(value) : textOf(value).trim());
      else this.tell(value ?? key, `\`${name}\` is a text.`);
    }
    const [conversation, label, who] = ["conversation", "label", "who"].map((name) => fields.get(name));
    if (!conversation?.trim()) return "This label does not say its `conversation`.";
    if (!labelWords.some((word) => word === label))
      return "`label` is pass, fail or unknown; this one counts for nothing.";
    if (!who) return "This label does not say `who` gave it.";
    const [sample, evaluator, why, at, criterion] = (
      ["sample", "evaluator", "why", "at", "criterion"] as const
    ).map((name) => fields.get(name));
    return {
      conversation,
      who,
      label: label as LabelWord,
      range: rangeOf(map),
      ...(sample && { sample }),
      ...(evaluator && { evaluator }),
      ...(why && { why: why.slice(0, longestWhy) }),
      ...(at && { at }),
      ...(criterion && { criterion }),
    };
  }

  /** Two branches may have brought a label of the same person about the same thing: the later one holds. */
  private keep(entry: LabelEntry): void {
    const place = placeOf(entry);
    const there = this.byPlace.get(place);
    if (!there) {
      this.byPlace.set(place, entry);
      return;
    }
    const [older, newer] = timeOf(there) <= timeOf(entry) ? [there, entry] : [entry, there];
    this.byPlace.set(place, newer);
    this.superseded.push(older);
    this.issues.push({
      range: older.range,
      message: `${older.who} labelled ${older.sample ?? older.conversation} again later: this entry counts no more. Remove it.`,
    });
  }

  private criteriaOf(key: unknown, value: unknown): void {
    if (!isMap(value)) {
      if (!(isScalar(value) && value.value === null))
        this.tell(value ?? key, "`criteria` holds definitions of evaluators, as Homeostat writes them.");
      return;
    }
    for (const { key: name, value: versions } of value.items as Pair[]) {
      if (!isMap(versions))
        this.tell(versions ?? name, "This holds definitions by their keys, as Homeostat writes them.");
      else
        for (const { key: version, value: definition } of versions.items as Pair[])
          this.criteria.push({
            evaluator: textOf(name),
            key: textOf(version),
            definition: isNode(definition) ? definition.toJSON() : undefined,
          });
    }
  }

  private tell(node: unknown, message: string): void {
    this.issues.push({ range: rangeOf(node), message });
  }
}
