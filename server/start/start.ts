import { runCompiled } from "./run-compiled.ts";

// What every process of ours starts: dist/X.cjs is this file, and runs the bundle dist/X-main.cjs beside it.

runCompiled(__filename.replace(/\.cjs$/, "-main.cjs"));
