import type { LongWork } from "../../base/index.ts";
import { UserError } from "../../base/index.ts";
import type { Evaluator } from "../../evaluators/index.ts";
import {
  type Attempt,
  type BuiltDataset,
  buildDataset,
  type CaseFile,
  casesOf,
  type Dataset,
  type DatasetSizes,
  type DatasetTarget,
  type DatasetWorld,
  type FileCase,
  withEdits,
  withTestEdits,
  writeTests,
} from "../../improve/index.ts";
import type { Embedder } from "../../models/index.ts";
import { type AuditTrail, behaviorNamed, type ToldDataset } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import type { Built } from "../build-snapshot.ts";
import { promptCalled } from "../evaluate-options.ts";
import type { PromptFile } from "../prompt-files.ts";
import { mendedOfTrail } from "./attempts-of-trail.ts";
import { datasetCandidates, withPinned } from "./dataset-candidates.ts";
import {
  datasetFileName,
  datasetName,
  loadCaseFile,
  loadTestFile,
  requireReadable,
  testFileName,
  writeDataset,
  writeTestFile,
} from "./dataset-file.ts";
import { type WritingQuery, type WritingWorld, writeCases } from "./write-cases.ts";

export interface DatasetQuery {
  /** Name of an evaluator, or name or id of a behavior. */
  readonly target: string;
  /** Name or file of the prompt that the cases are run with. Default: the one under which most of the target's conversations ran. */
  readonly prompt?: string;
  /** Of the dataset and its file. Default: made of the target's name. */
  readonly name?: string;
  readonly seed?: number;
  readonly sizes?: Partial<DatasetSizes>;
  /** Keep it: in homeostat/datasets/, and this version in the store. */
  readonly write?: boolean;
  /** And as tests of promptfoo, beside it; those that are there are read and kept current in any case. */
  readonly promptfoo?: boolean;
  /** Have the chat model write cases that nobody sent, after those of the training split; kept with `write`, else only said what it would take. */
  readonly model?: WritingQuery;
}

export type DatasetReport = ToldDataset;

export interface DatasetContext {
  readonly store: Store;
  readonly root: string;
  readonly evaluators: readonly Evaluator[];
  readonly files: readonly PromptFile[];
  readonly built: Built;
  readonly embedder: Embedder | undefined;
  /** What was tried before: what it mended has to stay mended. */
  readonly attempts: readonly Attempt[];
  readonly trail: AuditTrail;
  /** Who writes cases, where somebody wants that. Throws `no-chat`. */
  readonly writer: () => Pick<WritingWorld, "chat" | "prices">;
}

const usualSeed = 1;

/** That an evaluator that guards safety holds is shown with more cases than the usual: two fifths of these are held out. */
const sizesFor = (evaluators: readonly Evaluator[]): Partial<DatasetSizes> =>
  evaluators.some(({ isSafety }) => isSafety) ? { target: 100 } : {};

/**
 * Makes a dataset from what is stored and what its file says. Asks no chat model unless it is told to. Throws `target-unknown`, `prompt-unknown`,
 * `no-cases`, with `write` what `writeDataset` throws, and with `model` `no-chat` and what the model's calls throw.
 */
export async function makeDataset(
  query: DatasetQuery,
  context: DatasetContext,
  work: LongWork,
): Promise<DatasetReport> {
  const { target, called } = targetNamed(query.target, context);
  const file = promptOf(target, query.prompt, context);
  const name = datasetName(query.name ?? called);
  work.progress?.({ stage: "choosing cases", done: 0 });
  const mended = [
    ...context.attempts.flatMap((one) =>
      one.prompt === file.file && one.end === "accepted" ? (one.mended ?? []) : [],
    ),
    ...mendedOfTrail(context.trail, file.file),
  ];
  const found = await datasetCandidates(target, file, { ...context, kept: new Set(mended) }, work);
  const base: DatasetWorld = {
    ...{ name, target, prompt: file.file, seed: query.seed ?? usualSeed },
    ...{ own: found.own, ownTotal: found.ownTotal, others: found.others },
    sizes: { ...sizesFor(context.evaluators), ...query.sizes },
    mended,
  };
  const tests = await loadTestFile(context.root, name);
  const over = (file: CaseFile): CaseFile => (tests ? withTestEdits(file, tests) : file);
  const said = over(await loadCaseFile(context.root, name));
  // What is drawn does not depend on what tool calls were given, and only what is drawn needs that read.
  const drawn = builtWith({ ...base, sizes: { ...base.sizes, recombined: 0 } }, said).dataset.cases;
  const ids = new Set(
    drawn.flatMap(({ role, conversation }) => (role === "target" && conversation ? conversation : [])),
  );
  const world = { ...base, own: await withPinned(base.own, ids, context.store) };
  let built = builtWith(world, said);
  // Before the one file is written, so that the two never say different things.
  if (query.write && tests) requireReadable(name, tests);
  const byModel =
    query.model && (await writtenByModel(query, { built, removed: said.removed, context }, work));
  // What a model has read the training split of must not change that split.
  const more = byModel && byModel.cases.length > 0 ? [...built.dataset.cases, ...byModel.cases] : [];
  const written = query.write
    ? await writeDataset(context.root, name, (now) => {
        const file = over(now);
        built = builtWith(world, file, more);
        return { dataset: built.dataset, file };
      })
    : undefined;
  const hasTests = written !== undefined && (query.promptfoo === true || tests !== undefined);
  if (hasTests)
    await writeTestFile(context.root, name, (there) => writeTests(built.dataset, built.texts, there));
  if (written) await keepDataset(context.store, built.dataset);
  const { dataset, texts, representativeness, problems } = built;
  return {
    ...{ dataset, called, texts: Object.fromEntries(texts), problems, file: datasetFileName(name) },
    ...(representativeness && { representativeness }),
    totals: { own: found.ownTotal, others: found.othersTotal },
    ...(hasTests && { tests: testFileName(name) }),
    ...(written && { written: { isChanged: written.isChanged } }),
    ...(byModel && { writing: byModel.told }),
  };
}

