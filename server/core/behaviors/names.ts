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

/** Only the phrases that most requests of a cluster use are weighed in full. */
const CANDIDATES = 80;
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
  const ranked = requests.map((cluster, c) => rank(cluster, c, { book, index, language }));
  return choose(ranked, requests, language.verbs);
}

/** So many at most, evenly from all of them. */
function drawn<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!);
}

/** A phrase in all its inflections: where it is used, as triples of request, first and last word, and how often its commonest continuation. */
interface Use {
  readonly id: number;
  readonly places: number[];
  continued: number;
}

const timesUsed = ({ places }: Use): number => places.length / 3;

function rank(
  cluster: readonly RequestWords[],
  c: number,
  known: { book: Phrasebook; index: StemIndex; language: Language },
): Candidate[] {
  const stemsIn = ({ id, places }: Use): number =>
    phraseIn(cluster[places[0]!]!, id, places[1]!, places[2]!).stems.length;
  const uses = [...usesIn(cluster, known.book).values()].sort(
    (a, b) => b.places.length - a.places.length || a.id - b.id,
  );
  // Whatever its words, nothing that is used so much less can come among the first.
  const least = timesUsed(uses[Math.min(uses.length, CANDIDATES) - 1] ?? { id: 0, places: [], continued: 0 });
  const frequent = uses
    .filter((use) => timesUsed(use) * Math.sqrt(LONGEST) >= least)
    .slice(0, 4 * CANDIDATES)
    .map((use) => ({ use, weight: timesUsed(use) * Math.sqrt(stemsIn(use)) }))
    .sort((a, b) => b.weight - a.weight || a.use.id - b.use.id)
    .slice(0, CANDIDATES);
  return frequent
    .map(({ use }) => {
      const support = timesUsed(use) / cluster.length;
      return weigh(
        commonForm(use, cluster),
        { uses: timesUsed(use), support, continued: use.continued / timesUsed(use), c },
        known,
      );
    })
    .sort((a, b) => b.score - a.score || (a.phrase.surface < b.phrase.surface ? -1 : 1));
}

const LONGEST = 7;

function usesIn(cluster: readonly RequestWords[], book: Phrasebook): Map<number, Use> {
  const uses = new Map<number, Use>();
  cluster.forEach(({ phrases }, request) => {
    for (let i = 0; i < phrases.length; i += 3) {
      const id = phrases[i]!;
      let use = uses.get(id);
      if (!use) {
        use = { id, places: [], continued: 0 };
        uses.set(id, use);
      }
      use.places.push(request, phrases[i + 1]!, phrases[i + 2]!);
    }
  });
  for (const use of uses.values())
    for (let id = book.shortened(use.id); id > 0; id = book.shortened(id)) {
      const shorter = uses.get(id);
      if (shorter) shorter.continued = Math.max(shorter.continued, timesUsed(use));
    }
  return uses;
}

/** The form most requests use; of two, the shorter (which is the singular or the plain verb), then the first by letters. */
function commonForm({ id, places }: Use, cluster: readonly RequestWords[]): Phrase {
  const forms = new Map<string, { readonly phrase: Phrase; count: number }>();
  for (let i = 0; i < places.length; i += 3) {
    const phrase = phraseIn(cluster[places[i]!]!, id, places[i + 1]!, places[i + 2]!);
    const form = forms.get(phrase.surface);
    if (form) form.count++;
    else forms.set(phrase.surface, { phrase, count: 1 });
  }
  const [most] = [...forms.values()].sort(
    (a, b) =>
      b.count - a.count ||
      a.phrase.surface.length - b.phrase.surface.length ||
      (a.phrase.surface < b.phrase.surface ? -1 : 1),
  );
  return most!.phrase;
}

function weigh(
  phrase: Phrase,
  used: {
    readonly uses: number;
    readonly support: number;
    readonly continued: number;
    readonly c: number;
  },
  { index, language }: { readonly index: StemIndex; readonly language: Language },
): Candidate {
  const whole = index.standing(phrase.stems, used.c);
  const parts = phrase.stems.map((stem) => index.standing([stem], used.c).distinctness);
  // A phrase may be this cluster's own by the chance of its wording; its single words should be telling too.
  const telling = Math.sqrt(parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length));
  // "change my return" where all go on with "flight" is a phrase cut short.
  const completeness = 1 - used.continued / 2;
  const fit = whole.coverage ** 0.7 * whole.distinctness * telling * used.support ** 0.2;
  return {
    phrase,
    coverage: whole.coverage,
    uses: used.uses,
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
  phrase.stems.every((stem) => request.stems.has(stem));

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
