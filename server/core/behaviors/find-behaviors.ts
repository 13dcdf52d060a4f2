import { bug, checkpoint, type LongWork } from "../base/index.ts";
import { type Assigner, assignerOf, embedRequests } from "./assigner.ts";
import type { PreviousBehavior } from "./behavior-ids.ts";
import { centresOf, decide, takenBack } from "./decided.ts";
import type { MembershipDecisions } from "./decisions.ts";
import {
  type Behavior,
  describeClusters,
  describeGroups,
  type Group,
  type Saying,
} from "./describe-clusters.ts";
import { fuzzyGraph, type Graph, neighbourCount, subgraph } from "./graph.ts";
import { groupClusters } from "./groups.ts";
import { handlingShare } from "./handling-share.ts";
import { type Embeddings, fitLexicalEmbedder, fitToContents, sideBySide } from "./lexical-embedder.ts";
import type { View } from "./local-neighbours.ts";
import { partLookAlikes } from "./look-alikes.ts";
import { type Neighbours, nearestNeighbours } from "./neighbours.ts";
import { lonelyRequests } from "./outliers.ts";
import { contentOf, keyOfContent } from "./request-text.ts";
import type { Request } from "./requests.ts";
import { stableCommunities } from "./resolution.ts";

export interface FindBehaviorsOptions extends LongWork {
  readonly seed: number;
  /** What the last run found; behaviors that live on keep their ids. */
  readonly previous?: readonly PreviousBehavior[];
  /** The same of groups, by the requests in them. */
  readonly previousGroups?: readonly PreviousBehavior[];
  /**
   * What a model made of the requests, by request id, in place of their lexical vectors: all of one width, of length 1, and the same for
   * requests in the same words.
   */
  readonly asked?: ReadonlyMap<string, Float32Array>;
  /** What people merged and split. */
  readonly decisions?: MembershipDecisions | undefined;
}

/**
 * `behaviors` and `groups` largest first; every request is either in `assignment` (request id to behavior id) or among the `outliers`.
 * Where there are few behaviors there are no groups.
 */
export interface FoundBehaviors {
  readonly behaviors: readonly Behavior[];
  readonly groups: readonly Group[];
  readonly assignment: ReadonlyMap<string, string>;
  readonly outliers: readonly string[];
  /** What later requests are assigned by; absent where a model's vectors were given. */
  readonly assigner?: Assigner;
}

/** What the agent says in more than this share of all conversations does not tell requests apart: "I looked into it". */
const COMMON_HANDLING = 0.2;
/**
 * Among more texts than this the nearest ones are mostly the same phrase with a word changed: what ties one wish's phrasings together is
 * no longer among them, and each would come out as a behavior. Of 200,000 there were 2,080 instead of 464, which fitted worse. What was
 * parted before stays so.
 */
const MOST_PARTED = 50_000;
/** The same words from three conversations are a behavior even where nothing resembles them. */
const OFTEN = 3;

/**
 * Requests to behaviors: the number of behaviors is not given but read from the data. Deterministic in the requests and the seed,
 * whatever the order of the requests; requests in the same words are never separated. 20,000 take some seconds and 300 MB. Throws only
 * the signal's reason.
 */
export async function findBehaviors(
  requests: readonly Request[],
  given: FindBehaviorsOptions,
): Promise<FoundBehaviors> {
  const sayings = groupSayings(requests);
  if (sayings.length === 0) return { behaviors: [], groups: [], assignment: new Map(), outliers: [] };
  given.progress?.({ stage: "reading requests", done: 0, total: requests.length });
  await checkpoint(given.signal);
  const isRead = sayings.some(({ requests }) => requests[0]!.intent);
  const { embeddings, models, views } = await embedSayings(sayings, given);
  const options = takenBack(sayings, embeddings, given);
  const { clusters: found, lonely, graph } = await clusterSayings(sayings, embeddings, { ...options, views });
  const { clusters, previous, centres } = decide(found, sayings, embeddings, options);
  await checkpoint(options.signal);
  options.progress?.({ stage: "naming behaviors", done: 0, total: clusters.length });
  const groupOf = groupClusters(graph, clusters, options.seed);
  const described = describeClusters(clusters, sayings, { embeddings, previous });
  const groups = groupOf
    ? describeGroups(clusters, groupOf, sayings, {
        behaviors: described,
        previous: options.previousGroups ?? [],
      })
    : [];
  const behaviors = described.map((behavior, c) =>
    groupOf ? { ...behavior, groupId: groups[groupOf[c]!]!.id } : behavior,
  );
  const assignment = new Map(
    clusters.flatMap((rows, c) =>
      rows.flatMap((row) => sayings[row]!.requests.map((request) => [request.id, behaviors[c]!.id] as const)),
    ),
  );
  const outliers = lonely.flatMap((row) => sayings[row]!.requests.map((request) => request.id)).sort();
  // Of new requests nobody has read the intents: they are assigned by their words.
  const assignedBy = models && isRead ? embedRequests(models, firstOf(sayings)) : embeddings;
  return {
    ...(models && {
      assigner: assignerOf(models, ...centresOf(centres, behaviors), assignedBy),
    }),
    behaviors: behaviors.sort((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1)),
    groups,
    assignment,
    outliers,
  };
}

/**
 * Vectors of what was asked, and beside them, where it is known, of how the agent handled it: their squares weigh 1 - h and h in the
 * likeness of two requests, and h comes from the data. `views`: what they are compared by within a behavior; absent where a model compared
 * their meanings.
 */
