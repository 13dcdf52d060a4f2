import type { BuiltDataset } from "./build-dataset.ts";
import type { FileCase } from "./case-file.ts";
import { caseId, type DatasetCase } from "./dataset.ts";
import { dot } from "./draw-cases.ts";
import { NearDuplicates } from "./near-duplicates.ts";
import type { WritingOrder } from "./writing-orders.ts";

/** A text that a chat model wrote by an order. */
export interface WrittenText {
  readonly text: string;
  readonly order: WritingOrder;
  /** In the space of the vectors of the cases that are there. */
  readonly vector?: Float32Array;
}

/** `near`: says nearly what a case says, or another that was written. `elsewhere`: is more like what users of other behaviors say. */
export interface WrittenCases {
  readonly cases: readonly FileCase[];
  readonly dropped: { readonly near: number; readonly elsewhere: number };
}

/**
 * Makes cases of what a model wrote. They are of the training split alone: the model has read examples of it and may say them again in other words,
 * so that such a case shows nothing about texts that nobody has seen. Left out is what is near to a case of any split, and what is more like
 * another behavior than like the target. `vectorOf`: of the cases that are there.
 */
export function writtenCases(
  { dataset, texts }: Pick<BuiltDataset, "dataset" | "texts">,
  written: readonly WrittenText[],
  {
    vectorOf = () => undefined,
    removed = new Set(),
  }: {
    readonly vectorOf?: (caseId: string) => Float32Array | undefined;
    readonly removed?: ReadonlySet<string>;
  } = {},
): WrittenCases {
  const known = new NearDuplicates();
  for (const [id, text] of texts) known.add({ text, vector: vectorOf(id) });
  const seen = dataset.cases.filter(({ split, origin }) => split === "train" && origin === "recorded");
  const cases: FileCase[] = [];
  let [near, elsewhere] = [0, 0];
  for (const { text, vector, order } of written) {
    const { conversation, behavior, sides, beside } = order;
    const id = caseId({ conversation, input: text });
    if (removed.has(id) || texts.has(id) || known.near({ text, vector }).length > 0) near++;
    else if (vector && beside === undefined && isElsewhere(vector, seen, vectorOf)) elsewhere++;
    else {
      known.add({ text, vector });
      cases.push({
        ...{ id, conversation, input: text, role: "target", origin: "written", split: "train", weight: 1 },
        how: `written by a model: ${sides.join(", ")}`,
        ...(behavior !== undefined && { behavior }),
      });
    }
  }
  return { cases, dropped: { near, elsewhere } };
}

/** By how much more it must be like a case of something else: vectors are not that sure. */
const clearly = 0.1;

function isElsewhere(
  vector: Float32Array,
  seen: readonly DatasetCase[],
  vectorOf: (caseId: string) => Float32Array | undefined,
): boolean {
  const likeness = (isOwn: boolean): number =>
    seen.reduce((most, { id, role }) => {
      const other = (role === "target") === isOwn ? vectorOf(id) : undefined;
      return other ? Math.max(most, dot(vector, other)) : most;
    }, 0);
  return likeness(false) > likeness(true) + clearly;
}
