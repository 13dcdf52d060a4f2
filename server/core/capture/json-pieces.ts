/**
 * What to do with the members of a top-level object: take each element of an array, take the value whole; others are passed over.
 * `within`: as `elements`, but an object is stepped into, and its members are looked up here as well.
 */
export type Members = ReadonlyMap<string, "elements" | "whole" | "within">;

/** The bytes of one value, cut out of a JSON text and not yet parsed. */
export interface Piece {
  /** The member of the top-level object it stands in, "" for an element of a top-level array or a top-level value. */
  readonly key: string;
  /** 1-based, counted by key. */
  readonly entry: number;
  /** 1-based line at which it starts. */
  readonly line: number;
  readonly bytes: Buffer;
  /** `cut`: the text ends inside of it. `too-large`: over the limit, its bytes were dropped. */
  readonly state: "complete" | "cut" | "too-large";
}

interface Container {
  readonly kind: "array" | "object";
  readonly key: string;
}

interface Value {
  readonly key: string;
  readonly purpose: "name" | "take" | "skip";
  readonly entry: number;
  readonly line: number;
  readonly parts: Buffer[];
  size: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const LF = 0x0a;
const isOpening = (byte: number): boolean => byte === 0x5b || byte === 0x7b;
const isClosing = (byte: number): boolean => byte === 0x5d || byte === 0x7d;
const isSpace = (byte: number): boolean => byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09;

/**
 * Cuts a JSON text of any size into its entries while it streams by: elements of a top-level array, of arrays inside a top-level
 * object, or top-level values one after the other. It knows brackets, strings and commas only; JSON.parse reads each piece. A whole
 * JSON parser (stream-json) was tried first: it gives up the rest of the file at one bad token, as the NaN that Python writes,
 * and it declares itself unfit for hostile input; here a bad entry costs that entry.
 */
export class JsonPieces {
  private readonly containers: Container[] = [];
  private readonly counts = new Map<string, number>();
  private readonly found: Piece[] = [];
  private value: Value | undefined;
  private memberName: string | undefined;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private line = 1;

  constructor(
    private readonly maxBytes: number,
    private readonly members?: Members,
  ) {}

  /** The pieces that this chunk completes. */
  push(chunk: Buffer): Piece[] {
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) this.inString = false;
        continue;
      }
      if (byte === LF) this.line++;
      if (isSpace(byte)) continue;
      if (!this.value) {
        if (this.stepBetween(byte)) continue;
        start = i;
      }
      if (byte === QUOTE) this.inString = true;
      else if (isOpening(byte)) this.depth++;
      else this.stepInside(byte, chunk, start, i);
    }
    if (this.value) this.keep(chunk.subarray(start));
    return this.found.splice(0);
  }

  /** What is left when the text is over; `isClosed` is false where brackets are still open. */
  end(): { readonly pieces: Piece[]; readonly isClosed: boolean } {
    const isWhole = this.depth === 0 && !this.inString;
    if (this.value) this.finish(isWhole ? "complete" : "cut");
    return { pieces: this.found.splice(0), isClosed: this.containers.length === 0 };
  }

  /** How many entries of a key were begun. */
  count(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  /** Between values: true where the byte was only a separator or a bracket to step through; else a value begins with it. */
  private stepBetween(byte: number): boolean {
    const container = this.containers.at(-1);
    if (byte === COMMA || (byte === COLON && container?.kind === "object")) return true;
    if (container && isClosing(byte)) {
      this.leave();
      return true;
    }
    const isName = container?.kind === "object" && this.memberName === undefined;
    const key = container?.kind === "object" ? (this.memberName ?? "") : (container?.key ?? "");
    const wish = container?.kind === "object" ? this.members?.get(key) : "elements";
    if (!isName && this.enter(byte, key, wish)) return true;
    const purpose = isName ? "name" : wish ? "take" : "skip";
    const entry = purpose === "take" ? this.count(key) + 1 : 0;
    if (purpose === "take") this.counts.set(key, entry);
    this.depth = 0;
    this.value = { key, purpose, entry, line: this.line, parts: [], size: 0 };
    return false;
  }

  private enter(byte: number, key: string, wish: "elements" | "whole" | "within" | undefined): boolean {
    const parent = this.containers.at(-1);
    const isArray = byte === 0x5b && (wish === "elements" || wish === "within") && parent?.kind !== "array";
    const isInner = parent?.kind === "object" && wish === "within";
    const isObject = byte === 0x7b && this.members !== undefined && (parent === undefined || isInner);
    if (!isArray && !isObject) return false;
    this.containers.push({ kind: isArray ? "array" : "object", key });
    this.memberName = undefined;
    return true;
  }

  private leave(): void {
    this.containers.pop();
    this.memberName = undefined;
  }

  private stepInside(byte: number, chunk: Buffer, start: number, at: number): void {
    if (isClosing(byte) && this.depth > 0) {
      this.depth--;
      // Nothing separates top-level values but their own brackets.
      if (this.depth === 0 && this.containers.length === 0) this.close(chunk.subarray(start, at + 1));
      return;
    }
    if (this.depth > 0) return;
    const isName = this.value!.purpose === "name";
    if (!isClosing(byte) && !(isName ? byte === COLON : byte === COMMA)) return;
    this.close(chunk.subarray(start, this.containers.length === 0 ? at + 1 : at));
    if (isClosing(byte)) this.leave();
  }

  private close(rest: Buffer): void {
    this.keep(rest);
    this.finish("complete");
  }

  private keep(part: Buffer): void {
    const value = this.value!;
    if (value.purpose === "skip" || part.length === 0) return;
    value.size += part.length;
    if (value.size > this.maxBytes) value.parts.length = 0;
    else value.parts.push(part);
  }

  private finish(state: "complete" | "cut"): void {
    const { key, purpose, entry, line, parts, size } = this.value!;
    this.value = undefined;
    this.inString = false;
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    if (purpose === "name") this.memberName = nameIn(bytes);
    else this.memberName = undefined;
    if (purpose !== "take") return;
    this.found.push({ key, entry, line, bytes, state: size > this.maxBytes ? "too-large" : state });
  }
}

/** A member's name; one that is not a JSON string names nothing we look for. */
function nameIn(bytes: Buffer): string {
  try {
    return String(JSON.parse(bytes.toString("utf8")));
  } catch {
    return "";
  }
}
