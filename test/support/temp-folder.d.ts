/** A folder of a test's own, outside the repository; `remove` takes it away again. */
export interface TempFolder {
  readonly path: string;
  readonly uri: string;
  readonly file: (name: string) => string;
  readonly fileUri: (name: string) => string;
  readonly write: (name: string, text: string | Buffer) => string;
  readonly remove: () => void;
}
/** `name`: the last part of its path, for paths that are hard to handle. */
export declare function tempFolder(name?: string, files?: Readonly<Record<string, string>>): TempFolder;
