import { stableId } from "../../base/index.ts";

/**
 * What a case may be used for. `train`: reflection reads it. `validation`: the search compares candidates on it. `held-out`: the gate alone
 * looks at it, once a candidate is chosen.
 */
export const splits = ["train", "validation", "held-out"] as const;
export type Split = (typeof splits)[number];

/** `target`: of what is to become better. `regression`: passes today and has to go on. `general`: other traffic, whatever became of it. */
export const caseRoles = ["target", "regression", "general"] as const;
export type CaseRole = (typeof caseRoles)[number];

/** `recorded`: a conversation as it was. `recombined`: of what users said, without a model. `written`: by a chat model. `given`: by a person. */
export const caseOrigins = ["recorded", "recombined", "written", "given"] as const;
export type CaseOrigin = (typeof caseOrigins)[number];

/** What a dataset is made for. */
export type DatasetTarget =
  | { readonly kind: "behavior"; readonly id: string }
  | { readonly kind: "evaluator"; readonly name: string };

/** One thing that a prompt is run on. */
export interface DatasetCase {
  /** Of what is run: the same conversation and input have the same id in every dataset. */
  readonly id: string;
  /** A recorded conversation that is run again; with `input`, the one whose context (system text, variables, tools) the input gets. */
  readonly conversation?: string;
  /** What the user opens with, in place of what they said. */
  readonly input?: string;
  /** Id of the behavior; absent where it is in none. */
  readonly behavior?: string;
  readonly role: CaseRole;
  readonly origin: CaseOrigin;
  readonly split: Split;
  /** What was said of it when the dataset was made; absent where it was never judged. */
  readonly outcome?: "pass" | "fail";
  /** So many conversations of its role's traffic it stands for; 1 where it was made up. */
  readonly weight: number;
  /** Near-duplicates, trials of one task and what was made from them are one group, and stand in one split. */
  readonly group: string;
  /** On what was made up: how, for people. */
  readonly how?: string;
}

/** Cases for one target. `id` is the hash of all the rest but the name, so that two of the same id are the same. */
export interface Dataset {
  readonly id: string;
  readonly name: string;
  readonly target: DatasetTarget;
  /** File of the prompt that the cases are run with. */
  readonly prompt?: string;
  readonly seed: number;
  readonly cases: readonly DatasetCase[];
}

export const caseId = ({ conversation, input }: Pick<DatasetCase, "conversation" | "input">): string =>
  stableId(["case", conversation ?? "", input ?? ""], 12);

/** With its cases in the order of their ids, and its own id. */
export function datasetOf(parts: Omit<Dataset, "id">): Dataset {
  const cases = [...parts.cases].sort((a, b) => (a.id < b.id ? -1 : 1));
  const said = cases.map((one) =>
    Object.entries(one)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return {
    ...parts,
    cases,
    id: stableId(["dataset", parts.target, parts.prompt ?? "", parts.seed, said]),
  };
}
