import { Worker } from "node:worker_threads";
import type { PackConversations, Packed, PackOrder } from "./packed-conversations.ts";

/**
 * A thread that makes rows while this one decodes and writes. It computes and nothing else, so that it may be ended at any moment. When
 * it fails, what it was asked for fails, and the next order starts another.
 */
export class PackThread {
  private worker: Worker | undefined;
  private readonly waiting = new Map<
    number,
    { readonly resolve: (packed: Packed) => void; readonly reject: (error: Error) => void }
  >();
  private last = 0;

  /** Path of the built pack-worker.cjs. */
  constructor(private readonly entry: string) {}

  readonly pack: PackConversations = (order: PackOrder) =>
    new Promise<Packed>((resolve, reject) => {
      const id = ++this.last;
      this.waiting.set(id, { resolve, reject });
      this.started().postMessage({ id, order });
    });

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private started(): Worker {
    if (this.worker) return this.worker;
    const worker = new Worker(this.entry, { resourceLimits: { maxYoungGenerationSizeMb: 48 } });
    worker.on("message", ({ id, packed, error }: { id: number; packed?: Packed; error?: string }) => {
      const asked = this.waiting.get(id);
      this.waiting.delete(id);
      if (packed) asked?.resolve(packed);
      else asked?.reject(new Error(error ?? "no rows were made"));
    });
    const failed = (error: Error): void => {
      if (this.worker === worker) this.worker = undefined;
      for (const { reject } of this.waiting.values()) reject(error);
      this.waiting.clear();
    };
    worker.on("error", failed);
    worker.on("exit", () => failed(new Error("the thread that makes rows ended")));
    worker.unref();
    this.worker = worker;
    return worker;
  }
}
