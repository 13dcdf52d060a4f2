import { kernelsWasm } from "./kernels-wasm.ts";
import { SecondThread } from "./second-thread.ts";

/** The compiled loops of kernels.as and leiden.as; addresses are bytes in their memory. */
interface Exports {
  times(...args: SparseArguments): void;
  gram(dense: number, rowCount: number, width: number, scratch: number, out: number): void;
  mix(dense: number, rowCount: number, width: number, matrix: number, kept: number, out: number): void;
  compareBlocks(
    rows: number,
    rowBytes: number,
    rowCount: number,
    from: number,
    to: number,
    scratch: number,
    ids: number,
    products: number,
    worst: number,
    count: number,
  ): void;
  leiden(
    ...args: [...graph: GraphArguments, numbers: number, labels: number, fromLabels: number, scratch: number]
  ): void;
  join(
    ...args: [
      ...graph: GraphArguments,
      labels: number,
      count: number,
      outStarts: number,
      outTargets: number,
      outWeights: number,
      outStrengths: number,
      scratch: number,
    ]
  ): void;
}

/** A graph in compressed rows, and the strength of each node. */
export type GraphArguments = [
  nodeCount: number,
  starts: number,
  targets: number,
  weights: number,
  strengths: number,
];

type SparseArguments = [
  starts: number,
  columns: number,
  values: number,
  rowCount: number,
  dense: number,
  width: number,
  out: number,
];

/** What is used of WebAssembly: the types that come with Node leave it out, and those of browsers have no place in the core. */
const { Memory, Module, Instance } = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Memory: new (size: {
        readonly initial: number;
        readonly maximum: number;
        readonly shared: true;
      }) => {
        readonly buffer: SharedArrayBuffer;
        grow(pages: number): number;
      };
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (
        module: object,
        imports: object,
      ) => { readonly exports: Readonly<Record<string, (...args: readonly number[]) => void>> };
    };
  }
).WebAssembly;

let compiled: object | undefined;

const pageBytes = 65_536;
/** As the kernels are compiled. It is address space; memory is what was taken. */
const mostPages = 65_536;

/** Multiplications that take as long as some starts of a thread. */
const WORTH_A_THREAD = 1e8;

/** Memories that nobody uses. To have pages of memory made takes longer than most of what is done in them, so that they wait for the next. */
const idle: Kernels[] = [];
const IDLE_MS = 500;
let letGo: NodeJS.Timeout | undefined;

/**
 * The compiled loops with a memory of their own, which grows as arrays are put into it. An array that was taken is found by its address:
 * views are made anew after growth, so ask for one when the numbers are wanted. `borrow` one, and give it back by `end`.
 */
export class Kernels {
  readonly run: Exports;
  private readonly memory = new Memory({ initial: 1, maximum: mostPages, shared: true });
  private second: SecondThread | undefined;
  private used = 16;
  /** What was never used is nought. */
  private high = 16;

  private constructor(private readonly module: object) {
    const { exports } = new Instance(module, { env: { memory: this.memory, exp: Math.exp } });
    this.run = exports as unknown as Exports;
  }

  /** `products`: how many multiplications will be asked for. Many are worth a second thread, for `each`. */
  static borrow(products = 0): Kernels {
    compiled ??= new Module(Buffer.from(kernelsWasm, "base64"));
    const kernels = idle.pop() ?? new Kernels(compiled);
    kernels.used = 16;
    if (products > WORTH_A_THREAD) kernels.startSecond();
    return kernels;
  }

  /** Its arrays are somebody else's from then on. */
  end(): void {
    if (this.second?.isLost) return;
    idle.push(this);
    clearTimeout(letGo);
    letGo = setTimeout(() => {
      for (const { second } of idle.splice(0)) second?.end();
    }, IDLE_MS).unref();
  }

  private startSecond(): void {
    const { run, module, memory } = this;
    this.second ??= SecondThread.start(run as never, { module, memory });
  }

  /** Runs a kernel with each of some arguments, in no order, on both threads where there are two. The calls write to different places. */
  each<K extends keyof Exports>(kernel: K, calls: readonly Parameters<Exports[K]>[]): void {
    if (this.second) this.second.each(kernel, calls);
    else for (const call of calls) (this.run[kernel] as (...args: readonly number[]) => void)(...call);
  }

  /** How many work now. */
  get threads(): number {
    return this.second?.isReady ? 2 : 1;
  }

  /** How many calls the second thread has made. */
  get helped(): number {
    return this.second?.helped ?? 0;
  }

  /** Room for so many bytes, all of them nought; gives its address. */
  take(bytes: number): number {
    const at = this.used;
    this.used = Math.ceil((at + bytes) / 16) * 16;
    const lacking = this.used - this.memory.buffer.byteLength;
    if (lacking > 0) this.memory.grow(Math.ceil(lacking / pageBytes));
    new Uint8Array(this.memory.buffer, at, bytes).fill(0, 0, Math.max(0, this.high - at));
    this.high = Math.max(this.high, this.used);
    return at;
  }

  /** Where the next array will stand. */
  mark(): number {
    return this.used;
  }

  /** Gives up what was taken since then. */
  release(mark: number): void {
    this.used = mark;
  }

  /** A copy of an array; gives its address. */
  put(array: Float32Array | Float64Array | Int32Array): number {
    const at = this.take(array.byteLength);
    new Uint8Array(this.memory.buffer, at, array.byteLength).set(
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    );
    return at;
  }

  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }

  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }

  integers(at: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, length);
  }

  shorts(at: number, length: number): Int16Array {
    return new Int16Array(this.memory.buffer, at, length);
  }
}
