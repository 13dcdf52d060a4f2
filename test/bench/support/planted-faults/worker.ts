import { type ChildProcess, fork } from "node:child_process";

/** A process of this script that does one kind of work, an order at a time. */
export class Worker {
  private child: ChildProcess | undefined;
  private done = 0;

  constructor(private readonly role: string) {}

  async do<T>(order: object): Promise<T> {
    // Native memory of many stores adds up.
    if (this.done++ % 20 === 0) this.end();
    this.child ??= fork(process.argv[1]!, [this.role], { execArgv: process.execArgv });
    const { child } = this;
    const answer = await new Promise<{ result: T; error?: string }>((resolve, reject) => {
      child.once("message", (message) => resolve(message as { result: T; error?: string }));
      child.once("exit", (code) => reject(new Error(`"${this.role}" ended with code ${code}.`)));
      child.send(order);
    });
    child.removeAllListeners();
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.result;
  }

  end(): void {
    this.child?.kill();
    this.child = undefined;
  }
}
