import { brotliDecompressSync } from "node:zlib";

/** The single words that WordNet holds to mean the same as a word, in one sense of it or another. */
export type Synonyms = (word: string) => Iterable<string>;

let opened: Promise<Synonyms> | undefined;

/** Unpacks the words at the first use: 70,000 of them, in some tens of milliseconds. */
export function synonyms(): Promise<Synonyms> {
  opened ??= import("./wordnet-synonyms.ts").then(({ packedSynonyms }) => {
    const lines = brotliDecompressSync(Buffer.from(packedSynonyms, "base64")).toString("utf8").split("\n");
    const places = new Map<string, number[]>();
    for (const [index, line] of lines.entries())
      for (const entry of line.split(" ")) {
        const word = entry.replace("!", "");
        const known = places.get(word);
        if (known) known.push(index);
        else places.set(word, [index]);
      }
    // `!` marks what is looked up by but never met: names, which WordNet writes with a capital.
    return (word) =>
      (places.get(word) ?? []).flatMap((index) =>
        lines[index]!.split(" ").filter((entry) => !entry.startsWith("!")),
      );
  });
  return opened;
}
