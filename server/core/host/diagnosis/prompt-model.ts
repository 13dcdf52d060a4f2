import {
  type DiagnosisModel,
  diagnosisModel,
  ExerciseModel,
  extendedModel,
  fittedConversations,
  isFittedOnAll,
} from "../../attribution/index.ts";
import type { PromptFile } from "../prompt-files.ts";
import { type DiagnosisWorld, diagnosisInput } from "./diagnosis-input.ts";
import type { DiagnosisLists, DiagnosisRows } from "./diagnosis-reader.ts";

/** A fit, and all that it was made from: it stands as long as that does. */
interface KeptFit {
  readonly basis: string;
  readonly lists: DiagnosisLists;
  readonly exercise: ExerciseModel | undefined;
  readonly model: DiagnosisModel;
}

/**
 * The model of one prompt. It is fitted on the conversations that came first (`fittedConversations`), and what came later is held against it:
 * both are decided by the store and the text, so that a model that was kept says what one says that is fitted now.
 */
export class PromptModel {
  private kept: KeptFit | undefined;

  of(file: PromptFile, world: DiagnosisWorld, rows: DiagnosisRows): DiagnosisModel {
    const ids = new Set(
      (world.built.input.linked.get(file.file) ?? []).map(({ conversationId = "" }) => conversationId),
    );
    const arrivals = rows.arrivals
      .filter(({ conversationId }) => ids.has(conversationId))
      .map(({ conversationId: id, atMs }) => ({ id, atMs }));
    const fitted = fittedConversations(arrivals);
    const { first, later } = parted(file, rows, ids, fitted);
    const model = this.fittedOn(first, file, world, rows, isFittedOnAll(arrivals.length));
    if (later.links.length === 0) return model;
    return extendedModel(model, diagnosisInput(file, world, { ...rows, ...later }));
  }

  private fittedOn(
    lists: DiagnosisLists,
    file: PromptFile,
    world: DiagnosisWorld,
    rows: DiagnosisRows,
    isAll: boolean,
  ): DiagnosisModel {
    const { input } = world.built;
    const basis = basisOf(file, world, rows);
    const exercise = isAll ? input.exercise : undefined;
    const { kept } = this;
    if (kept?.basis === basis && kept.exercise === exercise && areSame(kept.lists, lists)) return kept.model;
    this.kept = undefined;
    const isWhole = lists.turns.length === input.turns.length;
    const fit = diagnosisModel({
      ...diagnosisInput(file, world, { ...rows, ...lists }),
      exercise: isAll || isWhole ? input.exercise : new ExerciseModel(lists.turns),
    });
    // Once lines are placed nobody asks the turns again.
    const model = { ...fit, input: { ...fit.input, exercise: ExerciseModel.by(fit.learned, []) } };
    this.kept = { basis, lists, exercise, model };
    return model;
  }
}

/** All that a fit rests on beside rows of the store. */
const basisOf = ({ document, file, name }: PromptFile, world: DiagnosisWorld, rows: DiagnosisRows): string =>
  JSON.stringify([
    [file, name, document.version],
    world.evaluators.map(({ key, name: evaluator, covers, prompts, description, behaviors }) => [
      ...[key, evaluator, covers, prompts, description, behaviors],
    ]),
    rows.versions.map(({ version, file: of }) => [of, version]),
    world.built.input.behaviors.map(({ id, name: behavior }) => [id, behavior]),
    [...rows.opinions.conditions, ...rows.opinions.causes].map(({ id, atMs }) => [id, atMs]),
  ]);

const names = ["links", "requests", "verdicts", "turns", "marks", "arrivals", "reasons"] as const;

/** The rows of one prompt's conversations: of those that are fitted, and of the others. */
function parted(
  { file }: PromptFile,
  rows: DiagnosisRows,
  ids: ReadonlySet<string>,
  fitted: ReadonlySet<string>,
): { readonly first: DiagnosisLists; readonly later: DiagnosisLists } {
  const first: Record<string, unknown[]> = {};
  const later: Record<string, unknown[]> = {};
  for (const name of names) {
    const [own, others]: [unknown[], unknown[]] = [[], []];
    for (const row of rows[name]) {
      const id = row.conversationId ?? "";
      if (fitted.has(id)) own.push(row);
      else if (ids.has(id)) others.push(row);
    }
    [first[name], later[name]] = [own, others];
  }
  const ofFile = (links: DiagnosisLists): DiagnosisLists => ({
    ...links,
    links: links.links.filter((row) => row.file === file),
  });
  return {
    first: ofFile(first as unknown as DiagnosisLists),
    later: ofFile(later as unknown as DiagnosisLists),
  };
}

const areSame = (a: DiagnosisLists, b: DiagnosisLists): boolean =>
  names.every((name) => {
    const [own, other]: [readonly unknown[], readonly unknown[]] = [a[name], b[name]];
    return own.length === other.length && own.every((row, at) => row === other[at]);
  });
