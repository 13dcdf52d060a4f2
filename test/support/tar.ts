/** The files in a tar archive: blocks of 512 bytes, a header with name and size before each. Enough for archives without long names. */
export function* tarEntries(archive: Buffer): Generator<{ readonly name: string; readonly bytes: Buffer }> {
  const text = (from: number, length: number): string =>
    archive.toString("utf8", from, from + length).replace(/\0.*$/s, "");
  for (let at = 0; at + 512 <= archive.length; ) {
    const name = text(at, 100);
    if (name === "") return;
    const size = Number.parseInt(text(at + 124, 12), 8);
    const isFile = ["0", ""].includes(text(at + 156, 1));
    if (isFile) yield { name, bytes: archive.subarray(at + 512, at + 512 + size) };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
