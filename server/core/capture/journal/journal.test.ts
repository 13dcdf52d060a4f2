import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { seededRandom, UserError } from "../../base/index.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { JournalReader } from "./journal-reader.ts";
import { headerBytes } from "./journal-record.ts";
import { JournalWriter } from "./journal-writer.ts";
import { dropSegmentsBefore, journalStart, segmentPath, segmentsIn } from "./segments.ts";
import { entryOf, journalFolder, readAll } from "./testing.ts";

async function journalOf(texts: readonly string[], segmentBytes?: number): Promise<string> {
  const folder = journalFolder();
  const writer = await JournalWriter.open(folder, segmentBytes === undefined ? {} : { segmentBytes });
  for (const text of texts) await writer.append(entryOf(text));
  await writer.close();
  return folder;
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => `entry ${n}`);

describe("what is written", () => {
  test("is read as it was, in its order, with what is said about it", async () => {
    const folder = journalFolder();
    const writer = await JournalWriter.open(folder);
    const entries = [
      entryOf("one"),
      entryOf("two", { signal: "logs", encoding: "proto", receivedMs: 0.25 }),
      entryOf(""),
      entryOf("x".repeat(300_000)),
    ];
    await Promise.all(entries.map((entry) => writer.append(entry)));
    const read = await readAll(folder);
    expect(read.entries.map(({ entry }) => ({ ...entry, bytes: Buffer.from(entry.bytes) }))).toEqual(entries);
    expect(read.damage).toEqual([]);
    expect(read.next).toEqual(writer.position);
    await writer.close();
  });

  test("goes into further segments, each entry whole, whatever the budget of a reading", async () => {
    const folder = await journalOf(numbered(40), 150);
    expect((await segmentsIn(folder)).length).toBeGreaterThan(8);
    for (const budget of [1, 30, 40, 100, 2 ** 20])
      expect((await readAll(folder, budget)).texts).toEqual(numbered(40));
  });

  test("is read on from the position behind any entry", async () => {
    const folder = await journalOf(numbered(12), 150);
    const { entries } = await readAll(folder);
    for (const [n, { next, at }] of entries.entries()) {
      expect((await readAll(folder, 50, next)).texts).toEqual(numbered(12).slice(n + 1));
      expect((await readAll(folder, 50, at)).texts).toEqual(numbered(12).slice(n));
    }
  });

  test("is followed by a new segment when the journal is opened again, and no empty ones pile up", async () => {
    const folder = await journalOf(["one"]);
    for (let i = 0; i < 5; i++) await (await JournalWriter.open(folder)).close();
    const writer = await JournalWriter.open(folder);
    await writer.append(entryOf("two"));
    await writer.close();
    expect((await readAll(folder)).texts).toEqual(["one", "two"]);
    expect(await segmentsIn(folder)).toEqual([1, 7]);
  });

  test("shares an fsync with what is written at the same time: a thousand take no thousand", async () => {
    const folder = journalFolder();
    const writer = await JournalWriter.open(folder);
    const before = performance.now();
    await Promise.all(numbered(1000).map((text) => writer.append(entryOf(text))));
    const together = performance.now() - before;
    const start = performance.now();
    for (const text of numbered(50)) await writer.append(entryOf(text));
    expect(together / 1000).toBeLessThan((performance.now() - start) / 50);
    await writer.close();
  });

  test("is private to the user", async () => {
    if (process.platform === "win32") return;
    const folder = await journalOf(["one"]);
    expect(statSync(segmentPath(folder, 1)).mode & 0o777).toBe(0o600);
  });
});

