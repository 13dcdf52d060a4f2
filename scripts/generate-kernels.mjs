// Compiles server/core/behaviors/kernels/*.as to WebAssembly, as text in kernels-wasm.ts beside it; a test says when it is not current.
// usage: npm run kernels
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import asc from "assemblyscript/asc";

const folder = join(resolve(import.meta.dirname, ".."), "server/core/behaviors/kernels");
const flags =
  "-O3 --enable simd --enable threads --runtime stub --noAssert --importMemory --sharedMemory --maximumMemory 65536 --use abort=".split(
    " ",
  );

/** The file as it should be. */
export async function generatedKernels() {
  let wasm;
  const { error, stderr } = await asc.main(
    ["kernels.ts", "leiden.ts", "--outFile", "kernels.wasm", ...flags],
    {
      readFile: (name) =>
        /^(?:kernels|leiden)\.ts$/.test(name)
          ? readFileSync(join(folder, name.replace(".ts", ".as")), "utf8")
          : null,
      writeFile: (name, contents) => {
        if (name === "kernels.wasm") wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !wasm) throw new Error(`${stderr.toString()}\n${error?.message ?? "nothing was compiled"}`);
  const lines = Buffer.from(wasm)
    .toString("base64")
    .match(/.{1,104}/g);
  return `// Made from kernels.as and leiden.as by \`npm run kernels\`.\nexport const kernelsWasm = \`\n${lines.join("\n")}\n\`;\n`;
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(join(folder, "kernels-wasm.ts"), await generatedKernels());
