import { createHash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { relative } from "node:path";
import { checkpoint, messageOf } from "../../base/index.ts";
import { shown } from "../entries.ts";
import { filesBelow } from "../files-below.ts";
import {
  type FoundRequest,
  framingOf,
  isUnreadable,
  requestsIn,
  unreadableReason,
} from "./collector-file.ts";

/** How far a file was read. `head` is the hash of its first bytes: a file that was rotated has another name and the same beginning. */
export interface FileMark {
  readonly file: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly offset: number;
  readonly head: string;
  readonly headBytes: number;
}

/** What was read of one file in one go. `mark` holds once the requests are safe. */
export interface FolderStep {
  readonly file: string;
  readonly requests: readonly Required<FoundRequest>["request"][];
  readonly problems: readonly string[];
  readonly mark?: FileMark;
}

const HEAD_BYTES = 64 * 1024;
const STEP_BYTES = 4 * 2 ** 20;
const STEP_REQUESTS = 500;

/**
 * What is new in a folder that a collector's file exporter writes into, since `marks`: files oldest first, each from where it was left,
 * in steps of some megabytes. Rotated files are recognised by their beginning; a file that became another one is read from its start.
 * What is half written is left for the next time. Nothing is thrown but the signal's reason: what cannot be read is a problem of its file.
 */
export async function* readCollectorFolder(
  folder: string,
  marks: readonly FileMark[],
  signal?: AbortSignal,
): AsyncGenerator<FolderStep> {
  const files = await Promise.all((await filesBelow([folder], signal)).map(stamped));
  const unclaimed = [...marks];
  for (const { path, mtimeMs, size, reason } of files.sort(
    (a, b) => a.mtimeMs - b.mtimeMs || (a.path < b.path ? -1 : 1),
  )) {
    await checkpoint(signal);
    const file = relative(folder, path).replaceAll("\\", "/");
    if (reason !== undefined) {
      yield { file, requests: [], problems: [reason] };
      continue;
    }
    const same = unclaimed.findIndex(
      (mark) => mark.file === file && mark.size === size && mark.mtimeMs === mtimeMs,
    );
    if (same >= 0) {
      const [mark] = unclaimed.splice(same, 1);
      yield { file, requests: [], problems: [], mark: mark! };
    } else yield* readNew({ path, file, unclaimed, signal });
  }
}

async function stamped({
  file,
  bytes,
  reason,
}: {
  readonly file: string;
  readonly bytes: number;
  readonly reason?: string;
}) {
  const found = await stat(file).catch(() => undefined);
  return { path: file, mtimeMs: found?.mtimeMs ?? 0, size: found?.size ?? bytes, reason };
}

interface NewIn {
  readonly path: string;
  readonly file: string;
  readonly unclaimed: FileMark[];
  readonly signal?: AbortSignal;
}

async function* readNew({ path, file, unclaimed, signal }: NewIn): AsyncGenerator<FolderStep> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const { size, mtimeMs } = await handle.stat();
    const start = await headOf(handle, Math.min(size, HEAD_BYTES));
    const framing = framingOf(start);
    if (isUnreadable(start)) return yield { file, requests: [], problems: [unreadableReason] };
    if (!framing) {
      if (size >= 9) yield { file, requests: [], problems: [foreign] };
      return;
    }
    const before = claim(unclaimed, file, size, start);
    const markAt = (offset: number): FileMark => {
      const headBytes = Math.min(offset, HEAD_BYTES);
      return { file, size, mtimeMs, offset, headBytes, head: hashOf(start.subarray(0, headBytes)) };
    };
    let offset = before?.offset ?? 0;
    let step = new Step();
    for await (const found of requestsIn(handle, framing, { from: offset, to: size })) {
      step.add(found);
      offset = found.end ?? offset;
      if (!step.isFull) continue;
      // Not at the end: size and time of a file that is read to its end alone say that there is nothing new.
      yield { file, ...step.taken, mark: { ...markAt(offset), size: -1 } };
      step = new Step();
      await checkpoint(signal);
    }
    yield { file, ...step.taken, mark: markAt(offset) };
  } catch (error) {
    signal?.throwIfAborted();
    yield { file, requests: [], problems: [`Could not be read: ${shown(messageOf(error))}`] };
  } finally {
    await handle?.close();
  }
}

const foreign =
  "Not what a collector's file exporter writes (lines of JSON, or messages behind their lengths). Other files: homeostat import FILE";

class Step {
  private readonly requests: Required<FoundRequest>["request"][] = [];
  private readonly problems: string[] = [];
  private bytes = 0;

  get isFull(): boolean {
    return this.bytes >= STEP_BYTES || this.requests.length >= STEP_REQUESTS;
  }

  get taken() {
    return { requests: this.requests, problems: this.problems };
  }

  add({ request, problem }: FoundRequest): void {
    if (problem !== undefined && this.problems.length < 100) this.problems.push(problem);
    if (!request) return;
    this.requests.push(request);
    this.bytes += request.bytes.length;
  }
}

/** The mark of this file under this name or, since it was rotated, another one. It is taken out: no two files have one mark. */
function claim(unclaimed: FileMark[], file: string, size: number, start: Buffer): FileMark | undefined {
  const hashes = new Map<number, string>();
  const begins = ({ head, headBytes, offset }: FileMark): boolean => {
    if (offset > size || headBytes > start.length) return false;
    const hash = hashes.get(headBytes) ?? hashOf(start.subarray(0, headBytes));
    hashes.set(headBytes, hash);
    return hash === head;
  };
  const named = unclaimed.findIndex((mark) => mark.file === file && begins(mark));
  const found = named >= 0 ? named : unclaimed.findIndex((mark) => mark.offset > 0 && begins(mark));
  return found < 0 ? undefined : unclaimed.splice(found, 1)[0];
}

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex").slice(0, 32);

async function headOf(handle: FileHandle, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}
