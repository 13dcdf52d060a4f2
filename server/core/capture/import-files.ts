import { checkpoint, type LongWork, messageOf } from "../base/index.ts";
import type { Captured } from "../store/index.ts";
import { type ByteSource, byteSource } from "./byte-source.ts";
import { capturedOf, type Draft, withPromptHint } from "./captured.ts";
import { type Problem, shown } from "./entries.ts";
import { type FileBelow, filesBelow } from "./files-below.ts";
import type { Found } from "./format.ts";
import { formatOf, formats } from "./formats.ts";
import { mergedCaptured } from "./otlp/merge-captured.ts";
import { firstBytes, isUtf16, SAMPLE_BYTES, samplesOf } from "./sample.ts";

/** How the reason begins where a file holds no conversations. */
export const noKnownFormat = "In no known format of conversations";

/** Something in a file that could not be imported. `line` and `entry` (of a JSON array) are 1-based; neither = the whole file. */
export interface ImportProblem extends Problem {
  readonly file: string;
}

/** What became of one file. `read` counts the conversations handed on, whether the store knew them or not. */
export interface FileReport {
  readonly file: string;
  /** Absent where it is in no known format or could not be opened. */
  readonly format?: string;
  readonly read: number;
  /** Found in a folder and in no known format: named, but no failure. */
  readonly isSkipped: boolean;
  readonly problems: readonly ImportProblem[];
}

export interface ImportReport {
  readonly files: readonly FileReport[];
}

export interface ImportOptions extends LongWork {
  /** Called with up to 200 conversations at a time and awaited before more is read. What it throws ends the import. */
  onCaptured(batch: readonly Captured[]): Promise<void>;
  /** Those of these conversations that are known already, so that a file with their later spans can be added to them. */
  stored?(ids: readonly string[]): Promise<readonly Captured[]>;
  /** The prompt of all these conversations, as the person importing knows it. */
  readonly promptHint?: string;
}

const BATCH = 200;
/** A file that is broken on every line need not say so a million times: the rest is counted. */
const MAX_PROBLEMS = 1000;

/**
 * Reads conversations from files and folders and hands them on in batches; nothing is stored here. Data that cannot be read is
 * reported, never thrown; throws what `onCaptured` throws, and the signal's reason on cancel. Progress counts bytes.
 */
export async function importFiles(paths: readonly string[], options: ImportOptions): Promise<ImportReport> {
  const files = await filesBelow(paths, options.signal);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const reports: FileReport[] = [];
  let before = 0;
  for (const file of files) {
    const onBytes = (bytes: number) =>
      options.progress?.({ stage: `Reading ${file.file}`, done: before + bytes, total });
    reports.push(await new FileImport(file, options, onBytes).run());
    before += file.bytes;
  }
  return { files: reports };
}

/** The import of one file: what was read so far, what went wrong, which ids were met. */
class FileImport {
  private readonly problems: ImportProblem[] = [];
  private readonly seen = new Map<string, { count: number; readonly hashes: Set<string> }>();
  private batch: Captured[] = [];
  private spanned: Captured[] = [];
  private read = 0;
  private problemCount = 0;

  constructor(
    private readonly source: FileBelow,
    private readonly options: ImportOptions,
    private readonly onBytes: (bytes: number) => void,
  ) {}

  async run(): Promise<FileReport> {
    if (this.source.reason !== undefined) return this.refuse(this.source.reason);
    const bytes = byteSource(this.source.file);
    const found = await this.detect(bytes);
    if ("reason" in found) return this.refuse(found.reason, found.isForeign);
    const { signal } = this.options;
    const onDamage = (reason: string) => this.report({ reason });
    const input = {
      ...found.sample,
      peek: () => bytes.read({ signal }),
      open: () => bytes.read({ signal, onDamage, onBytes: this.onBytes }),
    };
    const conversations = found.format.read(input)[Symbol.asyncIterator]();
    try {
      for (let next = await this.next(conversations); next; next = await this.next(conversations)) {
        if ("problem" in next) this.report(next.problem);
        else if ("captured" in next) this.takeCaptured(next.captured, found.format.name);
        else this.take(next.draft, next.at, found.format.name);
        if (this.batch.length + this.spanned.length >= BATCH) await this.flush();
      }
      await this.flush();
    } finally {
      await conversations.return?.(undefined); // Closes the file where the import ends early.
    }
    return this.result(found.format.name);
  }

  /** The next finding; a disk that fails half-way ends this file and not the import. What `onCaptured` throws does not pass here. */
  private async next(conversations: AsyncIterator<Found>): Promise<Found | undefined> {
    try {
      const { done, value } = await conversations.next();
      return done ? undefined : value;
    } catch (error) {
      this.options.signal?.throwIfAborted();
      this.report({ reason: `Reading stopped: ${shown(messageOf(error))}` });
      return undefined;
    }
  }

