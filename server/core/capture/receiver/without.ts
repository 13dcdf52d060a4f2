/** A message to be left out of the messages that hold it, given from the outermost in, by their places. */
export interface Cut {
  readonly path: readonly Place[];
  readonly start: number;
  readonly end: number;
}

export interface Place {
  /** Where the tag begins, where the content does and ends. */
  readonly start: number;
  readonly from: number;
  readonly end: number;
}

/** Groups are field 1 of a request, scopes field 2 of a group. */
const holderTags = [0x0a, 0x12];

/** A protobuf message without some of the messages in it, in the order of the bytes: lengths of what holds them are written anew. */
export function without(bytes: Buffer, cuts: readonly Cut[]): Buffer {
  return Buffer.concat(partsOf(bytes, { start: 0, from: 0, end: bytes.length }, cuts, 0));
}

function partsOf(bytes: Buffer, place: Place, cuts: readonly Cut[], level: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let done = place.from;
  for (let i = 0; i < cuts.length; ) {
    const cut = cuts[i]!;
    const holder = cut.path[level];
    parts.push(bytes.subarray(done, (holder ?? cut).start));
    if (!holder) {
      done = cut.end;
      i++;
      continue;
    }
    let next = i;
    while (cuts[next]?.path[level]?.start === holder.start) next++;
    const inner = partsOf(bytes, holder, cuts.slice(i, next), level + 1);
    const length = inner.reduce((sum, part) => sum + part.length, 0);
    parts.push(Uint8Array.of(holderTags[level]!), varint(length), ...inner);
    done = holder.end;
    i = next;
  }
  parts.push(bytes.subarray(done, place.end));
  return parts;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 128)) bytes.push((left & 0x7f) | 0x80);
  return Uint8Array.from([...bytes, left]);
}
