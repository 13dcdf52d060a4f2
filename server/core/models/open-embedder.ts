import { defaultModel, type Embedder, type EmbeddingSettings } from "./embedder.ts";
import { type ModelAccess, modelAccess } from "./model-access.ts";
import { isCached } from "./model-folder.ts";
import { OpenAiEmbedder } from "./openai-embedder.ts";
import { openTransformersEmbedder } from "./transformers-embedder.ts";

/**
 * The embedder that the configuration asks for; undefined where words are to be compared, without any model. `auto` never downloads:
 * it takes the default model only where it is on this machine. Throws `model-missing`.
 */
export async function openEmbedder(
  settings: EmbeddingSettings,
  access: ModelAccess = modelAccess(),
): Promise<Embedder | undefined> {
  switch (settings.kind) {
    case "lexical":
      return undefined;
    case "endpoint":
      return new OpenAiEmbedder(settings, access);
    case "transformers":
      return openTransformersEmbedder(settings);
    case "auto": {
      const { cacheFolder } = settings;
      const model = { model: defaultModel, revision: "main", dtype: "q8", cacheFolder } as const;
      return isCached(model)
        ? openTransformersEmbedder({ ...model, kind: "transformers", pooling: "mean" })
        : undefined;
    }
  }
}
