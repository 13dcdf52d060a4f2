/**
 * The checkable pieces of an answer: figures, amounts, dates, times, ids and quotations, each with a normal form in which the same thing
 * written otherwise is the same. What nobody could check is left out: numbers of lists, small bare counts, times of day in words.
 */
export type Piece =
  | {
      readonly kind: "number";
      readonly text: string;
      readonly at: number;
      readonly value: number;
      readonly isMoney: boolean;
    }
  /** `month` 1..12, `day` 1..31. */
  | {
      readonly kind: "date";
      readonly text: string;
      readonly at: number;
      readonly month: number;
      readonly day: number;
    }
  /** Minutes since midnight; `half`: the other one that a clock of twelve hours without am or pm may mean. */
  | {
      readonly kind: "time";
      readonly text: string;
      readonly at: number;
      readonly minutes: number;
      readonly half?: number;
    }
  | { readonly kind: "id"; readonly text: string; readonly at: number }
  | { readonly kind: "name"; readonly text: string; readonly at: number }
  | { readonly kind: "quotation"; readonly text: string; readonly at: number };

const monthNames =
  "january february march april may june july august september october november december".split(" ");
const monthPattern =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

const forms: readonly {
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray) => Piece | undefined;
}[] = [
  {
    // Tried from the beginning of a run of such characters alone: from each of them, the time would grow with its square.
    pattern: /(?<![\w.+-])[.+-]*(\w[\w.+-]*@[\w-]+(?:\.[\w-]+)+)\b/g,
    read: ({ 0: whole, 1: text, index }) => ({
      ...{ kind: "id", text: text!, at: index + whole.length - text!.length },
    }),
  },
  {
    pattern: /\b(\d{4})-(\d{2})-(\d{2})(?=\b|T)/g,
    read: ({ 0: text, 2: month, 3: day, index: at }) => dateOf(text, at, Number(month), Number(day)),
  },
  {
    pattern: new RegExp(
      `\\b${monthPattern}\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?!:)(?:,?\\s+\\d{4}\\b)?`,
      "gi",
    ),
    read: ({ 0: text, 1: month, 2: day, index: at }) => dateOf(text, at, monthOf(month!), Number(day)),
  },
  {
    pattern: new RegExp(
      `\\b(\\d{1,2})(?:st|nd|rd|th)?(?:\\s+of)?\\s+${monthPattern}\\b\\.?(?:,?\\s+\\d{4}\\b)?`,
      "gi",
    ),
    read: ({ 0: text, 1: day, 2: month, index: at }) => dateOf(text, at, monthOf(month!), Number(day)),
  },
  {
    pattern: /\b(\d{1,2})\/(\d{1,2})\/(?:\d{4}|\d{2})\b/g,
    read: ({ 0: text, 1: month, 2: day, index: at }) => dateOf(text, at, Number(month), Number(day)),
  },
  {
    pattern: /(?<![\d:.])(\d{1,2}):(\d{2})(?::\d{2})?(?:\s*([ap])\.?m\b)?/gi,
    read: ({ 0: text, 1: hour, 2: minute, 3: half, index: at }) =>
      timeOf(text, at, Number(hour), Number(minute), half),
  },
  {
    pattern: /\b(\d{1,2})\s*([ap])\.?m\b/gi,
    read: ({ 0: text, 1: hour, 2: half, index: at }) => timeOf(text, at, Number(hour), 0, half),
  },
  {
    // Letters and digits in one word, as in XEWRD9, HAT223, gift_card_1712795, #W2378156.
    pattern: /(?<![\p{L}\p{N}_])#?[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)*(?![\p{L}\p{N}_])/gu,
    read: ({ 0: text, index: at }) =>
      /\d/.test(text) && /\p{L}/u.test(text) && isId(text)
        ? { kind: "id", text: text.replace(/^#/, ""), at }
        : undefined,
  },
  {
    pattern:
      /(?<![\p{L}\p{N}_.,-])([$€£¥]\s?)?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(\s?%|\s?(?:USD|EUR|GBP|dollars?|euros?|pounds?|cents?)\b)?(?![\p{L}_]|[.,]?\d)/gu,
    read: ({ 0: text, 1: sign, 2: digits, 3: unit, index: at, input }) => {
      const value = Number(digits!.replaceAll(",", ""));
      const isMoney = sign !== undefined || (unit !== undefined && !unit.includes("%"));
      if (!isMoney && isOrdinal(input, at, text)) return undefined;
      // Bare counts up to a dozen are everywhere, and said in words as often.
      if (!isMoney && unit === undefined && Number.isInteger(value) && value <= 12) return undefined;
      return { kind: "number", text: text.trim(), at, value, isMoney };
    },
  },
  {
    pattern: /["“]([^"“”\n]{12,200})["”]/g,
    read: ({ 1: text, index: at }) =>
      text!.trim().split(/\s+/).length >= 3 ? { kind: "quotation", text: text!, at } : undefined,
  },
  {
    // A name is said to be one: a title before it, or what is said to be called so.
    pattern:
      /\b(?:Mr|Mrs|Ms|Dr|Prof)\.?\s+(\p{Lu}\p{Ll}+(?:\s+\p{Lu}\p{Ll}+)*)|\b(?:name|named|called|passengers?|travell?ers?|guest|customer|contact):?\s+(\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}+)(?![\p{L}])/gu,
    read: ({ 0: whole, 1: titled, 2: named, index: at }) => {
      const text = (titled ?? named)!;
      return { kind: "name", text, at: at + whole.lastIndexOf(text) };
    },
  },
];

/** Pieces in the order of the text; what a longer one holds (the day of a date) is no piece of its own. */
export function piecesOf(text: string): readonly Piece[] {
  /** 1 for each character that belongs to a piece. */
  const taken = new Uint8Array(text.length);
  const pieces: Piece[] = [];
  for (const { pattern, read } of forms) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      // A quotation is checked as a whole and holds others; anything else belongs to one form.
      const piece = read(match);
      if (!piece || isExample(text, piece.at)) continue;
      if (piece.kind !== "quotation" && piece.kind !== "name") {
        if (taken.subarray(start, end).includes(1)) continue;
        taken.fill(1, start, end);
      }
      pieces.push(piece);
    }
  }
  return pieces.sort((a, b) => a.at - b.at);
}

