import { type FileHandle, mkdir, open, rm, stat } from "node:fs/promises";
import type { UserError } from "../../base/index.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { journalBacklog, journalUnwritable } from "./journal-errors.ts";
import { headerBytes, headerOf, type JournalEntry } from "./journal-record.ts";
import { type JournalPosition, journalStart, segmentPath, segmentsIn, syncFolder } from "./segments.ts";

export interface JournalOptions {
  /** A segment that has so many bytes is followed by the next one. */
  readonly segmentBytes?: number;
  /** With so many bytes not yet folded, entries are refused. */
  readonly maxBacklogBytes?: number;
  /** Told when writing fails and, with undefined, when it works again. */
  readonly onTrouble?: (trouble: UserError | undefined) => void;
}

interface Waiting {
  readonly header: Buffer;
  readonly bytes: Uint8Array;
  readonly done: () => void;
  readonly failed: (error: UserError) => void;
}

/** More than that is not written before one fsync: whoever waits should not wait for all the others. */
const MAX_GROUP_BYTES = 32 * 1024 * 1024;

/**
 * The one writer of a journal: a folder of segments that are only ever appended to. `append` resolves once the entry is on disk, for
 * all that queue up meanwhile with one fsync. It begins a segment of its own, since the last one may end in half a record; and where
 * writing failed it goes on in a new one, since a reader may have seen more of the old one than counts.
 */
export class JournalWriter {
  private queue: Waiting[] = [];
  private queuedBytes = 0;
  private running: Promise<void> | undefined;
  private file: FileHandle | undefined;
  /** Bytes of the present segment that are on disk. */
  private offset = 0;
  private trouble: UserError | undefined;
  private isClosed = false;

  private constructor(
    private readonly folder: string,
    private readonly options: Required<Omit<JournalOptions, "onTrouble">> & JournalOptions,
    private segment: number,
    private readonly sizes: Map<number, number>,
    private folded: JournalPosition,
  ) {}