describe("a torn or broken journal", () => {
  const texts = ["first", "second entry", "third"];

  test("cut at any byte gives the entries before the cut; the last segment's end is still to come", async () => {
    const folder = await journalOf(texts);
    const path = segmentPath(folder, 1);
    const whole = readFileSync(path);
    let end = 0;
    const ends = texts.map((text) => {
      end += headerBytes + text.length;
      return end;
    });
    expect(ends.at(-1)).toBe(whole.length);
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const count = ends.filter((end) => end <= length).length;
      const read = await readAll(folder);
      expect(read.texts).toEqual(texts.slice(0, count));
      expect(read.damage).toEqual([]);
      expect(read.next).toEqual({ segment: 1, offset: ends[count - 1] ?? 0 });
      // The rest arrives after all.
      writeFileSync(path, whole);
      expect((await readAll(folder, undefined, read.next)).texts).toEqual(texts.slice(count));
    }
  });

  test("an earlier segment cut at any byte is passed over to the next, and the cut is told", async () => {
    const folder = await journalOf(texts);
    const path = segmentPath(folder, 1);
    const whole = readFileSync(path);
    const writer = await JournalWriter.open(folder);
    await writer.append(entryOf("after"));
    await writer.close();
    for (let length = whole.length; length >= 0; length--) {
      truncateSync(path, length);
      const { texts: read, damage } = await readAll(folder, 64);
      expect(read.at(-1)).toBe("after");
      expect(read.slice(0, -1)).toEqual(texts.slice(0, read.length - 1));
      const kept = read.slice(0, -1).reduce((sum, text) => sum + headerBytes + text.length, 0);
      expect(damage).toEqual(
        kept < length ? [{ at: { segment: 1, offset: kept }, bytes: length - kept, is: "cut" }] : [],
      );
    }
  });

  test("any flipped bit costs its own record at most, is told with its place, and nothing false is read", async () => {
    const folder = await journalOf(texts);
    const path = segmentPath(folder, 1);
    const whole = readFileSync(path);
    const writer = await JournalWriter.open(folder);
    await writer.append(entryOf("after"));
    await writer.close();
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(path, bytes);
      const read = await readAll(folder, bit % 3 === 0 ? 40 : undefined);
      const at = bit >> 3 < 33 ? 0 : bit >> 3 < 73 ? 1 : 2;
      expect(read.texts).toEqual([...texts.filter((_, n) => n !== at), "after"]);
      // What is broken across the steps of a reading is told in as many pieces.
      expect(read.damage[0]?.at).toEqual({ segment: 1, offset: [0, 33, 73][at] });
      expect(read.damage.reduce((sum, { bytes }) => sum + bytes, 0)).toBe([33, 40, 33][at]);
    }
  });

  test("noise in the middle and zeros at the end, as a loss of power leaves them, are passed over", async () => {
    const folder = await journalOf(["one", "two"]);
    const path = segmentPath(folder, 1);
    const whole = readFileSync(path);
    const random = seededRandom(7);
    const noise = Buffer.from(Array.from({ length: 5000 }, () => Math.floor(random() * 256)));
    noise.write("HJr1", 2500, "latin1");
    writeFileSync(path, Buffer.concat([whole, noise, whole, Buffer.alloc(4096)]));
    // As long as it is the last segment, zeros at its end may be a record to come; with a later one they are not.
    expect((await readAll(folder, 777)).texts).toEqual(["one", "two", "one", "two"]);
    await (await JournalWriter.open(folder)).close();
    for (const budget of [29, 100, 777, 2 ** 20]) {
      const { texts: read, damage } = await readAll(folder, budget);
      expect(read).toEqual(["one", "two", "one", "two"]);
      expect(damage.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(5000 + 4096);
    }
  });

  test("a reader beside the writer never sees half a record and misses none", async () => {
    const folder = journalFolder();
    const writer = await JournalWriter.open(folder, { segmentBytes: 100_000 });
    const reader = new JournalReader(folder);
    const texts = Array.from({ length: 600 }, (_, n) => `${n} ${"x".repeat((n * 7919) % 5000)}`);
    let isWriting = true;
    const writing = (async () => {
      for (let n = 0; n < texts.length; n += 7)
        await Promise.all(texts.slice(n, n + 7).map((text) => writer.append(entryOf(text))));
      isWriting = false;
    })();
    const seen: string[] = [];
    for (let at = journalStart; ; ) {
      const wasWriting = isWriting;
      const read = await reader.read(at, 20_000);
      expect(read.damage).toEqual([]);
      seen.push(...read.entries.map(({ entry }) => Buffer.from(entry.bytes).toString()));
      at = read.next;
      if (read.isAtEnd && !wasWriting) break;
    }
    await writing;
    expect(seen).toEqual(texts);
    await writer.close();
  });
});