const monthOf = (name: string): number =>
  monthNames.findIndex((one) => one.startsWith(name.toLowerCase().slice(0, 3))) + 1;

const dateOf = (text: string, at: number, month: number, day: number): Piece | undefined =>
  month >= 1 && month <= 12 && day >= 1 && day <= 31 ? { kind: "date", text, at, month, day } : undefined;

function timeOf(
  text: string,
  at: number,
  hour: number,
  minute: number,
  half: string | undefined,
): Piece | undefined {
  if (hour > 23 || minute > 59 || (half && (hour > 12 || hour === 0))) return undefined;
  const minutes = (half ? (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0) : hour) * 60 + minute;
  return half || hour > 12
    ? { kind: "time", text: text.trim(), at, minutes }
    : { kind: "time", text, at, minutes, half: minutes + 720 };
}

/** What a text gives as an example of a form claims nothing. */
const isExample = (text: string, at: number): boolean =>
  /(?:\be\.g\.|\bsuch as|\bfor (?:example|instance)|\bexample:|\blike this|\bformat(?:ted)?\b)[^.!?\n]{0,60}$/i.test(
    text.slice(Math.max(0, at - 90), at),
  );

/** 3rd, 24h, 2x, 4G are words of their own kind. */
const isId = (text: string): boolean =>
  text.replace(/^#/, "").length >= 4 &&
  !/^\d+(?:st|nd|rd|th|h|hr|hrs|min|mins|x|k|m|kg|lbs?|cm|mm|km|g|d|am|pm|hours?|days?|minutes?|way|stop|day|hour|night|bag)s?$/i.test(
    text,
  ) &&
  !/^\d+(?:-\p{Ll}+)+$/u.test(text) &&
  !/^\p{Ll}+(?:-\p{Ll}+)*-\d{1,2}$/u.test(text);

/** The number of a line in a list, and a year or day that nothing else says. */
const isOrdinal = (input: string, at: number, text: string): boolean =>
  /(?:^|\n)[\s>*#(-]*$/.test(input.slice(Math.max(0, at - 12), at)) &&
  /^[.):]/.test(input.slice(at + text.length));
