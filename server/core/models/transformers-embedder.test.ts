import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HubOptions, type ModelHub, startModelHub } from "../../../test/support/model-hub.ts";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { writeTinyModel } from "../../../test/support/tiny-model.ts";
import type { Embedder, TransformersSettings } from "./embedder.ts";
import { openEmbedder } from "./open-embedder.ts";

// The real library and its real runtime, with a model that this test makes.
const meanings = [
  ["refund", "reimburse", "money"],
  ["cancel", "stop", "end"],
  ["card", "visa"],
];
const model = "acme/tiny";
const likeness = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

let temp: TempFolder;
let root: string;
let hub: ModelHub | undefined;
let embedder: Embedder | undefined;
beforeEach(async () => {
  temp = tempFolder("models");
  root = temp.path;
  await writeTinyModel(join(root, "hub", model), { meanings, padding: 300_000 });
});
afterEach(async () => {
  await embedder?.close();
  await hub?.close();
  hub = undefined;
  delete process.env.HF_ENDPOINT;
  temp.remove();
});

const settings = (more: Partial<TransformersSettings> = {}): TransformersSettings => ({
  kind: "transformers",
  model,
  revision: "main",
  dtype: "q8",
  pooling: "mean",
  cacheFolder: join(root, "cache"),
  ...more,
});
async function open(more: Partial<TransformersSettings> = {}): Promise<Embedder> {
  embedder = (await openEmbedder(settings(more)))!;
  return embedder;
}
async function serve(options: HubOptions = {}): Promise<void> {
  hub = await startModelHub(join(root, "hub"), options);
  process.env.HF_ENDPOINT = hub.url;
}
const offline = (): string => (process.env.HF_ENDPOINT = "http://127.0.0.1:9");

describe("a model in a folder", () => {
  it("gives vectors of length 1 in the order of the texts, alike where the meaning is, with no network", async () => {
    offline();
    const texts = [
      "refund my money please now",
      "cancel",
      "reimburse",
      "visa card",
      ...Array(70).fill("stop it"),
    ];
    const vectors = await (await open({ folder: join(root, "hub") })).embed(texts);
    expect(vectors).toHaveLength(texts.length);
    for (const vector of vectors) expect(likeness(vector, vector)).toBeCloseTo(1, 5);
    expect(likeness(vectors[0]!, vectors[2]!)).toBeGreaterThan(0.9);
    expect(likeness(vectors[1]!, vectors[73]!)).toBeGreaterThan(0.9);
    expect(likeness(vectors[0]!, vectors[3]!)).toBeLessThan(0.2);
    // What fills up a shorter text of a batch counts for nothing.
    const [alone] = await embedder!.embed(["cancel"]);
    expect(likeness(alone!, vectors[1]!)).toBeCloseTo(1, 5);
  });

  it("is found in the folder itself too, and told apart by its weights, not by the folder's name", async () => {
    const own = await open({ folder: join(root, "hub", model) });
    const below = await open({ folder: join(root, "hub") });
    expect(own.identity).toBe(below.identity);
    await writeTinyModel(join(root, "other"), { meanings: meanings.slice(1) });
    expect((await open({ folder: join(root, "other") })).identity).not.toBe(own.identity);
  });

  it("whose weights are no model is said to be no model", async () => {
    temp.write(join("hub", model, "onnx/model_quantized.onnx"), "not a model");
    await expect((await open({ folder: join(root, "hub") })).embed(["refund"])).rejects.toMatchObject({
      code: "model-unloadable",
    });
  });

  it("that is not there is said with the files that lack", async () => {
    await expect(open({ folder: join(root, "hub"), dtype: "fp16" })).rejects.toMatchObject({
      code: "model-missing",
      message: expect.stringContaining("onnx/model_fp16.onnx"),
    });
  });
});

