import type { LongWork, Progress } from "../base/index.ts";
import type { Host, Workspace } from "./host.ts";
import type { AskEditor, EditorReply, StopAsking } from "./lent-editor.ts";

/** What a host in another process and the one in front of it say to each other. Plain data: it crosses as structured clones. */
export type HostMethod = Exclude<keyof Host, "close">;

export type ToHost =
  | { readonly kind: "open"; readonly workspace: Workspace; readonly hasEditor: boolean }
  | {
      readonly kind: "call";
      readonly id: number;
      readonly method: HostMethod;
      readonly args: readonly unknown[];
    }
  | { readonly kind: "cancel"; readonly id: number }
  | EditorReply
  | { readonly kind: "close" };

export type FromHost =
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly error: WireError }
  | { readonly kind: "progress"; readonly id: number; readonly step: Parameters<Progress>[0] }
  | AskEditor
  | StopAsking
  | { readonly kind: "changed"; readonly revision: string };

export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly hint?: string;
  readonly stack?: string;
}

/** Those whose last parameter is `LongWork`: a method that takes it and is missing below does not compile. */
type LongMethod = {
  [M in HostMethod]: TakesWork<Required<Parameters<Host[M]>>> extends true ? M : never;
}[HostMethod];
type TakesWork<Args> = Args extends [...infer _, infer Last]
  ? [keyof Last] extends [keyof LongWork]
    ? true
    : false
  : false;

/**
 * Methods that take `LongWork`, and at which place: it stays on its own side and travels as progress and cancel messages. By its place, for
 * who leaves it out means that what he gave last is something else.
 */
const workAt: { readonly [M in LongMethod]: Before<Required<Parameters<Host[M]>>["length"]> } = {
  importConversations: 2,
  importEvaluations: 1,
  agreement: 1,
  comparePrompts: 1,
  dataset: 1,
  diagnose: 1,
  askOpinions: 1,
  refreshSuspects: 0,
  evaluate: 0,
  evaluateOnly: 1,
  findBehaviors: 0,
  decide: 1,
  proposeTags: 0,
  proposeChecks: 1,
  proposeRubrics: 1,
  proposeForBehavior: 1,
  planImprove: 1,
  improve: 1,
  decideSuggestion: 1,
  caseAnswers: 1,
  planAblation: 1,
  replay: 1,
  ablate: 1,
  testEvaluators: 1,
};
type Before<N> = N extends 1 ? 0 : N extends 2 ? 1 : N extends 3 ? 2 : never;

/** The place of `LongWork` among the arguments of a method; undefined of those that take none. */
export const workPlace = (method: HostMethod): number | undefined =>
  (workAt as { readonly [M in HostMethod]?: number })[method];
