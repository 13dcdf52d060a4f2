/** How deep the values of a JSON text are nested and how many there are, told without making them: a bracket may cost a hundred bytes. */
export interface JsonShape {
  readonly depth: number;
  readonly values: number;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/** Right for every text that is JSON; of others it tells something, and the parser says no. Ends early beyond the limits. */
export function jsonShape(bytes: Buffer, most: JsonShape): JsonShape {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  for (let at = 0; at < bytes.length && deepest <= most.depth && values <= most.values; at++) {
    const byte = bytes[at]!;
    if (byte === quote) at = endOfText(bytes, at + 1);
    else if (byte === comma) values++;
    else if (byte === 0x7b || byte === 0x5b) {
      values++;
      if (++depth > deepest) deepest = depth;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return { depth: deepest, values };
}

/** The quote that ends a text; long texts are passed over at the speed of memory. */
function endOfText(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(quote, from); at >= 0; at = bytes.indexOf(quote, at + 1)) {
    let slashes = at - 1;
    while (slashes >= from && bytes[slashes] === backslash) slashes--;
    if ((at - slashes) % 2 === 1) return at;
  }
  return bytes.length;
}
