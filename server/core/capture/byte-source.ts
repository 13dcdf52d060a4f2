import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { messageOf } from "../base/index.ts";

/** Reads a file from its start, unzipped where it is gzip, without a byte order mark. `onDamage` hears of a gzip stream cut or broken. */
export interface ByteSource {
  read(options?: ReadOptions): AsyncIterable<Buffer>;
}

export interface ReadOptions {
  readonly onDamage?: (reason: string) => void;
  /** Told the bytes of the file (not of its unzipped content) read so far. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

const CHUNK = 64 * 1024;

export const byteSource = (path: string): ByteSource => ({
  read: (options = {}) => withoutMark(path, options),
});

async function* withoutMark(path: string, options: ReadOptions): AsyncGenerator<Buffer> {
  const raw = rawBytes(path, options);
  let first = true;
  for await (const chunk of (await isGzip(path)) ? unzipped(raw, options.onDamage) : raw) {
    if (chunk.length === 0) continue;
    // A chunk holds at least the three bytes of a mark, save where the whole content is shorter.
    yield first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
    first = false;
  }
}

async function* rawBytes(path: string, { onBytes, signal }: ReadOptions): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    bytes += chunk.length;
    onBytes?.(bytes);
    yield chunk;
  }
}

/** By the magic bytes: names lie, and what a download saved as `.json` is often still zipped. */
async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/**
 * Unzips chunk by chunk instead of through a pipeline: a pipeline drops what was already unzipped when the stream turns out to be
 * cut, and that content is just what we came for.
 */
async function* unzipped(
  raw: AsyncIterable<Buffer>,
  onDamage?: (reason: string) => void,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  const ready: Buffer[] = [];
  let damage: string | undefined;
  gunzip.on("data", (chunk: Buffer) => ready.push(chunk));
  // A write that fails is never called back, so each wait is for the end as well.
  const over = new Promise<void>((resolve) => {
    gunzip.on("end", resolve);
    gunzip.on("error", (error) => {
      damage = messageOf(error);
      resolve();
    });
  });
  try {
    for await (const chunk of raw) {
      await Promise.race([over, new Promise<void>((resolve) => gunzip.write(chunk, () => resolve()))]);
      yield* ready.splice(0);
      if (damage !== undefined) break;
    }
    gunzip.end();
    await over;
    yield* ready.splice(0);
    if (damage !== undefined)
      onDamage?.(`The gzip stream is cut or damaged (${damage}); what came before was read.`);
  } finally {
    gunzip.destroy();
  }
}
