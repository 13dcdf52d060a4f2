import * as vscode from "vscode";
import type { KeyRequest } from "../../server/protocol/index.ts";

/** In the extension's state: which places have a key. Their names alone; a secret storage does not tell what it holds. */
const listKey = "homeostat.keys";

/**
 * Keys of models in VS Code's secret storage. Each is bound to one name at one origin (scheme, host, port): a configuration that names
 * another place gets none, whatever it calls the key. In a workspace that is not trusted none is given.
 */
export class Keys {
  constructor(private readonly context: Pick<vscode.ExtensionContext, "secrets" | "globalState">) {}

  async get(place: KeyRequest): Promise<string | undefined> {
    if (!vscode.workspace.isTrusted) return undefined;
    return this.context.secrets.get(secretOf(place));
  }

  async set(place: KeyRequest, key: string): Promise<void> {
    await this.context.secrets.store(secretOf(place), key);
    await this.note([...this.without(place), place]);
  }

  async remove(place: KeyRequest): Promise<void> {
    await this.context.secrets.delete(secretOf(place));
    await this.note(this.without(place));
  }

  /** Places that a key was set for, whichever workspace asked for it. */
  places(): readonly KeyRequest[] {
    return this.context.globalState.get<readonly KeyRequest[]>(listKey, []);
  }

  has(place: KeyRequest): boolean {
    return this.places().some((one) => secretOf(one) === secretOf(place));
  }

  private without(place: KeyRequest): readonly KeyRequest[] {
    return this.places().filter((one) => secretOf(one) !== secretOf(place));
  }

  private async note(places: readonly KeyRequest[]): Promise<void> {
    await this.context.globalState.update(
      listKey,
      places.map(({ variable, origin }) => ({ variable, origin })),
    );
  }
}

const secretOf = ({ variable, origin }: KeyRequest): string => `homeostat.key ${origin} ${variable}`;
