import { stableId } from "../../base/index.ts";
import type { BuiltDataset } from "./build-dataset.ts";
import { caseId, type DatasetCase, datasetOf } from "./dataset.ts";
import { NearDuplicates } from "./near-duplicates.ts";

/** An input that a chat model wrote. `conversation`: whose context it gets. */
export interface WrittenInput {
  readonly text: string;
  readonly conversation: string;
  readonly behavior?: string;
}

/**
 * Adds what a model wrote after the examples of the training split, to that split alone: it has read them, and may say them again in other words.
 * What is near to a case that is there, of any split, is left out.
 */
export function addWritten(
  built: BuiltDataset,
  written: readonly WrittenInput[],
  removed: ReadonlySet<string> = new Set(),
): BuiltDataset {
  const known = new NearDuplicates();
  for (const text of built.texts.values()) known.add({ text });
  const texts = new Map(built.texts);
  const added: DatasetCase[] = [];
  for (const { text, conversation, behavior } of written) {
    const id = caseId({ conversation, input: text });
    if (removed.has(id) || texts.has(id) || known.near({ text }).length > 0) continue;
    known.add({ text });
    texts.set(id, text);
    added.push({
      ...{ id, conversation, input: text, role: "target", origin: "written", split: "train", weight: 1 },
      ...{ group: stableId(["written", id], 12), how: "written by a model" },
      ...(behavior !== undefined && { behavior }),
    });
  }
  const { dataset } = built;
  return { ...built, texts, dataset: datasetOf({ ...dataset, cases: [...dataset.cases, ...added] }) };
}