  private async detect(bytes: ByteSource) {
    try {
      for (const limit of SAMPLE_BYTES) {
        const start = await firstBytes(bytes, limit, this.options.signal);
        const archive = archiveOf(start);
        if (archive) return refusal(archive, !this.source.file.endsWith(".eval"));
        const found = formatOf(samplesOf(start));
        // Bytes may look like UTF-16 by chance; text never looks like an OTLP message.
        if (found?.sample.shape === "bytes") return found;
        if (isUtf16(start)) return refusal("The file is in UTF-16; save it as UTF-8.");
        if (start.toString("utf8").trim() === "" && start.length < limit)
          return refusal("The file is empty.", true);
        if (found) return found;
        if (start.length < limit) break;
      }
    } catch (error) {
      this.options.signal?.throwIfAborted();
      return refusal(`Could not be read: ${shown(messageOf(error))}`);
    }
    return refusal(`${noKnownFormat} (${formats.map(({ name }) => name).join(", ")}).`, true);
  }

  /**
   * Two conversations under one id: the same content twice is left out, other content gets an id of its own, so that neither is
   * lost. Where the source has no ids, the same content twice is two conversations that went alike.
   */
  private take(draft: Draft, at: { readonly line?: number; readonly entry?: number }, format: string): void {
    const source = { file: this.source.file, format };
    const captured = capturedOf(draft, source, this.options.promptHint);
    const { id, contentHash } = captured.conversation;
    const known = this.seen.get(id) ?? { count: 0, hashes: new Set<string>() };
    const isRepeat = known.hashes.has(contentHash) && !draft.mayRepeat;
    const ownId = known.count === 0 ? id : `${id}#${known.count + 1}`;
    if (known.count > 0 && !draft.mayRepeat) {
      const what = isRepeat
        ? "the same conversation; left out"
        : `another conversation; kept as ${shown(ownId)}`;
      this.report({ ...at, reason: `The id ${shown(id)} was met before: ${what}.` });
    }
    if (isRepeat) return;
    known.count++;
    known.hashes.add(contentHash);
    this.seen.set(id, known);
    this.batch.push(
      ownId === id ? captured : capturedOf({ ...draft, id: ownId }, source, this.options.promptHint),
    );
    this.read++;
  }

  /** A format that has the spans hands out each conversation once in a file. */
  private takeCaptured(captured: Captured, format: string): void {
    const source = { file: this.source.file, format };
    this.spanned.push({ ...captured, conversation: { ...captured.conversation, source } });
    this.read++;
  }

  /** Spans arrive in files by the hour: what is known of a conversation and what this file adds are one conversation. */
  private async merged(): Promise<Captured[]> {
    const spanned = this.spanned;
    this.spanned = [];
    const ids = spanned.map(({ conversation }) => conversation.id);
    const known = ids.length > 0 ? await this.options.stored?.(ids) : undefined;
    const byId = new Map(known?.map((captured) => [captured.conversation.id, captured]));
    return spanned.map((captured) => {
      const before = byId.get(captured.conversation.id);
      return withPromptHint(before ? mergedCaptured(before, captured) : captured, this.options.promptHint);
    });
  }

  private async flush(): Promise<void> {
    await checkpoint(this.options.signal);
    const batch = [...this.batch, ...(await this.merged())];
    this.batch = [];
    if (batch.length > 0) await this.options.onCaptured(batch);
  }

  private report(problem: Problem): void {
    this.problemCount++;
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ file: this.source.file, ...problem });
  }

  private refuse(reason: string, isForeign = false): FileReport {
    this.report({ reason });
    return { ...this.result(), isSkipped: isForeign && this.source.isFound };
  }

  private result(format?: string): FileReport {
    const more = this.problemCount - this.problems.length;
    const rest = more > 0 ? [{ file: this.source.file, reason: `And ${more} more problems.` }] : [];
    return {
      file: this.source.file,
      format,
      read: this.read,
      isSkipped: false,
      problems: [...this.problems, ...rest],
    };
  }
}

/** Packed in a way that is not unpacked here: what it is and what to do, by its first bytes. */
function archiveOf(start: Buffer): string | undefined {
  const magic = start.length >= 4 ? start.readUInt32BE(0) : 0;
  if (magic === 0x504b0304)
    return "A zip archive; unpack it first. An Inspect log (.eval) is turned into JSON by: inspect log dump FILE > FILE.json";
  if (magic === 0x28b52ffd) return "Compressed with zstd; decompress it first: zstd -d FILE";
  return undefined;
}

/** Why a file is not read; foreign = it never claimed to hold conversations. */
const refusal = (reason: string, isForeign = false) => ({ reason, isForeign });
