import type { ClusterName, Said } from "./names.ts";
import { lowerWordsOf, stemOf } from "./words.ts";

/** Requests of a cluster that share no words have no phrase in common; below this coverage a phrase would name a few of them only. */
const THIN_COVERAGE = 0.2;
/** A phrase that one user alone wrote is a quotation too, and one without its sentence. */
const FEWEST_USES = 2;
/** A quotation that fits on a line and says enough, in words and characters. */
const FEWEST_WORDS = 3;
const MOST_WORDS = 12;
const LONGEST = 64;
/** Of two requests that hold as many of the cluster's words the shorter says it better. */
const BREVITY = 0.35;

/**
 * Gives a cluster whose phrases cover next to none of it a name in quotation marks: what one of its users said who used most of the words
 * that set it apart: “what's on this week”. `names[c]` is the name of `clusters[c]`, whose requests come nearest the centre first.
 */
export function withQuotations(
  names: readonly ClusterName[],
  clusters: readonly (readonly Said[])[],
): ClusterName[] {
  const isThin = ({ coverage, uses }: ClusterName, c: number): boolean =>
    coverage < THIN_COVERAGE || (uses < FEWEST_USES && clusters[c]!.length > FEWEST_USES);
  if (!names.some(isThin)) return [...names];
  const everywhere = shares(clusters.flat());
  return names.map((name, c) => {
    const quotation = isThin(name, c) ? quotationOf(clusters[c]!, everywhere) : undefined;
    return quotation === undefined ? name : { ...name, name: `“${quotation}”`, isVerbPhrase: false };
  });
}

/**
 * Words are worth what they add to the divergence of the cluster's words from all words (a term of Kullback and Leibler's), where another
 * request of the cluster uses them too.
 */
function quotationOf(cluster: readonly Said[], everywhere: ReadonlyMap<string, number>): string | undefined {
  const within = shares(cluster);
  const worth = (stem: string): number => {
    const share = within.get(stem)! - 1 / cluster.length;
    return share <= 0 ? 0 : Math.max(0, share * Math.log(within.get(stem)! / everywhere.get(stem)!));
  };
  const [best] = cluster
    .map(({ text, content }) => ({ quotation: tidied(text), content }))
    // A number is one person's: of an order, a date, a distance.
    .filter(({ quotation }) => isShort(quotation) && !/\p{N}/u.test(quotation))
    .map(({ quotation, content }) => ({
      quotation,
      worth:
        [...stemsOf(content)].reduce((sum, stem) => sum + worth(stem), 0) / wordCount(quotation) ** BREVITY,
    }))
    .sort((a, b) => b.worth - a.worth);
  return best?.quotation;
}

/** Share of the requests that hold a stem. */
function shares(requests: readonly Said[]): Map<string, number> {
  const found = new Map<string, number>();
  const known = new Map<string, string>();
  for (const { content } of requests)
    for (const stem of stemsOf(content, known)) found.set(stem, (found.get(stem) ?? 0) + 1 / requests.length);
  return found;
}

/** `known`: stems of words that were met before. */
function stemsOf(content: string, known = new Map<string, string>()): Set<string> {
  const stems = new Set<string>();
  for (const lower of lowerWordsOf(content)) {
    let stem = known.get(lower);
    if (stem === undefined) {
      stem = stemOf(lower);
      known.set(lower, stem);
    }
    stems.add(stem);
  }
  return stems;
}

const wordCount = (text: string): number => text.split(" ").length;

const tidied = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/[.,;:!]+$/, "")
    .trim();

function isShort(text: string): boolean {
  const words = wordCount(text);
  return words >= FEWEST_WORDS && words <= MOST_WORDS && text.length <= LONGEST;
}
