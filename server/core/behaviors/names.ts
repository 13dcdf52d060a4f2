import { commonForm, PhraseUses, type Use } from "./phrase-uses.ts";
import { type Phrase, Phrasebook, phraseIn, type RequestWords } from "./phrases.ts";
import { type Language, learnLanguage, readability } from "./readability.ts";
import { StemIndex } from "./stem-index.ts";
import type { Verbs } from "./verbs.ts";

/** What a cluster of requests is called: `name` in users' own words, `words` the phrases that set it apart, best first. */
export interface ClusterName {
  readonly name: string;
  readonly words: readonly string[];
  /** Share of the requests that hold all content words of the name, or of one of its two phrases. */
  readonly coverage: number;
  /** How many of the requests hold the very phrase, word for word in any inflection. */
  readonly uses: number;
  /** True where the name reads after "People ask to ...". */
  readonly isVerbPhrase: boolean;
}

/** A request as it was said, and without what says nothing of its intent (`contentOf`). */
export interface Said {
  readonly text: string;
  readonly content: string;
}

const WORDS_SHOWN = 6;
/** So many requests of a cluster, evenly drawn, say what it is called as well as all of them. */
const ASKED = 200;
/** And so many of all teach the language. */
const LEARNED_FROM = 8_000;

/** One phrase on trial as the name of one cluster. */
interface Candidate {
  readonly phrase: Phrase;
  /** Share of the cluster's requests that hold all content words of the phrase, in any form and order. */
  readonly coverage: number;
  readonly uses: number;
  readonly score: number;
}

/**
 * Names clusters. `clusters[c]` are the requests of cluster c, each different text once. A name is a phrase users wrote, chosen by how
 * many of the cluster's requests it covers, how much it is this cluster's own, and how it reads (a verb phrase of three to five words reads
 * best). No two clusters get the same name; where one phrase cannot say enough, two stand side by side as "a / b".
 */
export function nameClusters(clusters: readonly (readonly Said[])[]): ClusterName[] {
  const language = learnLanguage(drawn(clusters.flat(), LEARNED_FROM).map(({ text }) => text));
  const book = new Phrasebook(language.isEmpty);
  const requests = clusters.map((cluster) => drawn(cluster, ASKED).map(({ content }) => book.read(content)));
  const index = new StemIndex(requests);
  const uses = new PhraseUses(book);
  const ranked = requests.map((cluster, c) => rank(cluster, uses.frequent(cluster), { c, index, language }));
  return choose(ranked, requests, language.verbs);
}

/** So many at most, evenly from all of them. */
function drawn<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!);
}

function rank(
  cluster: readonly RequestWords[],
  uses: readonly Use[],
  known: { readonly c: number; readonly index: StemIndex; readonly language: Language },
): Candidate[] {
  return uses
    .map((use) => {
      const [request, from, to] = commonForm(use, cluster);
      const phrase = phraseIn(cluster[request]!, use.id, from, to);
      return weigh(phrase, { use, support: use.count / cluster.length }, known);
    })
    .sort((a, b) => b.score - a.score || (a.phrase.surface < b.phrase.surface ? -1 : 1));
}

function weigh(
  phrase: Phrase,
  { use, support }: { readonly use: Use; readonly support: number },
  { c, index, language }: { readonly c: number; readonly index: StemIndex; readonly language: Language },
): Candidate {
  const whole = index.standing(phrase.stems, c);
  const parts = phrase.stems.map((stem) => index.standing([stem], c).distinctness);
  // A phrase may be this cluster's own by the chance of its wording; its single words should be telling too.
  const telling = Math.sqrt(parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length));
  // "change my return" where all go on with "flight" is a phrase cut short.
  const completeness = 1 - use.continued / use.count / 2;
  const fit = whole.coverage ** 0.7 * whole.distinctness * telling * support ** 0.2;
  return {
    phrase,
    coverage: whole.coverage,
    uses: use.count,
    score: fit * completeness * readability(phrase, language),
  };
}

/** A name that covers less than this of its cluster gets a second phrase beside it, if that one adds enough. */
const THIN_COVERAGE = 0.3;
const WORTH_ADDING = 0.15;

/** Gives out names, the surest first, so that of two clusters with one favourite the one it fits better gets it. */
function choose(
  ranked: readonly Candidate[][],
  requests: readonly (readonly RequestWords[])[],
  verbs: Verbs,
): ClusterName[] {
  const names: ClusterName[] = [];
  const taken = new Set<string>();
  const order = ranked
    .map((_, c) => c)
    .sort((a, b) => (ranked[b]![0]?.score ?? 0) - (ranked[a]![0]?.score ?? 0) || a - b);
  for (const c of order) {
    const candidates = ranked[c]!;
    const best = candidates.find(({ phrase }) => !taken.has(phrase.stems.join(" ")));
    if (!best) {
      names[c] = {
        name: unlike(candidates[0]?.phrase.surface ?? "other requests", names),
        words: [],
        coverage: 0,
        uses: 0,
        isVerbPhrase: false,
      };
      continue;
    }
    taken.add(best.phrase.stems.join(" "));
    const second = best.coverage < THIN_COVERAGE ? complement(best, candidates, requests[c]!) : undefined;
    const name = second ? `${best.phrase.surface} / ${second.phrase.surface}` : best.phrase.surface;
    names[c] = {
      name: unlike(name, names),
      words: distinctive(candidates),
      coverage:
        requests[c]!.filter(
          (request) => holds(request, best.phrase) || (second && holds(request, second.phrase)),
        ).length / requests[c]!.length,
      uses: best.uses,
      isVerbPhrase: verbs.plain.has(best.phrase.words[0]!),
    };
  }
  return names;
}

/** The phrase that covers most of what the first leaves over. */
function complement(
  first: Candidate,
  candidates: readonly Candidate[],
  requests: readonly RequestWords[],
): Candidate | undefined {
  const left = requests.filter((request) => !holds(request, first.phrase));
  const adds = (candidate: Candidate): number =>
    left.filter((request) => holds(request, candidate.phrase)).length / requests.length;
  const rated = candidates
    .filter(
      (candidate) =>
        candidate.phrase.words.length > 1 &&
        !candidate.phrase.stems.some((stem) => first.phrase.stems.includes(stem)),
    )
    .map((candidate) => ({ candidate, added: adds(candidate), worth: adds(candidate) * candidate.score }));
  const best = rated.filter(({ added }) => added >= WORTH_ADDING).sort((a, b) => b.worth - a.worth)[0];
  return best?.candidate;
}

const holds = (request: RequestWords, phrase: Phrase): boolean =>
  phrase.stems.every((stem) => request.stems.includes(stem));

/** The best phrases that do not repeat one another. */
function distinctive(candidates: readonly Candidate[]): string[] {
  const shown: Phrase[] = [];
  for (const { phrase } of candidates) {
    if (shown.length === WORDS_SHOWN) break;
    const repeats = shown.some(
      (other) =>
        phrase.stems.every((stem) => other.stems.includes(stem)) ||
        other.stems.every((stem) => phrase.stems.includes(stem)),
    );
    if (!repeats) shown.push(phrase);
  }
  return shown.map((phrase) => phrase.surface);
}

function unlike(name: string, names: readonly ClusterName[]): string {
  const used = new Set(names.flatMap((other) => (other ? [other.name] : [])));
  let unique = name;
  for (let count = 2; used.has(unique); count++) unique = `${name} (${count})`;
  return unique;
}
