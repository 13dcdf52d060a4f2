import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";

/** One method's labels for the texts in the order in which they were given. */
export interface PeerRun {
  readonly method: string;
  readonly seed: number;
  readonly seconds: number;
  readonly labels: readonly number[];
}

export interface Peers {
  readonly versions: Readonly<Record<string, string>>;
  readonly runs: readonly PeerRun[];
  /** Of all methods together. */
  readonly rssMb: number;
}

// Not beside this file: in the bundle it stands elsewhere, and `import.meta.dirname` is the folder of the benchmarks.
const script = join(import.meta.dirname, "support", "clustering-peers.py");

interface Python {
  readonly command: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** The first Python that can import what the peers need; else what each of them says is missing. */
export function pythonForPeers(): Python | { readonly missing: string } {
  const commands = [...new Set([process.env.PYTHON, "python3", "/usr/bin/python3"])].filter(
    (command): command is string => !!command,
  );
  const said = commands.map((command) => {
    const { status, stdout, stderr, error } = spawnSync(command, [script, "--versions"], {
      encoding: "utf8",
    });
    if (status === 0) return { command, versions: JSON.parse(stdout) as Python["versions"] };
    return `${command}: ${error?.message ?? stderr.trim().split("\n").at(-1)}`;
  });
  const found = said.find((one) => typeof one === "object");
  return found ?? { missing: said.join("; ") };
}

/** Those whose memory does not grow with the square of the number of texts. */
export const methodsForMany: readonly string[] = ["KMeans, true k", "kNN-15 + Leiden, resolution 8"];

/** Runs all methods, or those that are named, for all seeds, one after another. */
export async function runPeers(
  { command, versions }: Python,
  order: {
    readonly texts: readonly string[];
    readonly trueK: number;
    readonly seeds: readonly number[];
    readonly methods?: readonly string[];
  },
): Promise<Peers> {
  const child = spawn(command, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const output: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => output.push(piece));
  child.stdin.end(JSON.stringify(order));
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${command} ${script} ended with ${code}`);
  return { versions, ...(JSON.parse(Buffer.concat(output).toString("utf8")) as Omit<Peers, "versions">) };
}
