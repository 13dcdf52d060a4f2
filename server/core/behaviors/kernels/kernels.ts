import { kernelsWasm } from "./kernels-wasm.ts";

/** The compiled loops of kernels.as; addresses are bytes in their memory. */
interface Exports {
  times(...args: SparseArguments): void;
  transposedTimes(...args: SparseArguments): void;
  gram(dense: number, rowCount: number, width: number, scratch: number, out: number): void;
  mix(dense: number, rowCount: number, width: number, matrix: number, kept: number, out: number): void;
  compareBlock(
    rows: number,
    rowBytes: number,
    rowCount: number,
    block: number,
    scratch: number,
    ids: number,
    products: number,
    worst: number,
    count: number,
  ): void;
}

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
      }) => {
        readonly buffer: ArrayBuffer;
        grow(pages: number): number;
      };
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object, imports: object) => { readonly exports: object };
    };
  }
).WebAssembly;

let compiled: object | undefined;

const pageBytes = 65_536;

/**
 * The compiled loops with a memory of their own, which grows as arrays are put into it and goes with this object. An array that was
 * taken is found by its address: views are made anew after growth, so ask `view` when the numbers are wanted.
 */
export class Kernels {
  readonly run: Exports;
  private readonly memory = new Memory({ initial: 1 });
  private end = 16;

  constructor() {
    compiled ??= new Module(Buffer.from(kernelsWasm, "base64"));
    const { exports } = new Instance(compiled, { env: { memory: this.memory } });
    this.run = exports as unknown as Exports;
  }

  /** Room for so many bytes, all of them nought; gives its address. */
  take(bytes: number): number {
    const at = this.end;
    this.end = (at + bytes + 15) & ~15;
    const lacking = this.end - this.memory.buffer.byteLength;
    if (lacking > 0) this.memory.grow(Math.ceil(lacking / pageBytes));
    return at;
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
