import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "vscode-languageserver";
import { childProcesses } from "../../support/child-processes.ts";
import { LspClient } from "../../support/lsp-client.ts";
import { round } from "./numbers.ts";

interface Published {
  readonly at: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Milliseconds: how long it lasted, and what the process itself computed meanwhile. */
export interface Block {
  readonly maxMs: number;
  readonly cpuMs: number;
}

/** A server with a stopwatch beside it: when each answer came, how long its loop was blocked, how much memory it has. */
export class MeasuredServer {
  private readonly answers = new Map<number, Published>();
  private asked = 0;

  private constructor(
    readonly client: LspClient,
    readonly uri: string,
    private readonly scratch: string,
  ) {
    client.onPublished = ({ uri: of, version, diagnostics }) => {
      // The first answer to a version counts; later ones come from new figures.
      if (of === uri && version !== undefined && !this.answers.has(version))
        this.answers.set(version, { at: performance.now(), diagnostics });
    };
  }

  /** `server`: another server's script; default: the built one. */
  static async start(folder: string, uri: string, server?: readonly string[]): Promise<MeasuredServer> {
    const scratch = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
    const client = await LspClient.start({
      folders: [folder],
      nodeArgs: ["--require", join(import.meta.dirname, "support", "loop-delay.cjs"), ...nodeArgs()],
      env: { HOMEOSTAT_LOOP_FILE: join(scratch, "loop.json") },
      ...(server && { server }),
    });
    return new MeasuredServer(client, uri, scratch);
  }

  /** Changes a line; the answer comes with `answerTo`. */
  type(line: number, text: string): { version: number; at: number } {
    const at = performance.now();
    return { version: this.client.changeLine(this.uri, line, text), at };
  }

  async answerTo({
    version,
    at,
  }: {
    version: number;
    at: number;
  }): Promise<Published & { readonly ms: number }> {
    await this.client.until(
      () => this.answers.has(version),
      20_000,
      () => `the answer to version ${version}`,
    );
    const answer = this.answers.get(version)!;
    return { ...answer, ms: answer.at - at };
  }

  /** The longest block of the event loop since the last call. */
  async longestBlock(): Promise<Block> {
    const file = join(this.scratch, "loop.json");
    const asked = ++this.asked;
    this.client.process.kill("SIGUSR2");
    for (;;) {
      const answer = existsSync(file)
        ? (JSON.parse(readFileSync(file, "utf8")) as Block & { asked: number })
        : undefined;
      if (answer && answer.asked >= asked) return { maxMs: round(answer.maxMs), cpuMs: round(answer.cpuMs) };
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  rssMb(): { server: number; worker: number } {
    const pid = this.client.process.pid!;
    return { server: rssMb(pid), worker: childProcesses(pid).reduce((sum, child) => sum + rssMb(child), 0) };
  }

  async stop(): Promise<void> {
    await this.client.stop();
    rmSync(this.scratch, { recursive: true, force: true });
  }
}

/** `HOMEOSTAT_BENCH_NODE_ARGS="--cpu-prof --cpu-prof-dir=/tmp/prof"` profiles the server. */
const nodeArgs = (): string[] => process.env.HOMEOSTAT_BENCH_NODE_ARGS?.split(" ").filter(Boolean) ?? [];

const rssMb = (pid: number): number =>
  round(Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024, 0);

export const uriOf = (path: string): string => pathToFileURL(path).href;
