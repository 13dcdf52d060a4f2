import { matchesPattern, type PromptTest, type Verdict } from "../../review/index.ts";
import { anyOf, equals, recordedKey, type Store } from "../../store/index.ts";
import { nameOf } from "../config.ts";
import { behaviorBounds } from "../named-behaviors.ts";
import type { QueryWorld } from "./condition-plans.ts";
import { combined, idsPlan, type Plan, sqlPlan } from "./plan.ts";
import { anyOfThem, intervalSql, patternSql, valuesSql } from "./sql-conditions.ts";

// What was concluded from conversations: verdicts of evaluators, and the prompts that were found for them.

type World = Pick<QueryWorld, "store" | "vocabulary" | "evaluators" | "files" | "decidedNames">;

/** Conversations of which evaluators, as they are defined now, said one of `labels`. */
export function judgedIds(world: World, labels: readonly string[]): Promise<Plan> {
  return verdictIds(world, world.evaluators, valuesSql("label", labels));
}

/** Conversations of which an evaluator said what is asked for: one of ours as it is defined now, or one whose verdicts came with the traces. */
export async function evaluationIds({ name, label, score }: Verdict, world: World): Promise<Plan> {
  const said = [
    label ? valuesSql("label", [label]) : "`label` <> 'not-applicable'",
    ...(score ? [intervalSql("`score`", score)] : []),
  ].join(" AND ");
  const own = world.evaluators.filter((one) => matchesPattern(name, one.name));
  const names = await world.vocabulary.recordedEvaluators(name);
  const recorded = `${anyOf("evaluator", names)} AND ${equals("evaluatorKey", recordedKey)} AND ${said}`;
  const [ours, theirs] = await Promise.all([
    verdictIds(world, own, said),
    names.length > 0 ? world.store.tables.evaluations.texts("conversationId", recorded) : [],
  ]);
  return combined("or", [ours, idsPlan(theirs)]);
}

/** An evaluator that was narrowed to some prompts or behaviors leaves verdicts on others behind: those count no more. */
async function verdictIds(
  { store, files, decidedNames = new Map() }: World,
  evaluators: World["evaluators"],
  said: string,
): Promise<Plan> {
  const { evaluations } = store.tables;
  const ids = (some: World["evaluators"]): Promise<string[]> =>
    some.length === 0
      ? Promise.resolve([])
      : evaluations.texts(
          "conversationId",
          `${anyOf(
            "evaluatorKey",
            some.map(({ key }) => key),
          )} AND ${said}`,
        );
  const free = evaluators.filter(({ prompts, behaviors }) => !prompts && !behaviors);
  const narrowed = evaluators.filter((one) => !free.includes(one));
  const { isWithin } = await behaviorBounds(store, narrowed, decidedNames);
  const parts = await Promise.all(
    narrowed.map(async (one) => {
      const own = files.filter((file) => one.prompts?.includes(file.name)).map(({ file }) => file);
      const [judged, linked] = await Promise.all([
        ids([one]),
        one.prompts ? store.tables.links.texts("conversationId", anyOf("file", own)) : [],
      ]);
      const meant = new Set(linked);
      return judged.filter((id) => (!one.prompts || meant.has(id)) && isWithin(one.name, id));
    }),
  );
  const all = [...(await ids(free)), ...parts.flat()];
  return all.length === 0 ? sqlPlan("false") : idsPlan(all);
}

/** Conversations that prompts were found for, by the prompts' names or files and the beginnings of their versions. */
export async function promptIds(any: readonly PromptTest[], { store, files }: World): Promise<string[]> {
  const known = await promptNames(store, files);
  const filters = any.map(({ name, version }) => {
    const own = [...known].flatMap(([file, names]) =>
      names.some((one) => matchesPattern(name, one)) ? [file] : [],
    );
    const ofFile = anyOfThem([anyOf("file", own), patternSql("file", name)]);
    return version ? `(${ofFile} AND ${patternSql("version", { pieces: [version, ""] })})` : ofFile;
  });
  return store.tables.links.texts("conversationId", `\`file\` <> '' AND ${anyOfThem(filters)}`);
}

/** By file, all that a prompt may be called: those of the workspace, and those that only versions in the store speak of. */
export async function promptNames(
  store: Store,
  files: World["files"],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const stored = await store.tables.promptVersions.texts("file");
  const names = new Map<string, readonly string[]>(
    [...new Set(stored)].map((file) => [file, [nameOf(file), file, file.slice(file.lastIndexOf("/") + 1)]]),
  );
  for (const { file, name } of files) names.set(file, [name, ...(names.get(file) ?? [nameOf(file), file])]);
  return names;
}
