import {
  behaviorsAt,
  type ExerciseModel,
  type PromptConversation,
  type RequestPlace,
  type Verdict,
} from "../attribution/index.ts";
import { groupBy, indexBy } from "../base/index.ts";
import { type Evaluator, isRepeated } from "../evaluators/index.ts";
import { anyOf, type Row, type Store } from "../store/index.ts";
import type { KeptTurn } from "./figures-reader.ts";
import type { IssuesInput } from "./issues-input.ts";

/** What figures are made from, as `FiguresReader` keeps it: ids, labels and words, no message text. */
export interface FiguresInput {
  readonly conversations: readonly Row<"conversations">[];
  /** By prompt file. */
  readonly linked: ReadonlyMap<string, readonly Row<"links">[]>;
  readonly unmatched: ReadonlySet<string>;
  readonly verdicts: readonly Verdict[];
  /** By evaluator name, of samples whose judges were asked repeatedly. */
  readonly flips: ReadonlyMap<string, { readonly k: number; readonly n: number }>;
  /** Conversation ids to what was asked in them, in the order of asking. */
  readonly requestsOf: ReadonlyMap<string, readonly RequestPlace[]>;
  /** The same to the behaviors of it, each once; without conversations none of whose requests is in one. */
  readonly behaviorsOf: ReadonlyMap<string, readonly string[]>;
  readonly behaviors: readonly Row<"behaviors">[];
  readonly groups: readonly Row<"groups">[];
  readonly exercise: ExerciseModel;
  /** When, by whom, with which implicit feedback: what issues are found from. */
  readonly issues: IssuesInput;
  readonly clusterOf: ReadonlyMap<string, string>;
  /** Every turn with its words. */
  readonly turns: readonly KeptTurn[];
}

/** The rows that an input is made of. */
export interface FiguresRows
  extends Pick<
    FiguresInput,
    "conversations" | "behaviors" | "groups" | "verdicts" | "flips" | "issues" | "exercise" | "turns"
  > {
  readonly links: readonly Row<"links">[];
  readonly requests: readonly Row<"requests">[];
}

export function figuresInput({ links, requests, ...rows }: FiguresRows): FiguresInput {
  const requestsOf = requestsByConversation(requests);
  return {
    ...rows,
    linked: groupBy(
      links.filter(({ file }) => file),
      ({ file }) => file!,
    ),
    unmatched: new Set(
      links.filter(({ how }) => how === "unmatched").map(({ conversationId }) => conversationId!),
    ),
    requestsOf,
    behaviorsOf: new Map(
      [...requestsOf]
        .map(([id, own]) => [id, behaviorsAt(own, undefined)] as const)
        .filter(([, behaviorIds]) => behaviorIds.length > 0),
    ),
    clusterOf: new Map(
      rows.conversations.map(({ id, taskId }) => [id, taskId === undefined ? id : `task ${taskId}`]),
    ),
  };
}

/** One that nobody answered is in no turn that was judged. */
function requestsByConversation(rows: readonly Row<"requests">[]): Map<string, readonly RequestPlace[]> {
  const inOrder = rows
    .filter(({ conversationId }) => conversationId)
    .sort((a, b) => (a.messageIndex ?? -1) - (b.messageIndex ?? -1));
  return new Map(
    [...groupBy(inOrder, ({ conversationId }) => conversationId!)].map(([id, own]) => [
      id,
      own.map(({ messageIndex, turn, behaviorId }) => ({
        turn: messageIndex === undefined ? 0 : (turn ?? Number.POSITIVE_INFINITY),
        behaviorId,
      })),
    ]),
  );
}

/** How often the trials of one sample disagreed: few are asked repeatedly, so that their rows are read by themselves. */
export async function readFlips(
  store: Store,
  evaluators: readonly Evaluator[],
): Promise<FiguresInput["flips"]> {
  const byKey = indexBy(evaluators.filter(isRepeated), ({ key }) => key);
  const flips = new Map<string, { k: number; n: number }>();
  if (byKey.size === 0) return flips;
  const rows = await store.tables.evaluations.read({
    where: anyOf("evaluatorKey", [...byKey.keys()]),
    columns: ["evaluatorKey", "trials", "agreeing"],
  });
  for (const { evaluatorKey, trials, agreeing } of rows) {
    if (trials === undefined || agreeing === undefined) continue;
    const { name } = byKey.get(evaluatorKey!)!;
    const { k, n } = flips.get(name) ?? { k: 0, n: 0 };
    flips.set(name, { k: k + (agreeing < trials ? 1 : 0), n: n + 1 });
  }
  return flips;
}

/** The conversations of one prompt file, as attribution takes them. */
export const promptConversations = (input: FiguresInput, file: string): PromptConversation[] =>
  conversationsOf(input.linked.get(file) ?? [], input);

/** Those that these links, all of one file, are about. */
export const conversationsOf = (
  links: readonly Row<"links">[],
  input: Pick<FiguresInput, "clusterOf" | "requestsOf">,
): PromptConversation[] =>
  links
    .map(({ conversationId = "", version = "", missing }) => ({
      id: conversationId,
      version,
      missing: new Set<string>(missing ? (JSON.parse(missing) as string[]) : []),
      cluster: input.clusterOf.get(conversationId) ?? conversationId,
      requests: input.requestsOf.get(conversationId) ?? [],
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
