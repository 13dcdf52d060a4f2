import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ModelDtype, TransformersSettings } from "./embedder.ts";
import { modelMissing } from "./model-errors.ts";

/** transformers.js names a model's files by how their numbers are kept. */
const suffixes: Readonly<Record<ModelDtype, string>> = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
};

export const onnxFile = (dtype: ModelDtype): string => `onnx/model${suffixes[dtype]}.onnx`;

/** What a model is made of; paths in its folder. */
const filesOf = (dtype: ModelDtype): readonly string[] => [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  onnxFile(dtype),
];

export const missingIn = (folder: string, dtype: ModelDtype): string[] =>
  filesOf(dtype).filter((file) => !existsSync(join(folder, file)));

/** Where downloads of a model are kept: its own folder in the cache. Whoever copies a model there need not download it. */
export const cachedFolder = ({
  cacheFolder,
  model,
  revision,
}: Pick<TransformersSettings, "cacheFolder" | "model" | "revision">): string =>
  join(cacheFolder, model, ...(revision === "main" ? [] : [encodeURIComponent(revision)]));

export const isCached = (
  settings: Pick<TransformersSettings, "cacheFolder" | "model" | "revision" | "dtype">,
): boolean => missingIn(cachedFolder(settings), settings.dtype).length === 0;

/** The model's own folder for a folder that has it, or has it under its name. Throws `model-missing`. */
export function ownFolder(folder: string, model: string, dtype: ModelDtype): string {
  const places = [join(folder, model), folder];
  const found = places.find((place) => missingIn(place, dtype).length === 0);
  if (found) return found;
  const likeliest = places.find((place) => existsSync(join(place, "config.json"))) ?? folder;
  throw modelMissing(model, likeliest, missingIn(likeliest, dtype));
}

/** Tells two models in folders apart, whatever the folders are called: the beginning of a hash of the weights. */
export async function fingerprintOf(folder: string, dtype: ModelDtype): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(join(folder, onnxFile(dtype))), hash);
  return hash.digest("hex").slice(0, 12);
}