  static async open(folder: string, options: JournalOptions = {}): Promise<JournalWriter> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const folded = (await readCheckpoint(folder)) ?? journalStart;
      const sizes = new Map<number, number>();
      for (const segment of await segmentsIn(folder))
        sizes.set(segment, (await stat(segmentPath(folder, segment))).size);
      const defaults = { segmentBytes: 64 * 2 ** 20, maxBacklogBytes: 4 * 2 ** 30 };
      // Numbers are never given twice, or a position in an old segment would be one in the middle of a new one.
      const last = Math.max(folded.segment, ...sizes.keys());
      const writer = new JournalWriter(folder, { ...defaults, ...options }, last, sizes, folded);
      await writer.nextSegment();
      return writer;
    } catch (error) {
      throw journalUnwritable(folder, error);
    }
  }

  /** Bytes that no checkpoint covers yet, those included that are about to be written. */
  get backlogBytes(): number {
    let bytes = this.queuedBytes - (this.sizes.has(this.folded.segment) ? this.folded.offset : 0);
    for (const [segment, size] of this.sizes) if (segment >= this.folded.segment) bytes += size;
    return Math.max(0, bytes);
  }

  /** Where the next entry will lie. */
  get position(): JournalPosition {
    return { segment: this.segment, offset: this.offset };
  }

  /** Why the last write failed, as long as none has worked since. */
  get lastTrouble(): UserError | undefined {
    return this.trouble;
  }

  /** Tells how far the journal was folded, so that the backlog is known. */
  noteFolded(position: JournalPosition): void {
    this.folded = position;
    for (const segment of this.sizes.keys())
      if (segment < position.segment && segment !== this.segment) this.sizes.delete(segment);
  }

  /** Resolves once the entry is durable; rejects with a UserError when it was not kept, and then it may be tried again. */
  append(entry: JournalEntry): Promise<void> {
    const size = headerBytes + entry.bytes.length;
    if (this.isClosed)
      return Promise.reject(journalUnwritable(this.folder, new Error("The journal is closed.")));
    if (this.backlogBytes + size > this.options.maxBacklogBytes)
      return Promise.reject(journalBacklog(this.backlogBytes, this.options.maxBacklogBytes));
    return new Promise((done, failed) => {
      this.queue.push({ header: headerOf(entry), bytes: entry.bytes, done, failed });
      this.queuedBytes += size;
      this.running ??= this.run();
    });
  }

  /** Waits for what is queued. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.running;
    await this.file?.close();
    this.file = undefined;
  }

  private async run(): Promise<void> {
    // What arrives within the same turn of the loop goes along.
    await Promise.resolve();
    while (this.queue.length > 0) {
      const { group, bytes } = this.takeGroup();
      try {
        await this.write(group, bytes);
        this.tell(undefined);
        for (const { done } of group) done();
      } catch (error) {
        const trouble = journalUnwritable(this.folder, error);
        await this.giveUpSegment();
        this.tell(trouble);
        for (const { failed } of group) failed(trouble);
      } finally {
        this.queuedBytes -= bytes;
      }
    }
    this.running = undefined;
  }

  private takeGroup(): { readonly group: readonly Waiting[]; readonly bytes: number } {
    let bytes = 0;
    let count = 0;
    for (const one of this.queue) {
      const size = one.header.length + one.bytes.length;
      if (count > 0 && bytes + size > MAX_GROUP_BYTES) break;
      bytes += size;
      count++;
    }
    return { group: this.queue.splice(0, count), bytes };
  }

  private async write(group: readonly Waiting[], bytes: number): Promise<void> {
    if (!this.file || (this.offset > 0 && this.offset + bytes > this.options.segmentBytes))
      await this.nextSegment();
    await writeAll(
      this.file!,
      group.flatMap(({ header, bytes }) => [header, bytes]),
      this.offset,
    );
    await this.file!.datasync();
    this.offset += bytes;
    this.sizes.set(this.segment, this.offset);
  }

  private async nextSegment(): Promise<void> {
    const before = {
      file: this.file,
      segment: this.segment,
      isEmpty: this.file !== undefined && this.offset === 0,
    };
    const wasGivenUp = this.file === undefined && this.sizes.get(this.segment) === 0;
    const file = await open(segmentPath(this.folder, this.segment + 1), "wx", 0o600);
    this.segment++;
    this.file = file;
    this.offset = 0;
    this.sizes.set(this.segment, 0);
    await syncFolder(this.folder);
    await before.file?.close();
    // The highest number stays on disk until there is a higher one; below it empty segments are of no use.
    if (before.isEmpty || wasGivenUp) {
      this.sizes.delete(before.segment);
      await rm(segmentPath(this.folder, before.segment), { force: true });
    }
  }

  /** Cuts off what was not acknowledged. Where even that fails it stays, and folding it does no harm: ids are keys. */
  private async giveUpSegment(): Promise<void> {
    const file = this.file;
    this.file = undefined;
    await file?.truncate(this.offset).catch(() => undefined);
    await file?.datasync().catch(() => undefined);
    await file?.close().catch(() => undefined);
  }

  private tell(trouble: UserError | undefined): void {
    if (this.trouble?.code === trouble?.code) return;
    this.trouble = trouble;
    this.options.onTrouble?.(trouble);
  }
}

/** One call may write less than it was given, above all where the disk fills up. */
async function writeAll(file: FileHandle, buffers: readonly Uint8Array[], from: number): Promise<void> {
  let left = [...buffers];
  for (let position = from; left.length > 0; ) {
    const { bytesWritten } = await file.writev(left, position);
    if (bytesWritten === 0) throw new Error("Nothing was written.");
    position += bytesWritten;
    left = without(left, bytesWritten);
  }
}

function without(buffers: readonly Uint8Array[], count: number): Uint8Array[] {
  let rest = count;
  const at = buffers.findIndex(({ length }) => {
    if (rest < length) return true;
    rest -= length;
    return false;
  });
  return at < 0 ? [] : [buffers[at]!.subarray(rest), ...buffers.slice(at + 1)];
}
