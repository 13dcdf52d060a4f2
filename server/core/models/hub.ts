import { AsyncLocalStorage } from "node:async_hooks";
import type { LongWork } from "../base/index.ts";

/** Where models are downloaded from; HF_ENDPOINT names a mirror, as with the hub's other clients. */
export const hubUrl = (env: NodeJS.ProcessEnv = process.env): string =>
  env.HF_ENDPOINT?.trim() || "https://huggingface.co";

interface Download extends LongWork {
  readonly model: string;
}

const current = new AsyncLocalStorage<Download>();

/** Loads a model; what `hubFetch` downloads meanwhile tells its progress and ends with the signal. */
export const downloading = <T>(download: Download, load: () => Promise<T>): Promise<T> =>
  current.run(download, load);

/**
 * The `fetch` that transformers.js downloads with. The library's own progress does not tell a download from reading the cache, and it has
 * no way to stop one. Only the weights count as progress: what else there is takes no time.
 */
export async function hubFetch(input: string | URL, init?: RequestInit): Promise<Response> {
  const { model, signal, progress } = current.getStore() ?? {};
  const response = await fetch(input, { ...init, ...(signal && { signal }) });
  const total = Number(response.headers.get("content-length")) || undefined;
  const isWeights = /\.onnx(?:_data\w*)?$/.test(new URL(input).pathname);
  if (!response.ok || !response.body || !progress || !isWeights) return response;
  let done = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      done += chunk.length;
      progress({ stage: `downloading ${model}`, done, ...(total && { total }) });
      controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counted), { status, statusText, headers });
}
