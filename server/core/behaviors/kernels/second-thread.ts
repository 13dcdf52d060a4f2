import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** What both threads read and write: whole numbers at these places, the arguments of all calls of a round after them. */
const Place = {
  round: 0,
  ready: 1,
  left: 2,
  done: 3,
  failed: 4,
  kernel: 5,
  arity: 6,
  helped: 7,
  calls: 8,
} as const;
const MOST_NUMBERS = 4_096;
const ENDED = -1;

/**
 * The other thread's program. It is a text and no module, because it is the same ten lines whether we run from source, from a bundle
 * or in a test, and has to be found by all of them.
 */
const PROGRAM = `
const { module, memory, kernels, board } = require("node:worker_threads").workerData;
const run = new WebAssembly.Instance(module, { env: { memory, exp: Math.exp } }).exports;
Atomics.store(board, ${Place.ready}, 1);
for (let round = 0; round !== ${ENDED}; round = Atomics.load(board, ${Place.round})) {
  for (let call; (call = Atomics.sub(board, ${Place.left}, 1) - 1) >= 0; ) {
    const from = ${Place.calls} + call * board[${Place.arity}];
    try {
      run[kernels[board[${Place.kernel}]]](...board.subarray(from, from + board[${Place.arity}]));
    } catch {
      Atomics.store(board, ${Place.failed}, 1);
    }
    Atomics.add(board, ${Place.helped}, 1);
    Atomics.add(board, ${Place.done}, 1);
    Atomics.notify(board, ${Place.done});
  }
  Atomics.wait(board, ${Place.round}, round);
}`;

/** No call takes a hundredth of it. */
const LONGEST_CALL_MS = 120_000;

type Kernel = Readonly<Record<string, (...args: readonly number[]) => void>>;

/** The compiled kernels and the memory they work in. */
interface Shared {
  readonly module: object;
  readonly memory: object;
}

/**
 * A thread beside this one that runs kernels on the same memory. Until it has begun, and where it cannot begin, this thread does
 * everything alone; what comes out does not depend on who did it. It lives until `end`.
 */
export class SecondThread {
  private readonly board = new Int32Array(new SharedArrayBuffer(4 * MOST_NUMBERS));
  private readonly kernels: readonly string[];
  /** It may still write into the memory. */
  isLost = false;

  private constructor(
    private readonly run: Kernel,
    shared: Shared,
  ) {
    this.kernels = Object.keys(run);
    const worker = new Worker(PROGRAM, {
      eval: true,
      // What this process was started with, loaders and profilers, is not for ten lines; NODE_OPTIONS would bring it back.
      execArgv: [],
      env: {},
      workerData: { ...shared, kernels: this.kernels, board: this.board },
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16 },
    });
    // Then it is never ready.
    worker.on("error", () => undefined);
    worker.unref();
  }

  /** None where there is but one processor, or no thread can be had. */
  static start(run: Kernel, shared: Shared): SecondThread | undefined {
    if (availableParallelism() < 2) return undefined;
    try {
      return new SecondThread(run, shared);
    } catch {
      return undefined;
    }
  }

  get isReady(): boolean {
    return Atomics.load(this.board, Place.ready) === 1;
  }

  /** How many calls the other thread has made. */
  get helped(): number {
    return Atomics.load(this.board, Place.helped);
  }

  /** Runs a kernel with each of some arguments, all equally many, in no order, on both threads; comes back when all is done. */
  each(kernel: string, calls: readonly (readonly number[])[]): void {
    const { board, run } = this;
    const arity = calls[0]?.length ?? 0;
    if (!this.isReady || Place.calls + calls.length * arity > MOST_NUMBERS) {
      for (const call of calls) run[kernel]!(...call);
      return;
    }
    board[Place.kernel] = this.kernels.indexOf(kernel);
    board[Place.arity] = arity;
    calls.forEach((call, i) => {
      board.set(call, Place.calls + i * arity);
    });
    board[Place.done] = 0;
    board[Place.failed] = 0;
    // From here on calls are taken, each by whoever counts it down; a thread that comes late finds nothing left.
    Atomics.store(board, Place.left, calls.length);
    Atomics.add(board, Place.round, 1);
    Atomics.notify(board, Place.round);
    const taken = (): number => Atomics.sub(board, Place.left, 1) - 1;
    let wanted = calls.length;
    try {
      for (let call = taken(); call >= 0; call = taken()) {
        run[kernel]!(...calls[call]!);
        Atomics.add(board, Place.done, 1);
      }
    } catch {
      // Memory is given back only when the other thread writes no more: what nobody took is left undone, what it took it finishes.
      wanted -= Math.max(0, Atomics.exchange(board, Place.left, 0));
      Atomics.store(board, Place.failed, 1);
      Atomics.add(board, Place.done, 1);
    }
    const done = (): number => Atomics.load(board, Place.done);
    for (let count = done(); count < wanted; count = done())
      if (Atomics.wait(board, Place.done, count, LONGEST_CALL_MS) === "timed-out" && done() === count) {
        this.isLost = true;
        throw new Error(`the second thread does not come back from the kernel ${kernel}`);
      }
    if (Atomics.load(board, Place.failed) === 1) throw new Error(`the kernel ${kernel} failed in its thread`);
  }

  end(): void {
    Atomics.store(this.board, Place.round, ENDED);
    Atomics.notify(this.board, Place.round);
  }
}
