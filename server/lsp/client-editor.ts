import { CancellationTokenSource, type Connection } from "vscode-languageserver";
import { type Editor, messageOf } from "../core/index.ts";
import type * as protocol from "../protocol/index.ts";
import { methods, sealVariable } from "../protocol/index.ts";
import { unsealed } from "./unsealed.ts";

/** The secret by which the client seals what it tells; no process that is started from here gets it. */
export function takeSecret(env: NodeJS.ProcessEnv = process.env): Buffer | undefined {
  const secret = Buffer.from(env[sealVariable] ?? "", "base64");
  delete env[sealVariable];
  return secret.length === 32 ? secret : undefined;
}

/** The client's editor, to be lent to hosts; clients that gave no secret lend nothing. */
export function clientEditor(connection: Connection, secret: Buffer | undefined): Editor | undefined {
  if (!secret) return undefined;
  return {
    key: async (variable, origin) => {
      try {
        const request: protocol.KeyRequest = { variable, origin };
        const { sealed } = await connection.sendRequest<protocol.KeyResult>(methods.key, request);
        return sealed === null ? undefined : unsealed(sealed, secret);
      } catch (error) {
        connection.console.warn(`No key could be read from the editor: ${messageOf(error)}`);
        return undefined;
      }
    },
    chat: async (question, signal) => {
      const cancel = new CancellationTokenSource();
      const stop = (): void => cancel.cancel();
      signal?.addEventListener("abort", stop, { once: true });
      try {
        const request: protocol.AskModelRequest = question;
        return await connection.sendRequest<protocol.AskModelResult>(methods.askModel, request, cancel.token);
      } finally {
        signal?.removeEventListener("abort", stop);
        cancel.dispose();
      }
    },
  };
}
