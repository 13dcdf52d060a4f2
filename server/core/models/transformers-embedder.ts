import { availableParallelism } from "node:os";
import type { FeatureExtractionPipeline } from "@huggingface/transformers";
import { checkpoint, type LongWork, messageOf } from "../base/index.ts";
import type { Embedder, TransformersSettings } from "./embedder.ts";
import { downloadModel } from "./hub.ts";
import { answerUnusable, modelUnloadable, runtimeMissing, widthWrong } from "./model-errors.ts";
import { fingerprintOf, ownFolder } from "./model-folder.ts";

type Transformers = typeof import("@huggingface/transformers");

/** Texts of one pass through the model: enough to be fast, few enough that a cancel is heard in between. */
const textsAtOnce = 32;

/**
 * Vectors from a model that runs in this process. The first use downloads it, where no folder is given; everything after that needs no
 * network. A pass through the model blocks the process: it belongs into the worker. Open one with `openTransformersEmbedder`.
 */
class TransformersEmbedder implements Embedder {
  readonly name: string;
  private loaded: Promise<FeatureExtractionPipeline> | undefined;
  private width: number | undefined;

  /** `folder`: the model's own, where it is used from a folder. */
  constructor(
    readonly identity: string,
    private readonly settings: TransformersSettings,
    private readonly folder: string | undefined,
  ) {
    this.name = settings.model;
  }

  async embed(texts: readonly string[], work: LongWork = {}): Promise<Float32Array[]> {
    const extract = await this.load(work);
    const vectors: Float32Array[] = new Array(texts.length);
    // Of like length together: a batch is as long as its longest text.
    const order = [...texts.keys()].sort((a, b) => texts[a]!.length - texts[b]!.length || a - b);
    for (let from = 0; from < order.length; from += textsAtOnce) {
      await checkpoint(work.signal);
      const rows = order.slice(from, from + textsAtOnce);
      const made = await this.pass(
        extract,
        rows.map((row) => texts[row]!),
      );
      for (const [i, row] of rows.entries()) vectors[row] = made[i]!;
      const done = from + rows.length;
      work.progress?.({ stage: "embedding", done, total: texts.length });
    }
    return vectors;
  }

  async close(): Promise<void> {
    const extract = await this.loaded?.catch(() => undefined);
    this.loaded = undefined;
    await extract?.dispose();
  }

  private async pass(extract: FeatureExtractionPipeline, texts: string[]): Promise<Float32Array[]> {
    const { pooling } = this.settings;
    const { dims, data } = await extract(texts, { pooling, normalize: true }).catch((error: unknown) => {
      throw answerUnusable("embeddings", this.name, messageOf(error));
    });
    const [count, width] = dims;
    if (dims.length !== 2 || count !== texts.length || !(data instanceof Float32Array))
      throw answerUnusable(
        "embeddings",
        this.name,
        `a tensor of ${dims.join(" x ")} for ${texts.length} texts.`,
      );
    this.width ??= width!;
    if (width !== this.width) throw widthWrong(this.name, width!, this.width);
    return texts.map((_, row) => data.slice(row * width, (row + 1) * width));
  }

  private load(work: LongWork): Promise<FeatureExtractionPipeline> {
    this.loaded ??= this.loadModel(work).catch((error: unknown) => {
      this.loaded = undefined;
      throw error;
    });
    return this.loaded;
  }

  private async loadModel(work: LongWork): Promise<FeatureExtractionPipeline> {
    const { AutoModel, AutoTokenizer, FeatureExtractionPipeline: Pipeline } = await loadLibrary();
    const folder = this.folder ?? (await downloadModel(this.settings, work));
    work.progress?.({ stage: `loading ${this.name}`, done: 0 });
    try {
      const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
      const model = await AutoModel.from_pretrained(folder, {
        local_files_only: true,
        dtype: this.settings.dtype,
        device: "cpu",
        session_options: { intraOpNumThreads: threads(), interOpNumThreads: 1 },
      });
      return new Pipeline({ task: "feature-extraction", model, tokenizer });
    } catch (error) {
      throw modelUnloadable(this.name, messageOf(error).split("\n")[0]!);
    }
  }
}

/** Finds a model's place, reads nothing else. Throws `model-missing` where the folder that is named does not have it. */
export async function openTransformersEmbedder(settings: TransformersSettings): Promise<Embedder> {
  const { model, revision, dtype, pooling } = settings;
  const folder = settings.folder && ownFolder(settings.folder, model, dtype);
  const version = folder ? `folder-${await fingerprintOf(folder, dtype)}` : revision;
  const identity = `transformers ${model}@${version} ${dtype} ${pooling}`;
  return new TransformersEmbedder(identity, settings, folder);
}

/** One core stays for the editor. */
const threads = (): number => Math.max(1, availableParallelism() - 1);

async function loadLibrary(): Promise<Transformers> {
  const library = await import("@huggingface/transformers").catch((error: unknown) => {
    throw runtimeMissing(messageOf(error).split("\n")[0]!);
  });
  const { env, LogLevel } = library;
  // Downloads are ours (`hub.ts`): the library reads the folder it is given and nothing else.
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.logLevel = LogLevel.NONE;
  return library;
}