export async function embedSayings(
  sayings: readonly Saying[],
  { seed, signal, asked: ready }: Pick<FindBehaviorsOptions, "seed" | "signal" | "asked">,
): Promise<{
  readonly embeddings: Embeddings;
  readonly models?: Pick<Assigner, "asked" | "handled" | "handlingShare">;
  readonly views?: readonly View[];
}> {
  const fitted = ready ? undefined : fitToContents(sayings.map(comparedOf), seed);
  const asked =
    fitted?.embeddings ??
    packed(
      sayings.map(({ requests }) => ready!.get(requests[0]!.id) ?? bug(`no vector of ${requests[0]!.id}`)),
    );
  const handled = sayings.some(({ requests }) => requests[0]!.handling)
    ? fitLexicalEmbedder(
        sayings.map(({ requests }) => requests[0]!.handling ?? ""),
        seed,
      )
    : undefined;
  const share = handled ? await handlingShare(asked, handled.embeddings, { seed, signal }) : 0;
  return {
    embeddings: handled ? sideBySide(asked, handled.embeddings, share) : asked,
    ...(fitted && {
      models: {
        asked: fitted.model,
        ...(handled && { handled: handled.model }),
        handlingShare: share,
      },
      views: [
        { terms: fitted.words, share: 1 - share },
        ...(handled ? [{ terms: handled.words, share }] : []),
      ],
    }),
  };
}

/** The words by which a saying is compared: the users' own and, where it was read, those of its intent. */
function comparedOf({ content, requests }: Saying): string {
  const { intent } = requests[0]!;
  return intent ? `${content}\n${contentOf(intent)}` : content;
}

const firstOf = (sayings: readonly Saying[]): Request[] => sayings.map(({ requests }) => requests[0]!);

function packed(rows: readonly Float32Array[]): Embeddings {
  const width = rows[0]!.length;
  const vectors = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    vectors.set(row, i * width);
  });
  return { width, vectors };
}

export function groupSayings(requests: readonly Request[]): Saying[] {
  const groups = new Map<string, { text: string; content: string; requests: Request[] }>();
  for (const request of [...requests].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))) {
    const content = contentOf(request.text);
    const key = keyOfContent(content);
    const group = groups.get(key);
    if (group) group.requests.push(request);
    else groups.set(key, { text: request.text, content, requests: [request] });
  }
  return [...groups.values()];
}

/** Rows of sayings by cluster, largest first, and the rows that belong to none. `views`: absent where a model compared meanings. */
async function clusterSayings(
  sayings: readonly Saying[],
  embeddings: Embeddings,
  { views, ...options }: FindBehaviorsOptions & { readonly views: readonly View[] | undefined },
): Promise<{ clusters: number[][]; lonely: number[]; graph: Graph }> {
  const neighbours = await nearestNeighbours(embeddings, neighbourCount(sayings.length), options);
  const alone = lonelySayings(sayings, neighbours, options.asked !== undefined);
  const isAlone = new Set(alone);
  const graph = fuzzyGraph(neighbours, sayings.length);
  const { graph: kept, nodes } = subgraph(
    graph,
    Uint8Array.from(sayings, (_, row) => (isAlone.has(row) ? 0 : 1)),
  );
  const was = formerOf(sayings, options.previous ?? []);
  const labels = await stableCommunities(kept, options.seed, {
    ...options,
    ...(was && { before: nodes.map((row) => was[row]!) }),
  });
  const clusters = new Map<number, number[]>();
  labels.forEach((label, i) => {
    const rows = clusters.get(label) ?? [];
    rows.push(nodes[i]!);
    clusters.set(label, rows);
  });
  const sizeOf = (row: number): number => sayings[row]!.requests.length;
  const size = (rows: readonly number[]): number => rows.reduce((sum, row) => sum + sizeOf(row), 0);
  const cutsAnew = sayings.length <= MOST_PARTED;
  const parted = views
    ? await partLookAlikes([...clusters.values()], views, { ...options, sizeOf, before: was, cutsAnew })
    : [...clusters.values()];
  const all = [...parted, ...alone.map((row) => [row])];
  const isCluster = (rows: readonly number[]): boolean =>
    rows.length === 1 && (isAlone.has(rows[0]!) || clusters.size > 1) ? size(rows) >= OFTEN : true;
  return {
    clusters: all.filter(isCluster).sort((a, b) => size(b) - size(a) || a[0]! - b[0]!),
    lonely: all.filter((rows) => !isCluster(rows)).flat(),
    graph,
  };
}

/** Rows of sayings like no other. Where the agent's handling is known, it too has to be like no other. */
function lonelySayings(sayings: readonly Saying[], neighbours: Neighbours, byMeaning: boolean): number[] {
  const alone = lonelyRequests(sayings.map(comparedOf), neighbours, { byMeaning });
  const handlings = sayings.map(({ requests }) => requests[0]!.handling ?? "");
  if (!handlings.some(Boolean)) return alone;
  const handledAlone = new Set(
    lonelyRequests(handlings, neighbours, { commonShare: COMMON_HANDLING, most: handlings.length }),
  );
  return alone.filter((row) => handlings[row] === "" || handledAlone.has(row));
}

/** The former behavior of each saying, by the first of its requests that had one; -1 for what is new. */
function formerOf(sayings: readonly Saying[], previous: readonly PreviousBehavior[]): Int32Array | undefined {
  if (previous.length === 0) return undefined;
  const numberOf = new Map(
    previous.flatMap(({ memberIds }, number) => memberIds.map((id) => [id, number] as const)),
  );
  return Int32Array.from(sayings, ({ requests }) => {
    const known = requests.find(({ id }) => numberOf.has(id));
    return known ? numberOf.get(known.id)! : -1;
  });
}
