import type { Evaluator } from "../../evaluators/index.ts";
import {
  type Condition,
  exactText,
  type Labels,
  matchesPattern,
  type Pattern,
  type Test,
} from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import type { PromptFile } from "../prompt-files.ts";
import { isTagged } from "../tag-conversations.ts";
import { idsWithAttribute } from "./attribute-search.ts";
import { evaluationIds, judgedIds, promptIds } from "./concluded-ids.ts";
import { idsHolding } from "./full-text.ts";
import type { LabelVocabulary } from "./label-vocabulary.ts";
import { disagreeingPlan, labelledPlan } from "./labelled-ids.ts";
import { combined, idsPlan, negated, type Plan, sqlPlan } from "./plan.ts";
import type { Spine } from "./spine.ts";
import {
  anyOfThem,
  hasOwnValues,
  intervalsSql,
  labelsSql,
  patternSql,
  patternsSql,
  presenceSql,
  sumSql,
  valuesSql,
} from "./sql-conditions.ts";

/** What conditions are looked up in. */
export interface QueryWorld {
  readonly store: Store;
  readonly vocabulary: LabelVocabulary;
  readonly spine: Spine;
  readonly evaluators: readonly Evaluator[];
  readonly files: readonly PromptFile[];
  /** What people said of conversations. */
  readonly labels?: Labels;
  /** Names that people gave behaviors, by id, in place of those that were found. */
  readonly decidedNames?: ReadonlyMap<string, string>;
}

/** How one condition is answered: by a filter over conversations, or by ids that other tables give. */
export async function planCondition(condition: Condition, world: QueryWorld): Promise<Plan> {
  const { field, test, key } = condition;
  const { source } = field;
  const { spans, behaviors, requests } = world.store.tables;
  switch (source.from) {
    case "column":
      if (test.kind === "intervals") return sqlPlan(intervalsSql(source.column, test.any));
      if (hasOwnValues(field)) return sqlPlan(valuesSql(source.column, chosen(condition)));
      return sqlPlan(patternsSql(source.column, patterns(test)));
    case "sum":
      return sqlPlan(sumSql(source.columns, test.kind === "intervals" ? test.any : []));
    case "label":
      return sqlPlan(labelsSql(await labelsOf(source.label, patterns(test), world)));
    case "tags":
      return planTags(patterns(test), world);
    case "contents":
      return planPhrases(source, test, world);
    case "spans":
      return idsPlan(await spans.texts("conversationId", patternsSql(source.column, patterns(test))));
    case "attributes":
      return idsPlan(await idsWithAttribute(world.store, key ?? "", patterns(test)));
    case "evaluations":
      return combined(
        "or",
        await Promise.all((test.kind === "verdicts" ? test.any : []).map((one) => evaluationIds(one, world))),
      );
    case "links":
      return idsPlan(await promptIds(test.kind === "prompts" ? test.any : [], world));
    case "behaviors": {
      const wanted = (await behaviors.read({ columns: ["id", "name"] })).filter(({ id, name = "" }) =>
        patterns(test).some((pattern) =>
          [id, name, world.decidedNames?.get(id) ?? name].some((text) => matchesPattern(pattern, text)),
        ),
      );
      if (wanted.length === 0) return sqlPlan("false");
      return idsPlan(
        await requests.texts(
          "conversationId",
          valuesSql(
            "behaviorId",
            wanted.map(({ id }) => id),
          ),
        ),
      );
    }
    case "labels":
      return combined(
        "or",
        chosen(condition).map((value) => labelledPlan(value, world)),
      );
    case "disagreements":
      return disagreeingPlan(patterns(test), world);
    case "state":
      return combined("or", await Promise.all(chosen(condition).map((value) => planState(value, world))));
  }
}

const patterns = (test: Test): readonly Pattern[] => (test.kind === "patterns" ? test.any : []);

/** Of a field with own values, those that are asked for. */
const chosen = ({ field, test }: Condition): string[] =>
  Object.keys(field.values ?? {}).filter((value) =>
    patterns(test).some((pattern) => matchesPattern(pattern, value)),
  );

/** Labels as they stand in the lists; only a pattern has to be looked up. */
async function labelsOf(kind: string, any: readonly Pattern[], world: QueryWorld): Promise<string[]> {
  const exact = any.flatMap((pattern) => exactText(pattern) ?? []);
  const rest = any.filter((pattern) => exactText(pattern) === undefined);
  const found = rest.length > 0 ? await world.vocabulary.matching(kind, rest) : [];
  return [...new Set([...exact.map((text) => `${kind}=${text}`), ...found])];
}

/** Tags that came with the conversation are among its labels, those that were found in it in a table of their own. */
async function planTags(any: readonly Pattern[], world: QueryWorld): Promise<Plan> {
  const [labels, found] = await Promise.all([
    labelsOf("tag", any, world),
    world.store.tables.tags.texts("conversationId", patternsSql("tag", any)),
  ]);
  return combined("or", [sqlPlan(labelsSql(labels)), idsPlan(found)]);
}

async function planPhrases(
  source: Extract<Condition["field"]["source"], { from: "contents" }>,
  test: Test,
  { store }: QueryWorld,
): Promise<Plan> {
  const phrases = test.kind === "phrases" ? test.any : [];
  const found = await Promise.all(
    source.columns.flatMap((column) => phrases.map((phrase) => idsHolding(store, column, phrase))),
  );
  const words = idsPlan(found.flat());
  if (!source.orElse) return words;
  // The texts of conversations that an older build wrote are in no table to search.
  const beside = phrases.flatMap(({ part }) => [patternSql("opening", part), patternSql("id", part)]);
  return combined("or", [words, sqlPlan(anyOfThem(beside))]);
}

async function planState(value: string, world: QueryWorld): Promise<Plan> {
  const { links, requests, evaluations } = world.store.tables;
  switch (value) {
    case "failing":
      return judgedIds(world, ["fail"]);
    case "unjudged":
      return negated(await judgedIds(world, ["pass", "fail"]));
    case "passing":
      return combined(
        "and",
        await Promise.all([judgedIds(world, ["pass"]), judgedIds(world, ["fail"]).then(negated)]),
      );
    case "unmatched":
    case "ambiguous":
      return idsPlan(await links.texts("conversationId", valuesSql("how", [value])));
    case "outlier":
      return negated(idsPlan(await requests.texts("conversationId", "`behaviorId` IS NOT NULL")));
    case "behavior":
      return idsPlan(await requests.texts("conversationId", "`behaviorId` IS NOT NULL"));
    case "evaluation":
      return idsPlan(await evaluations.texts("conversationId"));
    case "prompt":
      return idsPlan(await links.texts("conversationId", "`file` IS NOT NULL AND `file` <> ''"));
    case "tag":
      return combined("or", [
        sqlPlan(labelsSql((await world.vocabulary.values("tag")).map((one) => `tag=${one}`))),
        idsPlan(await world.store.tables.tags.texts("conversationId", isTagged)),
      ]);
    case "tool":
    case "signal":
      return sqlPlan(labelsSql((await world.vocabulary.values(value)).map((one) => `${value}=${one}`)));
    default:
      return sqlPlan(presenceSql[value] ?? "false");
  }
}
