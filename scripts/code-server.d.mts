// Types of code-server.mjs for the end-to-end tests; the script itself stays plain JavaScript so that Node 20 runs it as it is.

export interface CodeServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Everything the server has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

export interface CodeServerOptions {
  readonly folder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly vsix?: string | readonly string[];
  readonly port?: number;
  readonly trustWorkspaces?: boolean;
  readonly log?: (line: string) => void;
}

export const quietSettings: Readonly<Record<string, unknown>>;
export function startCodeServer(options: CodeServerOptions): Promise<CodeServer>;
