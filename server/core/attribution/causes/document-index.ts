import { termsIn } from "../terms.ts";

/** A document that some source gave, with the conversations that it was given to. */
export interface StoredDocument {
  readonly id?: string;
  readonly text: string;
  /** The retrieval or tool that gave it. */
  readonly source: string;
  readonly conversations: ReadonlySet<string>;
}

export interface RankedDocument {
  readonly document: StoredDocument;
  readonly score: number;
}

interface Indexed extends StoredDocument {
  readonly conversations: Set<string>;
  readonly terms: ReadonlyMap<string, number>;
  readonly length: number;
}

/** Distinct documents, and what is read of each: more would be slow to no purpose, since a query that finds nothing here tells little anyway. */
const mostDocuments = 5_000;
const longest = 8_000;
/** BM25's usual constants (Robertson and Zaragoza 2009). */
const k1 = 1.2;
const b = 0.75;

/** Full-text search over what retrievals and tools gave, ranked by BM25 over stems. Documents that come again are one. */
export class DocumentIndex {
  private readonly documents = new Map<string, Indexed>();
  private readonly holders = new Map<string, Indexed[]>();
  private total = 0;

  add(
    document: { readonly id?: string; readonly text: string },
    source: string,
    conversationId: string,
  ): void {
    const text = document.text.slice(0, longest);
    if (text.trim() === "") return;
    const key = `${source}\n${document.id ?? ""}\n${text.length}\n${text}`;
    const known = this.documents.get(key);
    if (known) known.conversations.add(conversationId);
    else if (this.documents.size < mostDocuments)
      this.index(key, { ...document, text, source, conversations: new Set([conversationId]) });
  }

  private index(key: string, document: StoredDocument & { readonly conversations: Set<string> }): void {
    const terms = new Map<string, number>();
    let length = 0;
    for (const term of termsIn(`${document.id ?? ""} ${document.text}`)) {
      terms.set(term, (terms.get(term) ?? 0) + 1);
      length++;
    }
    const indexed: Indexed = { ...document, terms, length };
    this.documents.set(key, indexed);
    this.total += length;
    for (const term of terms.keys()) {
      const holders = this.holders.get(term);
      if (holders) holders.push(indexed);
      else this.holders.set(term, [indexed]);
    }
  }

  get size(): number {
    return this.documents.size;
  }

  /** How telling a term is: rare ones more, those that no document holds most. */
  weightOf(term: string): number {
    const n = this.holders.get(term)?.length ?? 0;
    return Math.log1p((this.documents.size - n + 0.5) / (n + 0.5));
  }

  holds(document: StoredDocument, term: string): boolean {
    return (document as Indexed).terms.has(term);
  }

  /** Best first; ties by text, so that the order does not depend on the store's. */
  search(terms: ReadonlySet<string>): RankedDocument[] {
    const scores = new Map<Indexed, number>();
    const mean = this.total / Math.max(1, this.documents.size);
    for (const term of terms) {
      const weight = this.weightOf(term);
      for (const document of this.holders.get(term) ?? []) {
        const count = document.terms.get(term)!;
        const own = (count * (k1 + 1)) / (count + k1 * (1 - b + (b * document.length) / mean));
        scores.set(document, (scores.get(document) ?? 0) + weight * own);
      }
    }
    return [...scores]
      .map(([document, score]) => ({ document, score }))
      .sort((x, y) => y.score - x.score || (x.document.text < y.document.text ? -1 : 1));
  }
}
