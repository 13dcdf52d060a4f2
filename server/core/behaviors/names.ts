import { isLightWord, isQuestionWord } from "./function-words.ts";
import { type Phrase, phrasesOf, type RequestWords, type Verbs, verbsOf } from "./phrases.ts";

/** What a cluster of requests is called: `name` in users' own words, `words` the phrases that set it apart, best first. */
export interface ClusterName {
  readonly name: string;
  readonly words: readonly string[];
  /** Share of the requests that hold all content words of the name, or of one of its two phrases. */
  readonly coverage: number;
  /** True where the name reads after "People ask to ...". */
  readonly isVerbPhrase: boolean;
}

/** Only the phrases that most requests of a cluster use are weighed in full. */
const CANDIDATES = 80;
const WORDS_SHOWN = 6;

/** One phrase on trial as the name of one cluster. */
interface Candidate {
  readonly phrase: Phrase;
  /** Share of the cluster's requests that hold all content words of the phrase, in any form and order. */
  readonly coverage: number;
  readonly score: number;
}

/**
 * Names clusters. `texts[c]` are the requests of cluster c, each different text once. A name is a phrase users wrote, chosen by how
 * many of the cluster's requests it covers, how much it is this cluster's own, and how it reads (a verb phrase of three to five words reads
 * best). No two clusters get the same name; where one phrase cannot say enough, two stand side by side as "a / b".
 */
export function nameClusters(texts: readonly (readonly string[])[]): ClusterName[] {
  const all = texts.flat();
  const language: Language = { verbs: verbsOf(all), capitalsAreNames: shareOfCapitals(all) < MANY_CAPITALS };
  const isEmpty = frequentShortWords(all);
  const requests = texts.map((cluster) => cluster.map((text) => phrasesOf(text, isEmpty)));
  const index = new StemIndex(requests);
  const ranked = requests.map((cluster, c) => rank(cluster, c, { index, language }));
  return choose(ranked, requests, language.verbs);
}

/** For languages without a list: words of up to three letters that every seventh request uses hold sentences together. */
function frequentShortWords(texts: readonly string[]): (lower: string) => boolean {
  const frequency = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(text.toLowerCase().match(/\p{L}+/gu) ?? []))
      frequency.set(word, (frequency.get(word) ?? 0) + 1);
  return (lower) => lower.length <= 3 && texts.length >= 20 && (frequency.get(lower) ?? 0) > texts.length / 7;
}

/** What was learned of the language from the texts themselves. */
interface Language {
  readonly verbs: Verbs;
  /** German capitalises every noun; there a capital says nothing. */
  readonly capitalsAreNames: boolean;
}

/** English with its sentence openings, "I" and names stays well below this, German is above. */
const MANY_CAPITALS = 0.25;

function shareOfCapitals(texts: readonly string[]): number {
  const words = texts.join(" ").match(/\p{L}+/gu) ?? [];
  return words.filter((word) => /^\p{Lu}/u.test(word)).length / Math.max(1, words.length);
}

/** Which requests of which cluster hold a stem; answers how often a set of stems occurs together in each cluster. */
class StemIndex {
  private readonly places = new Map<string, number[]>();
  private readonly clusterOf: number[] = [];
  readonly sizes: number[];

  constructor(clusters: readonly (readonly RequestWords[])[]) {
    this.sizes = clusters.map((cluster) => cluster.length);
    clusters.forEach((cluster, c) => {
      for (const request of cluster) {
        const id = this.clusterOf.push(c) - 1;
        for (const stem of request.stems) {
          const places = this.places.get(stem);
          if (places) places.push(id);
          else this.places.set(stem, [id]);
        }
      }
    });
  }

  /** Share of each cluster's requests that hold all the stems. */
  rates(stems: readonly string[]): Float64Array {
    const lists = stems.map((stem) => this.places.get(stem) ?? []).sort((a, b) => a.length - b.length);
    const rest = lists.slice(1).map((list) => new Set(list));
    const rates = new Float64Array(this.sizes.length);
    for (const id of lists[0] ?? []) {
      const cluster = this.clusterOf[id]!;
      if (rest.every((list) => list.has(id))) rates[cluster]! += 1 / this.sizes[cluster]!;
    }
    return rates;
  }
}

/** A phrase in all its inflections: how many requests use it, in which form most, and how often its commonest continuation. */
interface Use {
  count: number;
  readonly forms: Map<string, { phrase: Phrase; count: number }>;
  continued: number;
}

function rank(
  cluster: readonly RequestWords[],
  c: number,
  known: { index: StemIndex; language: Language },
): Candidate[] {
  const uses = usesIn(cluster);
  const weight = ([, use]: [string, Use]): number => use.count * Math.sqrt(commonForm(use).stems.length);
  const frequent = [...uses]
    .sort((a, b) => weight(b) - weight(a) || (a[0] < b[0] ? -1 : 1))
    .slice(0, CANDIDATES);
  return frequent
    .map(([, use]) =>
      weigh(
        commonForm(use),
        { support: use.count / cluster.length, continued: use.continued / use.count, c },
        known,
      ),
    )
    .sort((a, b) => b.score - a.score || (a.phrase.key < b.phrase.key ? -1 : 1));
}

