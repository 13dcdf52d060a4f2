import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type LongWork, messageOf, UserError } from "../base/index.ts";
import type { TransformersSettings } from "./embedder.ts";
import { cacheUnwritable, modelOffline, modelUnknown } from "./model-errors.ts";
import { cachedFolder, missingIn, onnxFile } from "./model-folder.ts";

/** Where models are downloaded from; HF_ENDPOINT names a mirror, as with the hub's other clients. */
const hubUrl = (env: NodeJS.ProcessEnv = process.env): string =>
  (env.HF_ENDPOINT?.trim() || "https://huggingface.co").replace(/\/+$/, "");

/** A file under way: its headers are there, its body is not read yet. */
interface Arriving {
  readonly file: string;
  readonly response: Response;
}

/**
 * Downloads what the cache lacks of a model and gives the model's folder there. transformers.js would download as well, but looks for some
 * files at another revision and in another cache than it is told, and cannot be stopped. Progress is in bytes of the whole. What breaks
 * off leaves nothing that could be taken for a file. Throws `model-offline`, `model-unknown`, `model-cache`, or the signal's reason.
 */
export async function downloadModel(settings: TransformersSettings, work: LongWork): Promise<string> {
  const folder = cachedFolder(settings);
  const missing = missingIn(folder, settings.dtype);
  if (missing.length === 0) return folder;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(work.signal ? [work.signal] : [])]);
  try {
    const arriving = await openAll(settings, missing, signal);
    await keepAll(arriving, folder, settings.model, { ...work, signal });
    return folder;
  } catch (error) {
    work.signal?.throwIfAborted();
    throw explained(error, settings, folder);
  } finally {
    stop.abort();
  }
}

/** The weights come last: where they are, everything is. Some have a second file beside them. */
async function openAll(
  settings: TransformersSettings,
  missing: readonly string[],
  signal: AbortSignal,
): Promise<Arriving[]> {
  const weights = onnxFile(settings.dtype);
  const wanted = [...missing.filter((file) => file !== weights), `${weights}_data`, weights];
  const arriving: Arriving[] = [];
  for (const file of wanted) {
    const response = await fetch(urlOf(settings, file), {
      signal,
      // Else the length that is told would be that of the compressed bytes.
      headers: { "accept-encoding": "identity" },
    });
    if (response.ok) arriving.push({ file, response });
    else if (!file.endsWith("_data") || response.status !== 404) throw refused(settings, file, response);
  }
  return arriving;
}

const urlOf = ({ model, revision }: TransformersSettings, file: string): string =>
  `${hubUrl()}/${model}/resolve/${encodeURIComponent(revision)}/${file}`;

async function keepAll(
  arriving: readonly Arriving[],
  folder: string,
  model: string,
  { signal, progress }: LongWork,
): Promise<void> {
  const lengths = arriving.map(({ response }) => Number(response.headers.get("content-length")));
  const total = lengths.every(Boolean) ? lengths.reduce((sum, bytes) => sum + bytes, 0) : undefined;
  let done = 0;
  const tell = (bytes: number): void => {
    done += bytes;
    progress?.({ stage: `downloading ${model}`, done, ...(total && { total }) });
  };
  for (const { file, response } of arriving) await keep(join(folder, file), response, tell, signal);
}

/** Written beside its place and renamed at the end. */
async function keep(
  path: string,
  response: Response,
  tell: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      tell(chunk.length);
      done(undefined, chunk);
    },
  });
  await mkdir(dirname(path), { recursive: true });
  try {
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, counting, createWriteStream(partial), { signal });
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

/** The hub answers 401 also for what is not there. */
const refused = ({ model, revision }: TransformersSettings, file: string, { status }: Response): UserError =>
  [401, 403, 404].includes(status)
    ? modelUnknown(
        "embeddings",
        model,
        hostOf(hubUrl()),
        `${file} of revision ${revision} is not there (${status}).`,
      )
    : modelOffline(model, hostOf(hubUrl()), `status ${status}`);

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

/** `fetch` says "fetch failed" or "terminated", and why in its cause; what the disk refuses has a `syscall`. */
function explained(error: unknown, { model }: TransformersSettings, folder: string): UserError {
  if (error instanceof UserError) return error;
  const { cause, code, syscall } = error as NodeJS.ErrnoException;
  if (code && syscall) return cacheUnwritable(model, folder, code);
  const why = (cause as NodeJS.ErrnoException | undefined)?.code ?? messageOf(error);
  return modelOffline(model, hostOf(hubUrl()), why);
}
