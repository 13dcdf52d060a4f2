import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Counts } from "./score.ts";
import type { Oracle } from "./scripted-oracle.ts";
import { Worker } from "./worker.ts";

type Role = "make" | "ask" | "answer" | "score";

/** `only`: make workspaces or score answers, and leave answering to somebody else; `keep`: leave everything where it is. */
export interface Options {
  readonly seeds: readonly number[];
  readonly failures: number;
  readonly keep?: string | undefined;
  readonly only?: string | undefined;
  readonly lanes: number;
  /** A scripted model is asked as well, which errs so often. */
  readonly oracle?: Oracle & { readonly calls: number };
}

/** Seed after seed, in as many lanes as there are processors. One that fails is told at the end and left out of the figures. */
export class Run {
  readonly totals: Record<string, Counts> = {};
  readonly ms: Counts = {};
  readonly failed: string[] = [];
  done = 0;
  private readonly waiting: number[];
  private readonly from = performance.now();

  constructor(
    private readonly root: string,
    private readonly options: Options,
  ) {
    this.waiting = [...options.seeds];
  }

  async all(): Promise<void> {
    await Promise.all(Array.from({ length: this.options.lanes }, () => this.lane()));
    process.stderr.write("\n");
  }

  private async lane(): Promise<void> {
    const workers = {
      ...{ make: new Worker("make"), ask: new Worker("ask") },
      ...{ answer: new Worker("answer"), score: new Worker("score") },
    };
    for (let seed = this.waiting.shift(); seed !== undefined; seed = this.waiting.shift()) {
      try {
        await this.one(seed, workers);
        this.done++;
      } catch (error) {
        this.failed.push(`seed ${seed}: ${error instanceof Error ? error.message : error}`);
        for (const worker of Object.values(workers)) worker.end();
      }
      this.tell();
    }
    for (const worker of Object.values(workers)) worker.end();
  }

  private async one(seed: number, { make, ask, answer, score: hold }: Record<Role, Worker>): Promise<void> {
    const { failures, keep, only, oracle } = this.options;
    const at = (suffix: string): string => join(this.root, `${seed}${suffix}`);
    const paths = { folder: at(""), truth: at(".truth.json"), answers: at(".answers.json") };
    const { folder, truth, answers } = paths;
    if (only !== "score") await make.do({ seed, folder, truth });
    if (only === "make") return;
    // Whoever asks sees of the truth what the answers say, and no more.
    const url = oracle && (await answer.do<string>({ folder, truth, errs: oracle }));
    const model = oracle && { url, calls: oracle.calls };
    if (!only) add(this.ms, await ask.do<Counts>({ folder, answers, failures, model }));
    const counts = await hold.do<Record<string, Counts>>({ answers, truth });
    for (const [tool, own] of Object.entries(counts)) {
      this.totals[tool] ??= {};
      add(this.totals[tool], own);
    }
    if (!keep) for (const path of Object.values(paths)) rmSync(path, { recursive: true, force: true });
  }

  private tell(): void {
    const seconds = (performance.now() - this.from) / 1000;
    const over = this.done + this.failed.length;
    const left = (seconds / over) * (this.options.seeds.length - over);
    process.stderr.write(
      `\r${over} of ${this.options.seeds.length} seeds, ${seconds.toFixed(0)} s, about ${left.toFixed(0)} s to go `,
    );
  }
}

function add(total: Counts, more: Counts): void {
  for (const [key, n] of Object.entries(more)) total[key] = (total[key] ?? 0) + n;
}