describe("the checkpoint", () => {
  test("is read as it was written, and what cannot be read is none", async () => {
    const folder = journalFolder();
    expect(await readCheckpoint(folder)).toBeUndefined();
    await writeCheckpoint(folder, { segment: 3, offset: 99 });
    expect(await readCheckpoint(folder)).toEqual({ segment: 3, offset: 99 });
    for (const broken of ["", "{", "null", '{"segment":-1,"offset":0}', '{"segment":1}']) {
      writeFileSync(join(folder, "folded.json"), broken);
      expect(await readCheckpoint(folder)).toBeUndefined();
    }
  });

  test("frees segments, and their numbers are never given again", async () => {
    const folder = await journalOf(numbered(12), 150);
    const { entries, next } = await readAll(folder);
    const seventh = entries[7]!;
    await dropSegmentsBefore(folder, seventh.at);
    expect((await readAll(folder, undefined, seventh.at)).texts).toEqual(numbered(12).slice(7));
    await writeCheckpoint(folder, next);
    for (const name of readdirSync(folder))
      if (name.endsWith(".journal")) writeFileSync(join(folder, name), "");
    await dropSegmentsBefore(folder, { segment: 1000, offset: 0 });
    const writer = await JournalWriter.open(folder);
    expect(writer.position).toEqual({ segment: next.segment + 1, offset: 0 });
    await writer.close();
  });

  test("decides the backlog; over its limit entries are refused until more is folded", async () => {
    const folder = journalFolder();
    const writer = await JournalWriter.open(folder, { segmentBytes: 150, maxBacklogBytes: 300 });
    const taken: string[] = [];
    let refusal: unknown;
    for (const text of numbered(20))
      await writer.append(entryOf(text)).then(
        () => taken.push(text),
        (error) => (refusal ??= error),
      );
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal).toMatchObject({ code: "journal-backlog" });
    expect(taken).toHaveLength(8);
    expect(writer.backlogBytes).toBeLessThanOrEqual(300);
    const { entries, next } = await readAll(folder);
    writer.noteFolded(entries[3]!.next);
    expect(writer.backlogBytes).toBe(4 * (headerBytes + 7));
    await writer.append(entryOf("again"));
    writer.noteFolded(next);
    expect(writer.backlogBytes).toBe(headerBytes + 5);
    await writer.close();
    await writeCheckpoint(folder, next);
    const reopened = await JournalWriter.open(folder);
    expect(reopened.backlogBytes).toBe(headerBytes + 5);
    await reopened.close();
  });
});

describe("a folder that cannot be written", () => {
  test("is refused with a sentence", async () => {
    const folder = journalFolder();
    writeFileSync(join(folder, "file"), "");
    await expect(JournalWriter.open(join(folder, "file"))).rejects.toMatchObject({ code: "journal-failed" });
  });

  test("an entry that failed is told so, and the next ones are kept", async () => {
    const folder = journalFolder();
    const told: (string | undefined)[] = [];
    const writer = await JournalWriter.open(folder, {
      segmentBytes: 50,
      onTrouble: (trouble) => told.push(trouble?.code),
    });
    await writer.append(entryOf("a long first entry that fills its segment"));
    // Where the next segment should be stands something else.
    mkdirSync(segmentPath(folder, 2));
    await expect(writer.append(entryOf("refused"))).rejects.toMatchObject({ code: "journal-failed" });
    expect(writer.lastTrouble?.code).toBe("journal-failed");
    rmdirSync(segmentPath(folder, 2));
    await writer.append(entryOf("kept"));
    expect(writer.lastTrouble).toBeUndefined();
    await writer.close();
    expect(told).toEqual(["journal-failed", undefined]);
    expect((await readAll(folder)).texts).toEqual(["a long first entry that fills its segment", "kept"]);
  });

  test("a closed journal takes nothing", async () => {
    const writer = await JournalWriter.open(journalFolder());
    await writer.close();
    await expect(writer.append(entryOf("late"))).rejects.toMatchObject({ code: "journal-failed" });
  });
});
