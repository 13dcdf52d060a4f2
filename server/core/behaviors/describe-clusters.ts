import { behaviorIds, type PreviousBehavior } from "./behavior-ids.ts";
import { describe, describeGroup } from "./description.ts";
import { centroidOf, exemplarRows } from "./exemplars.ts";
import type { Embeddings } from "./lexical-embedder.ts";
import { type ClusterName, nameClusters, type Said } from "./names.ts";
import { withQuotations } from "./quoted-name.ts";
import { keyOfContent } from "./request-text.ts";
import type { Request } from "./requests.ts";

/** A cluster of like requests. `size` counts requests; `exemplars` are the most typical ones, best first; `words` are users' phrases. */
export interface Behavior {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly words: readonly string[];
  readonly exemplars: readonly { readonly requestId: string; readonly text: string }[];
  readonly size: number;
  readonly groupId?: string;
  /** The model that gave it its name; absent where users' words did. */
  readonly namedBy?: string;
  /** Direction of the behavior in the space of this run; not comparable between runs. */
  readonly centroid: readonly number[];
}

/** A node above behaviors. `size` counts requests. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly words: readonly string[];
  readonly size: number;
}

/** Requests that ask the same in the same words, told apart by nothing but ids and courtesy: one node of the graph. */
export interface Saying extends Said {
  readonly requests: readonly Request[];
}

const EXEMPLARS = 5;
/** Requests nearest the centre among which a quotation is looked for. */
const QUOTED_FROM = 60;

const idsIn = (rows: readonly number[], sayings: readonly Saying[]): string[] =>
  rows.flatMap((row) => sayings[row]!.requests.map(({ id }) => id));

/** A behavior for each cluster of rows of sayings. */
export function describeClusters(
  clusters: readonly (readonly number[])[],
  sayings: readonly Saying[],
  known: { readonly embeddings: Embeddings; readonly previous: readonly PreviousBehavior[] },
): Behavior[] {
  const centroids = clusters.map((rows) => centroidOf(known.embeddings, rows));
  const exemplars = clusters.map((rows, c) =>
    exemplarRows(known.embeddings, rows, centroids[c]!, EXEMPLARS).map((row) => sayings[row]!),
  );
  const names = withQuotations(
    nameClusters(clusters.map((rows) => rows.map((row) => sayings[row]!))),
    clusters.map((rows, c) =>
      exemplarRows(known.embeddings, rows, centroids[c]!, QUOTED_FROM).map((row) => sayings[row]!),
    ),
  );
  const memberIds = clusters.map((rows) => idsIn(rows, sayings));
  const ids = behaviorIds(
    memberIds,
    exemplars.map((typical) => keyOfContent(typical[0]!.content)),
    known.previous,
  );
  return clusters.map((_, c) => ({
    id: ids[c]!,
    name: names[c]!.name,
    description: describe(
      names[c]!,
      exemplars[c]!.map(({ text }) => text),
    ),
    words: names[c]!.words,
    exemplars: exemplars[c]!.map(({ requests, text }) => ({ requestId: requests[0]!.id, text })),
    size: memberIds[c]!.length,
    centroid: Array.from(centroids[c]!),
  }));
}

/** A group for each number in `groupOf`, which says the group of each cluster; `behaviors` are those of the clusters. */
export function describeGroups(
  clusters: readonly (readonly number[])[],
  groupOf: readonly number[],
  sayings: readonly Saying[],
  known: { readonly behaviors: readonly Behavior[]; readonly previous: readonly PreviousBehavior[] },
): Group[] {
  const membersOf = Array.from(new Set(groupOf), (_, group) =>
    [...clusters.keys()].filter((c) => groupOf[c] === group),
  );
  const rowsOf = membersOf.map((members) => members.flatMap((c) => clusters[c]!));
  const names = nameClusters(rowsOf.map((rows) => rows.map((row) => sayings[row]!)));
  const memberIds = rowsOf.map((rows) => idsIn(rows, sayings));
  const ids = behaviorIds(
    memberIds,
    names.map(({ name }) => name),
    known.previous,
    "g",
  );
  return membersOf.map((members, group) => {
    const behaviors = members.map((c) => known.behaviors[c]!).sort((a, b) => b.size - a.size);
    return {
      id: ids[group]!,
      name: groupName(names[group]!, behaviors),
      description: describeGroup(behaviors),
      words: names[group]!.words,
      size: memberIds[group]!.length,
    };
  });
}

/** Below it a phrase says nothing of a group. */
const THIN_COVERAGE = 0.1;

/**
 * One phrase seldom says what many behaviors have in common: two do better, and single words say least. Where users of a group share no
 * phrase it is called after its largest behavior. `behaviors`: those in it, largest first.
 */
function groupName({ name, words, coverage }: ClusterName, behaviors: readonly Behavior[]): string {
  const [largest, ...more] = behaviors;
  if (more.length === 0) return largest!.name;
  if (coverage < THIN_COVERAGE) return `${largest!.name} and ${more.length} more`;
  const phrases = words.filter((word) => word.includes(" "));
  return phrases.length > 1 ? phrases.slice(0, 2).join(" / ") : name;
}
