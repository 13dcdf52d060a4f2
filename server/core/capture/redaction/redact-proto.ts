import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { redactBytes } from "./find-hits.ts";
import { isSecretValue, sortOfName } from "./key-shapes.ts";
import { maxDepth, type Shape, serviceName } from "./otlp-text.ts";
import { addCounts, markOf, namesSomebody, type RedactionCounts, type RedactionRules } from "./rules.ts";

/**
 * Blacks out texts in a message of protobuf without reading it into objects: fields that hold no place of `places` are copied as they
 * are, whoever defined them, the others are looked into. What is changed is written with its new length.
 */
export class ProtoRedaction {
  counts: RedactionCounts = {};
  private rules: RedactionRules;
  private isId = false;

  /** `places`: offsets of the first look, in order. */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly places: readonly number[],
    private readonly rulesOf: (service: string | undefined) => RedactionRules,
  ) {
    this.rules = rulesOf(undefined);
  }

  run(shape: Shape): Uint8Array {
    const made = this.message(0, this.bytes.length, shape, 0);
    return made ? Buffer.concat(made.parts, made.length) : this.bytes;
  }

  /** The message between two offsets anew, or undefined where nothing in it changes. */
  private message(from: number, to: number, shape: Shape, depth: number): Pieces | undefined {
    if (shape.isService) this.rules = this.rulesOf(this.serviceOf(from, to));
    const name = shape.isPair ? this.nameOf(from, to) : undefined;
    if (name !== undefined) this.isId = namesSomebody(name);
    const made = new Pieces();
    let copied = from;
    for (const field of fieldsOf(this.bytes, from, to)) {
      const changed = field.isBlock ? this.field(field, shape, name, depth) : undefined;
      if (!changed) continue;
      made.add(this.bytes.subarray(copied, field.start));
      made.addBlock(field.no, changed);
      copied = field.end;
    }
    if (shape.isPair) this.isId = false;
    if (made.parts.length === 0) return undefined;
    made.add(this.bytes.subarray(copied, to));
    return made;
  }

  private field(
    { no, valueFrom, end }: WireField,
    shape: Shape,
    name: string | undefined,
    depth: number,
  ): Pieces | undefined {
    // A name that tells of a secret is a place; its value need not be one.
    const secret = name !== undefined && no === 2 ? this.secret(valueFrom, end, name) : undefined;
    if (secret) return secret;
    const field = this.holdsPlace(valueFrom, end) ? shape.fields.get(no) : undefined;
    if (!field) return undefined;
    if (field === "text") return this.text(valueFrom, end);
    return depth >= maxDepth ? new Pieces() : this.message(valueFrom, end, field, depth + 1);
  }

  private text(from: number, to: number): Pieces | undefined {
    const made = redactBytes(this.bytes.subarray(from, to), this.rules, this.isId);
    if (made) this.counts = addCounts(this.counts, made.counts);
    return made && new Pieces().add(made.bytes);
  }

  /** The value of an attribute called `password`, whole. */
  private secret(from: number, to: number, name: string): Pieces | undefined {
    const sort = this.rules.kinds.has("key") ? sortOfName(name) : undefined;
    const [text] = fieldsOf(this.bytes, from, to);
    if (!sort || text?.no !== 1 || !text.isBlock) return undefined;
    const value = Buffer.from(this.bytes.subarray(text.valueFrom, text.end)).toString("utf8");
    if (!isSecretValue(value, sort) || this.rules.isAllowed(value)) return undefined;
    this.counts = addCounts(this.counts, { key: 1 });
    return new Pieces().addBlock(1, new Pieces().add(Buffer.from(markOf("key"))));
  }

  private nameOf(from: number, to: number): string | undefined {
    const key = fieldsOf(this.bytes, from, to).find(({ no, isBlock }) => no === 1 && isBlock);
    return key && Buffer.from(this.bytes.subarray(key.valueFrom, key.end)).toString("utf8");
  }

  private serviceOf(from: number, to: number): string | undefined {
    for (const resource of fieldsOf(this.bytes, from, to).filter(({ no }) => no === 1))
      for (const pair of fieldsOf(this.bytes, resource.valueFrom, resource.end)) {
        if (pair.no !== 1 || this.nameOf(pair.valueFrom, pair.end) !== serviceName) continue;
        const value = fieldsOf(this.bytes, pair.valueFrom, pair.end).find(({ no }) => no === 2);
        const [text] = value ? fieldsOf(this.bytes, value.valueFrom, value.end) : [];
        if (text?.no === 1)
          return Buffer.from(this.bytes.subarray(text.valueFrom, text.end)).toString("utf8");
      }
    return undefined;
  }

  private holdsPlace(from: number, to: number): boolean {
    let low = 0;
    let high = this.places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.places[middle]! < from) low = middle + 1;
      else high = middle;
    }
    return low < this.places.length && this.places[low]! < to;
  }
}

/** Where a field stands; `isBlock`: it is a text or a message, from `valueFrom` to `end`. */
interface WireField {
  readonly no: number;
  readonly isBlock: boolean;
  readonly start: number;
  readonly valueFrom: number;
  readonly end: number;
}

/** The fields of a message, as far as it can be read. */
function fieldsOf(bytes: Uint8Array, from: number, to: number): WireField[] {
  const reader = new BinaryReader(bytes.subarray(from, to));
  const fields: WireField[] = [];
  try {
    while (reader.pos < reader.len) {
      const start = from + reader.pos;
      const [no, type] = reader.tag();
      const isBlock = type === WireType.LengthDelimited;
      if (isBlock) {
        const length = reader.uint32();
        const valueFrom = from + reader.pos;
        if (reader.pos + length > reader.len) break;
        reader.pos += length;
        fields.push({ no, isBlock, start, valueFrom, end: from + reader.pos });
      } else {
        reader.skip(type, no);
        fields.push({ no, isBlock, start, valueFrom: start, end: from + reader.pos });
      }
    }
  } catch {
    return fields;
  }
  return fields;
}

/** A message in pieces, which are copied once, when all of them are there. */
class Pieces {
  readonly parts: Uint8Array[] = [];
  length = 0;

  add(part: Uint8Array): this {
    this.parts.push(part);
    this.length += part.length;
    return this;
  }

  addBlock(no: number, { parts, length }: Pieces): this {
    this.add(new BinaryWriter().tag(no, WireType.LengthDelimited).uint32(length).finish());
    for (const part of parts) this.add(part);
    return this;
  }
}
