/** The text of kernels-wasm.ts as it should be. */
export function generatedKernels(): Promise<string>;
