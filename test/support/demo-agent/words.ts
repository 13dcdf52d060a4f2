/** What the scripted agent knows of English: which words are the same word, and which of them say what a text is about. */

/** Words that mean the same to whoever reads a customer's message; the first stands for all. Stems of more than one word are none. */
const alike: readonly string[] = [
  "cancel cancellation cancelled terminate unsubscribe quit discontinue leave leaving",
  "pause pausing hold freeze suspend break interrupt",
  "charge charged charges billed billing debited payment payments paid pay",
  "twice double duplicate second two",
  "refund refunds refunded reverse",
  "card cards",
  "sync syncing synced syncs transfer transferred arrive arrived showing upload uploaded",
  "pace distance gps splits",
  "wrong off odd bug incorrect",
  "run runs running",
  "change changing update updating switch swap replace",
  "injury injured foot shin knee surgery pain",
  "price prices cost costs much expensive",
  "promise promises promising guarantee",
  "apologise apologize apologies apology sorry",
  "recommend recommends advertise upsell sell suggest",
  "password passwords",
  "number numbers",
  "money financial",
  "customer customers runner runners user users",
  "emoji emojis smiley smileys",
  "technical jargon",
];

const stop = new Set(
  `a an the of to in on for with by at from as is are was were be been it its this that these those there here and or but not no never any some all every each
  i me my we us our you your yours he she they them their one what which who whom whose when where why how if unless until while than then so too very just also
  do does did done has have had can could will would shall should may might must about into over under again only more most less please
  customer customers user users runner runners person people somebody anybody someone anyone ask asks asked asking want wants wanted wish wishes say says said tell
  tells told mention mentions talk talks request requests requested question questions message messages answer answers case conversation need needs looks look
  get gets got thing things something anything way them he's let`.split(/\s+/),
);

const canonical = new Map(
  alike.flatMap((group) => {
    const words = group.split(" ");
    return words.map((word) => [stemOf(word), stemOf(words[0]!)] as const);
  }),
);

function stemOf(word: string): string {
  const plain = word.toLowerCase().replace(/['’]s$/, "");
  if (plain.length <= 4) return plain.replace(/s$/, "");
  return plain
    .replace(/(?:ations?|ings?|ed|es|ly|s)$/, "")
    .replace(/(.)\1$/, "$1")
    .replace(/e$/, "");
}

/** Stems of the words that say what a text is about. */
export function stemsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu) ?? [];
  return new Set(
    words
      .filter((word) => !stop.has(word))
      .map(stemOf)
      .filter((stem) => stem.length > 1)
      .map((stem) => canonical.get(stem) ?? stem),
  );
}

/** The share of what is asked for that is there; 0 where nothing is asked for. */
export function share(asked: ReadonlySet<string>, there: ReadonlySet<string>): number {
  if (asked.size === 0) return 0;
  return [...asked].filter((stem) => there.has(stem)).length / asked.size;
}

/** So much of a phrase has to be there for it to be meant. */
export const isMeant = (asked: ReadonlySet<string>, there: ReadonlySet<string>): boolean =>
  share(asked, there) >= 0.6;

/** What is listed with commas, "or", "and" is each meant alone. */
export const alternativesIn = (text: string): string[] =>
  text
    .split(/,|;|\b(?:or|and|nor)\b/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