function builtWith(world: DatasetWorld, file: CaseFile, more: readonly FileCase[] = []): BuiltDataset {
  const earlier = [...casesOf(file), ...more];
  return withEdits(buildDataset({ ...world, earlier, removed: file.removed }), file);
}

interface Writable {
  readonly built: BuiltDataset;
  readonly removed: ReadonlySet<string>;
  readonly context: DatasetContext;
}

function writtenByModel(
  { model, write, seed = usualSeed }: DatasetQuery,
  { built, removed, context }: Writable,
  work: LongWork,
): ReturnType<typeof writeCases> {
  const behaviors = new Map(context.built.snapshot.behaviors.map((one) => [one.id, one]));
  const descriptionOf = (id: string): string | undefined => {
    const { name, description } = behaviors.get(id) ?? {};
    return name === undefined ? undefined : [name, description].filter((one) => one).join(": ");
  };
  return writeCases(
    built,
    { ...model, isPlan: model?.isPlan === true || !write },
    { ...context.writer(), embedder: context.embedder, seed, removed, descriptionOf },
    work,
  );
}

function targetNamed(
  wanted: string,
  { evaluators, built: { snapshot } }: DatasetContext,
): { readonly target: DatasetTarget; readonly called: string } {
  if (evaluators.some(({ name }) => name === wanted))
    return { target: { kind: "evaluator", name: wanted }, called: wanted };
  const named = behaviorNamed(snapshot.behaviors, wanted);
  if ("found" in named)
    return { target: { kind: "behavior", id: named.found.id }, called: named.found.name || named.found.id };
  throw new UserError(
    "target-unknown",
    named.candidates.length > 0
      ? `Several behaviors are called ${wanted}.`
      : `There is no evaluator and no behavior called ${wanted}.`,
    named.candidates.length > 0
      ? "Name one by its id: homeostat behaviors"
      : "Evaluators stand in homeostat.yaml; behaviors: homeostat behaviors",
  );
}

function promptOf(
  target: DatasetTarget,
  wanted: string | undefined,
  { files, built: { input } }: DatasetContext,
): PromptFile {
  if (wanted !== undefined) return promptCalled(wanted, files);
  const judged = new Set(
    input.verdicts.flatMap((one) =>
      target.kind === "evaluator" && one.evaluator === target.name ? one.conversationId : [],
    ),
  );
  const isOwn = (id: string): boolean =>
    target.kind === "behavior" ? (input.behaviorsOf.get(id) ?? []).includes(target.id) : judged.has(id);
  const counts = files.map((file) => ({
    file,
    n: new Set(
      (input.linked.get(file.file) ?? []).map(({ conversationId = "" }) => conversationId).filter(isOwn),
    ).size,
  }));
  const [most] = counts.filter(({ n }) => n > 0).sort((a, b) => b.n - a.n);
  if (most) return most.file;
  throw new UserError(
    "no-cases",
    "No conversation of it is known to have run with a prompt of this workspace.",
    "Import conversations and judge them: homeostat import FILE, then homeostat evaluate",
  );
}

/** A version that is kept already stays as it is: its id is its content. */
async function keepDataset({ tables }: Store, dataset: Dataset): Promise<void> {
  const { id, name, prompt, cases } = dataset;
  if (await tables.datasets.get(id)) return;
  const conversationIds = [...new Set(cases.flatMap(({ conversation }) => conversation ?? []))];
  await tables.datasets.upsert([
    {
      ...{ id, name, content: JSON.stringify(dataset), conversationIds, atMs: Date.now() },
      ...(prompt !== undefined && { prompt }),
    },
  ]);
}

/** A version of a dataset that was written. */
export async function keptDataset({ tables }: Store, id: string): Promise<Dataset | undefined> {
  const row = await tables.datasets.get(id);
  return row?.content ? (JSON.parse(row.content) as Dataset) : undefined;
}
