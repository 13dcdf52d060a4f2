import { promisify } from "node:util";
import { gunzip, inflate, inflateRaw } from "node:zlib";

export const contentEncodings = ["gzip", "deflate", "identity"] as const;
export type ContentEncoding = (typeof contentEncodings)[number];

/** A body that is not what its content encoding says (`broken`), or would be larger than the limit once unzipped (`tooLarge`). */
export type Inflated = { readonly bytes: Uint8Array } | { readonly problem: "broken" | "tooLarge" };

const unzip = promisify<Buffer, { maxOutputLength: number; chunkSize: number }, Buffer>(gunzip);
const unpack = promisify<Buffer, { maxOutputLength: number; chunkSize: number }, Buffer>(inflate);
const unpackRaw = promisify<Buffer, { maxOutputLength: number; chunkSize: number }, Buffer>(inflateRaw);
/** As many as there are threads for it, so that bombs take the memory of a few bodies and not of as many as were sent. */
const mostAtOnce = 4;
let running = 0;
const waiting: (() => void)[] = [];

/** Unzips a body, up to `limit` bytes and never much more memory. */
export async function inflated(body: Buffer, encoding: ContentEncoding, limit: number): Promise<Inflated> {
  if (encoding === "identity") return body.length > limit ? { problem: "tooLarge" } : { bytes: body };
  if (running >= mostAtOnce) await new Promise<void>((go) => waiting.push(go));
  running++;
  try {
    const options = { maxOutputLength: limit, chunkSize: pieceOf(body.length) };
    return { bytes: await (encoding === "gzip" ? unzip : isZlib(body) ? unpack : unpackRaw)(body, options) };
  } catch (error) {
    return {
      problem: (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "tooLarge" : "broken",
    };
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** Every piece is a way to another thread and back; a batch of spans, a tenth of its size when zipped, should take one or two. */
const pieceOf = (sentBytes: number): number => Math.min(4 * 2 ** 20, Math.max(64 * 1024, sentBytes * 10));

/** HTTP's deflate is the zlib format; some senders leave its two bytes of header out. */
const isZlib = (body: Buffer): boolean =>
  body.length >= 2 && (body[0]! & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
