/** Marks of causes on tau-bench and tau2-bench airline, against what a reader said of draws (test/causes/judgements.json). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CauseMark, causeMarks } from "../server/core/attribution/index.ts";
import { importFiles } from "../server/core/capture/index.ts";
import { messagesFromSpans } from "../server/core/store/index.ts";
import { realData } from "./support/real-data.ts";

/**
 * What one reader, who also wrote the rules, said of marks: whether what the mark says happened. Of rules by words: draws in an order by
 * hash, read after the rules were narrowed by earlier draws, so no figure is blind. By kind, the messages of each conversation.
 */
type Judgements = Readonly<
  Record<string, Readonly<Record<"right" | "wrong", Readonly<Record<string, readonly number[]>>>>>
>;
const judged = JSON.parse(
  readFileSync(join(import.meta.dirname, "causes/judgements.json"), "utf8"),
) as Judgements;

/** Share of the judged marks that are right, a little under what was measured. */
const floors: Readonly<Record<string, number>> = {
  insists: 0.9,
  "asks-for-given": 0.98,
  "lacks-information": 0.98,
  "invented-argument": 0.98,
  "never-gives": 0.98,
  "takes-back": 0.98,
  "changes-mind": 0.98,
  "claims-undone": 0.98,
};
/** Of those found right, what must still be found: precision is not to be bought with silence. */
const kept = 0.95;

interface Marked extends CauseMark {
  readonly id: string;
  readonly isPassing: boolean;
}

const tau = realData("a-traces", "tau-bench-airline");
const tau2 = realData("a-traces", "tau2-airline");

async function marksIn(paths: readonly string[]): Promise<Marked[]> {
  const marks: Marked[] = [];
  await importFiles(paths, {
    onCaptured: async (batch) => {
      for (const { conversation, spans } of batch) {
        const own = causeMarks(messagesFromSpans(spans), spans);
        const isPassing = conversation.outcome?.label === "pass";
        marks.push(...own.map((mark) => ({ ...mark, id: conversation.id, isPassing })));
      }
    },
  });
  return marks;
}

describe.skipIf(!tau || !tau2)("marks on airline conversations", async () => {
  const marks = tau && tau2 ? await marksIn([tau, tau2]) : [];

  test.each(Object.keys(floors))("%s: what was read is right, and still found", (kind) => {
    const found = marks.filter((mark) => mark.kind === kind);
    const isSaid = (verdict: "right" | "wrong") => (mark: Marked) =>
      judged[kind]![verdict][mark.id]?.includes(mark.messageIndex) ?? false;
    const [right, wrong] = [found.filter(isSaid("right")).length, found.filter(isSaid("wrong")).length];
    const passing = new Set(found.filter(({ isPassing }) => isPassing).map(({ id }) => id)).size;
    console.log(
      `${kind}: ${found.length} marks, in ${passing} passing conversations; ${right + wrong} read, ${right} right`,
    );
    expect(right / (right + wrong)).toBeGreaterThanOrEqual(floors[kind]!);
    const known = Object.values(judged[kind]!.right).flat().length;
    expect(right / known).toBeGreaterThanOrEqual(kept);
  });

  test("of the calculations that are written out here none is marked: they are right", () => {
    expect(marks.filter(({ kind }) => kind === "wrong-arithmetic")).toEqual([]);
  });
});
