import type { Range } from "../../base/index.ts";
import type { MappedText } from "../mapped-text.ts";

/** What a file of YAML or JSON holds, with its places. */
export type DataNode = DataText | DataList | DataMap | DataNone;

/** A string, or a number or truth value as it is written. */
export interface DataText {
  readonly kind: "text";
  readonly range: Range;
  readonly value: string;
  readonly isString: boolean;
  /** With a place for every character. */
  readonly mapped: () => MappedText;
}

export interface DataList {
  readonly kind: "list";
  readonly range: Range;
  readonly items: readonly DataNode[];
}

export interface DataMap {
  readonly kind: "map";
  readonly range: Range;
  readonly entries: readonly DataEntry[];
}

/** Nothing: `null`, a key without a value, a reference that leads nowhere. */
export interface DataNone {
  readonly kind: "none";
  readonly range: Range;
}

export interface DataEntry {
  readonly name: string;
  readonly key: Range;
  readonly value: DataNode;
}

/** No prompt nests deeper, and readers that call themselves have an end. */
export const deepestData = 100;

export const entryOf = (node: DataNode | undefined, name: string): DataEntry | undefined =>
  node?.kind === "map" ? node.entries.find((entry) => entry.name === name) : undefined;

/** What a key of a mapping holds; undefined for an absent key and for a node that is no mapping. */
export const valueAt = (node: DataNode | undefined, name: string): DataNode | undefined =>
  entryOf(node, name)?.value;

export const itemsOf = (node: DataNode | undefined): readonly DataNode[] =>
  node?.kind === "list" ? node.items : [];

export const entriesOf = (node: DataNode | undefined): readonly DataEntry[] =>
  node?.kind === "map" ? node.entries : [];
