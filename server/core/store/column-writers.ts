import { Binary, type Data, Field, Float64, List, makeData, Utf8 } from "apache-arrow";
import type { ColumnType } from "./schema.ts";

/** Takes the cells of one column, top to bottom, and keeps their bytes alone: what a cell was made of may go at once. */
export interface ColumnWriter {
  add(cell: unknown): void;
  finish(): Data;
}

export const columnWriters = {
  text: () => new BytesWriter(new Utf8()),
  long: () => new BytesWriter(new Utf8()),
  number: () => new NumberWriter(),
  list: () => new ListWriter(),
  bytes: () => new BytesWriter(new Binary()),
} as const satisfies Readonly<Record<ColumnType, () => ColumnWriter>>;

/** Room for twice as much, with what is there. */
function grown<A extends Uint8Array | Int32Array | Float64Array>(array: A, needed: number): A {
  const Kind = array.constructor as new (length: number) => A;
  const larger = new Kind(Math.max(needed, 2 * array.length));
  larger.set(array);
  return larger;
}

/** Bit i is set where cell i has a value. */
class Validity {
  private bits = new Uint8Array(64);
  private nullCount = 0;
  length = 0;

  add(isThere: boolean): void {
    const at = this.length >> 3;
    if (at >= this.bits.length) this.bits = grown(this.bits, at + 1);
    if (isThere) this.bits[at]! |= 1 << (this.length & 7);
    else this.nullCount++;
    this.length++;
  }

  finish() {
    const { length, nullCount } = this;
    return { length, nullCount, nullBitmap: this.bits.subarray(0, (length + 7) >> 3) };
  }
}

/** Where each cell ends in what all cells hold together. */
class Offsets {
  private ends = new Int32Array(64);
  private count = 1;

  add(end: number): void {
    if (this.count >= this.ends.length) this.ends = grown(this.ends, this.count + 1);
    this.ends[this.count++] = end;
  }

  finish(): Int32Array {
    return this.ends.subarray(0, this.count);
  }
}

/** Bytes one after the other, and where each cell's end. */
class BytesWriter implements ColumnWriter {
  private readonly validity = new Validity();
  private readonly offsets = new Offsets();
  private buffer: Buffer = Buffer.allocUnsafeSlow(1024);
  private end = 0;

  constructor(private readonly type: Utf8 | Binary) {}

  add(cell: unknown): void {
    const value = cell as string | Uint8Array | null | undefined;
    this.validity.add(value !== undefined && value !== null);
    if (typeof value === "string") {
      // UTF-8 needs three bytes for a UTF-16 unit at most.
      this.makeRoom(value.length * 3);
      this.end += this.buffer.write(value, this.end, "utf8");
    } else if (value) {
      this.makeRoom(value.length);
      this.buffer.set(value, this.end);
      this.end += value.length;
    }
    this.offsets.add(this.end);
  }

  finish(): Data {
    return makeData({
      type: this.type as Utf8,
      ...this.validity.finish(),
      valueOffsets: this.offsets.finish(),
      data: this.buffer.subarray(0, this.end),
    });
  }

  private makeRoom(bytes: number): void {
    const needed = this.end + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.buffer.length));
    this.buffer.copy(larger, 0, 0, this.end);
    this.buffer = larger;
  }
}

class NumberWriter implements ColumnWriter {
  private readonly validity = new Validity();
  private numbers = new Float64Array(64);

  add(cell: unknown): void {
    const number = cell as number | null | undefined;
    const at = this.validity.length;
    if (at >= this.numbers.length) this.numbers = grown(this.numbers, at + 1);
    if (number !== undefined && number !== null) this.numbers[at] = number;
    this.validity.add(number !== undefined && number !== null);
  }

  finish(): Data {
    const validity = this.validity.finish();
    return makeData({ type: new Float64(), ...validity, data: this.numbers.subarray(0, validity.length) });
  }
}

class ListWriter implements ColumnWriter {
  private readonly validity = new Validity();
  private readonly offsets = new Offsets();
  private readonly items = new BytesWriter(new Utf8());
  private end = 0;

  add(cell: unknown): void {
    const list = cell as readonly string[] | null | undefined;
    this.validity.add(list !== undefined && list !== null);
    for (const item of list ?? []) this.items.add(item);
    this.end += list?.length ?? 0;
    this.offsets.add(this.end);
  }

  finish(): Data {
    const type: List = new List(new Field("item", new Utf8(), true));
    return makeData({
      type,
      ...this.validity.finish(),
      valueOffsets: this.offsets.finish(),
      child: this.items.finish(),
    });
  }
}
