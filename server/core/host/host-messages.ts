import type { Progress } from "../base/index.ts";
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

/** Methods whose last argument is `LongWork`; it stays on its own side and travels as progress and cancel messages. */
export const longMethods: ReadonlySet<HostMethod> = new Set([
  "importConversations",
  "importEvaluations",
  "agreement",
  "evaluate",
  "evaluateOnly",
  "findBehaviors",
  "decide",
  "proposeTags",
  "proposeChecks",
  "proposeRubrics",
  "proposeForBehavior",
  "replay",
  "testEvaluators",
]);