describe("a model from the hub", () => {
  it("is downloaded once, with progress in bytes, and then used without a network", async () => {
    await serve();
    const steps: { stage: string; done: number; total?: number }[] = [];
    const first = await open();
    const [vector] = await first.embed(["refund"], { progress: (step) => steps.push(step) });
    const told = steps.filter(({ stage }) => stage === `downloading ${model}`);
    expect(told.length).toBeGreaterThan(2);
    expect(told.at(-1)!.done).toBe(told.at(-1)!.total);
    expect(steps.at(-1)).toEqual({ stage: "embedding", done: 1, total: 1 });
    await first.close();
    offline();
    const again = await open();
    expect(await again.embed(["refund"])).toEqual([vector]);
    expect(again.identity).toBe(first.identity);
  });

  it("keeps revisions apart, in the cache and by name", async () => {
    await serve();
    const tagged = await open({ revision: "v2" });
    await tagged.embed(["card"]);
    expect(hub!.asked.every((path) => path.includes("/resolve/v2/"))).toBe(true);
    expect(tagged.identity).not.toBe((await open()).identity);
    expect(existsSync(join(root, "cache", model, "v2", "config.json"))).toBe(true);
  });

  it("cannot be had offline: says so, what to do, and works once the network is back", async () => {
    offline();
    const tried = await open();
    await expect(tried.embed(["refund"])).rejects.toMatchObject({
      code: "model-offline",
      message: expect.stringMatching(/acme\/tiny is not on this machine.*127\.0\.0\.1:9 does not answer/),
      hint: expect.stringContaining("models.embeddings.folder"),
    });
    await serve();
    expect(await tried.embed(["refund"])).toHaveLength(1);
  });

  it("that nobody has is said to be unknown", async () => {
    await serve();
    await expect((await open({ model: "acme/none" })).embed(["refund"])).rejects.toMatchObject({
      code: "model-unknown",
    });
    await expect((await open({ dtype: "q4" })).embed(["refund"])).rejects.toMatchObject({
      code: "model-unknown",
      message: expect.stringContaining("model_q4.onnx"),
    });
  });

  it("whose download breaks off leaves nothing half, and goes on the next time", async () => {
    await serve({ breakAfter: 100_000 });
    const tried = await open();
    await expect(tried.embed(["refund"])).rejects.toMatchObject({ code: "model-offline" });
    expect(readdirSync(join(root, "cache", model, "onnx"))).toEqual([]);
    await hub!.close();
    await serve();
    expect(await tried.embed(["refund"])).toHaveLength(1);
    expect(hub!.asked.every((path) => path.includes("/onnx/"))).toBe(true);
  });

  it("that cannot be kept is said with the folder", async () => {
    await serve();
    temp.write("file", "");
    await expect((await open({ cacheFolder: join(root, "file") })).embed(["refund"])).rejects.toMatchObject({
      code: "model-cache",
      message: expect.stringContaining(join(root, "file")),
    });
  });

  it("stops downloading when asked to, and leaves nothing half", async () => {
    await serve({ pauseMs: 200 });
    const controller = new AbortController();
    const work = (await open()).embed(["refund"], {
      signal: controller.signal,
      progress: ({ stage }) => stage.startsWith("downloading") && controller.abort(),
    });
    await expect(work).rejects.toMatchObject({ name: "AbortError" });
    expect(existsSync(join(root, "cache", model, "onnx", "model_quantized.onnx"))).toBe(false);
    hub!.close();
    await serve();
    expect(await embedder!.embed(["refund"])).toHaveLength(1);
  });
});

describe("auto", () => {
  it("compares words, and asks no network, until the default model is on this machine", async () => {
    await serve();
    const auto = { kind: "auto", cacheFolder: join(root, "cache") } as const;
    expect(await openEmbedder(auto)).toBeUndefined();
    await writeTinyModel(join(root, "cache", "Xenova/all-MiniLM-L6-v2"), { meanings });
    embedder = await openEmbedder(auto);
    expect(embedder!.name).toBe("Xenova/all-MiniLM-L6-v2");
    expect(await embedder!.embed(["refund"])).toHaveLength(1);
    expect(hub!.asked).toEqual([]);
  });
});
