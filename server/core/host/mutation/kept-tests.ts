import { resolveCover } from "../../attribution/index.ts";
import { stableId } from "../../base/index.ts";
import {
  type Evaluator,
  type MutationReport,
  operatorsVersion,
  type TrustLimits,
} from "../../evaluators/index.ts";
import type { TestStamp } from "../../review/index.ts";
import { anyOf, equals, type Row, type Store } from "../../store/index.ts";
import type { PromptFile } from "../prompt-files.ts";

/** Texts of the instructions that an evaluator covers, in the prompts as they are now. */
export const coveredTexts = (evaluator: Evaluator, files: readonly PromptFile[]): readonly string[] => [
  ...new Set(
    files
      .filter(({ name }) => !evaluator.prompts || evaluator.prompts.includes(name))
      .flatMap(({ document }) => {
        const keys = new Set(evaluator.covers.flatMap((cover) => resolveCover(cover, document).keys));
        return document.instructions.filter(({ key }) => keys.has(key)).map(({ text }) => text);
      }),
  ),
];

/** All of an evaluator that decides what is tested of it, and the operators that test it. */
const tested = ({ key, description, covers }: Evaluator): readonly unknown[] => [
  key,
  operatorsVersion,
  description,
  covers,
];

/**
 * What a mutation test is kept under: all that decides what is tested and how. An evaluator that judges by another definition, claims other
 * things in its words or covers another text has not been tested, and neither has one after a change of operators.
 */
export const testId = (evaluator: Evaluator, instructions: readonly string[]): string =>
  stableId([...tested(evaluator), instructions]);

/**
 * The same for a committed baseline, with the limits under which the report was read. `lines` stands apart: where the texts of prompts are
 * not at hand, a line that was changed has no figure in it anyway.
 */
export const testStamp = (
  evaluator: Evaluator,
  limits: TrustLimits,
  instructions: readonly string[],
): TestStamp => ({
  definition: stableId([...tested(evaluator), limits]),
  lines: stableId([instructions]),
});

export interface KeptTest {
  readonly report: MutationReport;
  /** Whose outputs it quotes. */
  readonly conversationIds: readonly string[];
}

/** The tests that hold for evaluators as they are now, by name. */
export async function keptTests(
  store: Store,
  evaluators: readonly Evaluator[],
  files: readonly PromptFile[],
): Promise<ReadonlyMap<string, MutationReport>> {
  const names = new Map(evaluators.map((one) => [testId(one, coveredTexts(one, files)), one.name]));
  const rows = await store.tables.mutationTests.read({ where: anyOf("id", [...names.keys()]) });
  return new Map(rows.map((row) => [names.get(row.id)!, reportIn(row)]));
}

/** The test that is kept under an id. */
export async function keptTest(store: Store, id: string): Promise<MutationReport | undefined> {
  const row = await store.tables.mutationTests.get(id);
  return row && reportIn(row);
}

const reportIn = ({ report = "{}" }: Row<"mutationTests">): MutationReport =>
  JSON.parse(report) as MutationReport;

/**
 * Keeps a test, and takes those of the same evaluator away that hold no longer. One that could not be run to its end takes no other's place.
 * Of whom was forgotten meanwhile nothing stays.
 */
export async function keepTest(
  store: Store,
  id: string,
  { report, conversationIds }: KeptTest,
  atMs: number,
): Promise<void> {
  const { mutationTests } = store.tables;
  const own = await mutationTests.read({
    where: equals("evaluator", report.evaluator),
    columns: ["id"],
  });
  if (report.isIncomplete && own.length > 0) return;
  await mutationTests.upsert([
    { id, evaluator: report.evaluator, atMs, report: JSON.stringify(report), conversationIds },
  ]);
  await mutationTests.deleteAny(
    "id",
    own.map((row) => row.id).filter((one) => one !== id),
  );
  if ((await store.missing(conversationIds)).length === 0) return;
  await mutationTests.deleteAny("id", [id]);
  await mutationTests.purge(true);
}
