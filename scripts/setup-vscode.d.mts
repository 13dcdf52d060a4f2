// Types of setup-vscode.mjs for the end-to-end tests.

/** Absolute path of the repository. */
export const repository: string;
export function ensureCodeServer(log?: (line: string) => void): Promise<{ node: string; entry: string }>;
export function ensureChromium(log?: (line: string) => void): Promise<string>;
export function onPath(name: string): string | undefined;
export interface RunOptions {
  readonly attempts?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}
/** Resolves with the output, rejects with an error that shows it. */
export function run(command: string, args: readonly string[], options?: RunOptions): Promise<string>;
