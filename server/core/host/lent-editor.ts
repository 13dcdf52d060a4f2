import { messageOf } from "../base/index.ts";
import type { Editor, EditorAnswer, EditorQuestion } from "../models/index.ts";

/**
 * An editor that the process in front of a host lends it: the host asks, the other side answers. Keys cross in these messages alone, which
 * nobody logs; neither the arguments nor the environment of a process has them.
 */
export interface AskEditor {
  readonly kind: "askEditor";
  readonly id: number;
  readonly method: keyof Editor;
  readonly args: readonly unknown[];
}

/** Nobody waits for that answer any more. */
export interface StopAsking {
  readonly kind: "stopAsking";
  readonly id: number;
}

/** `failure`: why there is none, as nobody can act on it; what a person can do about is a value. */
export interface EditorReply {
  readonly kind: "editorReply";
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: string;
}

/** In the host's process: an editor that is asked by messages. */
export class LentEditor implements Editor {
  private readonly waiting = new Map<number, (reply: EditorReply) => void>();
  private lastId = 0;

  constructor(private readonly send: (message: AskEditor | StopAsking) => void) {}

  key(variable: string, origin: string): Promise<string | undefined> {
    return this.ask<string | undefined>("key", [variable, origin]);
  }

  chat(question: EditorQuestion, signal?: AbortSignal): Promise<EditorAnswer> {
    return this.ask("chat", [question], signal);
  }

  receive(reply: EditorReply): void {
    this.waiting.get(reply.id)?.(reply);
  }

  private ask<T>(method: keyof Editor, args: readonly unknown[], signal?: AbortSignal): Promise<T> {
    const id = ++this.lastId;
    return new Promise<T>((resolve, reject) => {
      const stop = (): void => {
        done();
        this.send({ kind: "stopAsking", id });
        reject(signal!.reason);
      };
      const done = (): void => {
        this.waiting.delete(id);
        signal?.removeEventListener("abort", stop);
      };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener("abort", stop, { once: true });
      this.waiting.set(id, ({ value, failure }) => {
        done();
        if (failure === undefined) resolve(value as T);
        else reject(new Error(failure));
      });
      this.send({ kind: "askEditor", id, method, args });
    });
  }
}

/** In front of the host: passes on what it asks. */
export class EditorLender {
  private readonly asked = new Map<number, AbortController>();

  constructor(
    private readonly editor: Editor,
    private readonly send: (reply: EditorReply) => void,
  ) {}

  receive(message: AskEditor | StopAsking): void {
    if (message.kind === "askEditor") void this.ask(message);
    else this.asked.get(message.id)?.abort();
  }

  /** The host is gone: nobody waits for anything. */
  close(): void {
    for (const controller of this.asked.values()) controller.abort();
  }

  private async ask({ id, method, args }: AskEditor): Promise<void> {
    const controller = new AbortController();
    this.asked.set(id, controller);
    try {
      const act = this.editor[method] as (...args: readonly unknown[]) => Promise<unknown>;
      const value = await act.call(this.editor, ...args, controller.signal);
      if (!controller.signal.aborted) this.send({ kind: "editorReply", id, value });
    } catch (error) {
      if (!controller.signal.aborted) this.send({ kind: "editorReply", id, failure: messageOf(error) });
    } finally {
      this.asked.delete(id);
    }
  }
}
