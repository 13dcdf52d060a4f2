import { availableParallelism } from "node:os";
import { messageOf, UserError } from "../base/index.ts";

export type Lance = typeof import("@lancedb/lancedb");

/** Platforms that LanceDB ships its native engine for, as `process.platform-process.arch`. */
export const enginePlatforms: readonly string[] = [
  "darwin-arm64",
  "linux-arm64",
  "linux-x64",
  "win32-arm64",
  "win32-x64",
];

/**
 * Loads LanceDB, whose engine is native code in a package of its own per platform. Throws `engine-missing` where there is none or
 * it does not load; everything that needs no store goes on without it.
 */
export async function loadEngine(): Promise<Lance> {
  const problem = unsupportedPlatform();
  if (problem) throw problem;
  // Read once by the native library when it loads: it writes to stderr otherwise, and starves with fewer than four threads.
  process.env.LANCEDB_LOG ??= "error";
  process.env.LANCE_CPU_THREADS ??= String(Math.max(4, availableParallelism()));
  try {
    return await import("@lancedb/lancedb");
  } catch (error) {
    throw engineMissing(
      `LanceDB's native engine does not load on ${platformName()}: ${deepestCause(error)}`,
      "Install the Homeostat package that was built for this platform; from a checkout: npm ci --include=optional, then npm run build.",
    );
  }
}

/** Why there can be no store on a platform, known without loading anything; undefined where LanceDB ships an engine for it. */
export function unsupportedPlatform(
  platform: string = process.platform,
  arch: string = process.arch,
): UserError | undefined {
  const name = `${platform}-${arch}`;
  if (enginePlatforms.includes(name)) return undefined;
  return engineMissing(
    `LanceDB ships no engine for ${platformName(platform, arch)}, so Homeostat has no store here: findings that need no conversations still work. Supported: ${enginePlatforms.join(", ")}.`,
    "Open the folder on a supported machine, as over Remote SSH or in a dev container.",
  );
}

const engineMissing = (message: string, hint: string): UserError =>
  new UserError("engine-missing", message, hint);

const platformName = (platform: string = process.platform, arch: string = process.arch): string =>
  platform === "darwin" && arch === "x64"
    ? "darwin-x64 (a Mac with an Intel processor)"
    : `${platform}-${arch}`;

/** LanceDB's own message speaks of npm's lock file; the first line of the deepest cause says what the loader met. */
function deepestCause(error: unknown): string {
  let cause = error;
  for (let depth = 0; depth < 20 && cause instanceof Error && cause.cause !== undefined; depth++)
    cause = cause.cause;
  return messageOf(cause).split("\n")[0] ?? "";
}