function usesIn(cluster: readonly RequestWords[]): Map<string, Use> {
  const uses = new Map<string, Use>();
  for (const phrase of cluster.flatMap((request) => request.phrases)) {
    const use = uses.get(phrase.key) ?? { count: 0, forms: new Map(), continued: 0 };
    uses.set(phrase.key, use);
    use.count++;
    const form = use.forms.get(phrase.surface) ?? { phrase, count: 0 };
    form.count++;
    use.forms.set(phrase.surface, form);
  }
  for (const [key, { count }] of uses) {
    for (let end = key.lastIndexOf(" "); end > 0; end = key.lastIndexOf(" ", end - 1)) {
      const shorter = uses.get(key.slice(0, end));
      if (shorter) shorter.continued = Math.max(shorter.continued, count);
    }
  }
  return uses;
}

/** The form most requests use; of two, the shorter (which is the singular or the plain verb), then the first by letters. */
function commonForm(use: Use): Phrase {
  const forms = [...use.forms.values()];
  forms.sort(
    (a, b) =>
      b.count - a.count ||
      a.phrase.surface.length - b.phrase.surface.length ||
      (a.phrase.surface < b.phrase.surface ? -1 : 1),
  );
  return forms[0]!.phrase;
}

function weigh(
  phrase: Phrase,
  used: { readonly support: number; readonly continued: number; readonly c: number },
  { index, language }: { readonly index: StemIndex; readonly language: Language },
): Candidate {
  const whole = standing(index.rates(phrase.stems), used.c);
  const parts = phrase.stems.map((stem) => standing(index.rates([stem]), used.c).distinctness);
  // A phrase may be this cluster's own by the chance of its wording; its single words should be telling too.
  const telling = Math.sqrt(parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length));
  // "change my return" where all go on with "flight" is a phrase cut short.
  const completeness = 1 - used.continued / 2;
  const fit = whole.coverage ** 0.7 * whole.distinctness * telling * used.support ** 0.2;
  return { phrase, coverage: whole.coverage, score: fit * completeness * readability(phrase, language) };
}

/** Of the rates of all clusters: this one's, and how far above the others it stands, 0..1. */
function standing(rates: Float64Array, c: number): { coverage: number; distinctness: number } {
  const coverage = rates[c]!;
  const others = rates.filter((_, other) => other !== c);
  // Half the average, half the nearest rival: a name must not fit the neighbour as well.
  const average = others.reduce((sum, rate) => sum + rate, 0) / Math.max(1, others.length);
  const elsewhere = average / 2 + Math.max(0, ...others) / 2;
  return { coverage, distinctness: coverage === 0 ? 0 : coverage / (coverage + elsewhere) };
}

/** How well a phrase reads as a name, 1 being best: "cancel my flight" before "my flight", "flight" or a whole sentence. */
function readability(phrase: Phrase, { verbs, capitalsAreNames }: Language): number {
  const { words, stems } = phrase;
  const first = words[0]!;
  const length = words.length === 1 ? 0.15 : words.length === 2 ? 0.85 : words.length <= 6 ? 1 : 0.9;
  const said = stems.length - words.filter(isLightWord).length;
  const substance = said <= 0 ? 0.2 : said === 1 && !isQuestionWord(first) ? 0.7 : 1;
  const opening = openingOf(words, verbs);
  const stutter = new Set(words).size < words.length ? 0.7 : 1;
  // "remove Ethan" is one person's wish; "ATM" and "PIN" are things.
  const proper =
    capitalsAreNames && /\p{Lu}\p{Ll}/u.test(phrase.surface.replace(/\bI'\p{L}+/gu, "")) ? 0.8 : 1;
  return length * substance * opening * stutter * proper;
}

/** "cancel my flight" 1, "flight was cancelled" 0.95, "cancelling my flight" 0.85, "flight to Rome" 0.75, "what is the" 0.5. */
function openingOf(words: readonly string[], verbs: Verbs): number {
  const first = words[0]!;
  if (isQuestionWord(first)) return words.length >= (first === "how" ? 4 : 5) ? 0.9 : 0.4;
  if (verbs.all.has(first)) return isLightWord(first) ? 0.75 : verbs.plain.has(first) ? 1 : 0.88;
  return words.length > 2 && words.some((word) => CLAUSE.test(word)) ? 0.95 : 0.75;
}

/** A word that makes a sentence of a noun: "card was declined", "transfer is still pending". */
const CLAUSE = /^(?:is|are|was|were|has|have|isn't|aren't|wasn't|hasn't|doesn't|didn't|won't|can't)$/;

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
