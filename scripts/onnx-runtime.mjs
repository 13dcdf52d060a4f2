// The runtime of local models is native code too: onnxruntime-node brings every platform's in one package. A build takes its own alone.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const packageOf = (name, from = require) => {
  const main = from.resolve(name);
  const end = main.lastIndexOf(path.join("node_modules", name)) + path.join("node_modules", name).length;
  return main.slice(0, end);
};
const node = packageOf("onnxruntime-node");
const common = packageOf("onnxruntime-common", createRequire(path.join(node, "package.json")));

/** Only its JavaScript, without what compilers read. */
const isCode = (file) => /(?:\.js|package\.json|LICENSE)$/.test(file);

/**
 * Files of the runtime, as `{ from, to }` with `to` relative to node_modules. For Alpine there is no runtime: the code says so when a
 * model is to be loaded, and everything else works.
 */
export function runtimeFiles(target) {
  const [system, arch] = target.split("-");
  const native = path.join(node, "bin", "napi-v6", system, arch);
  if (!fs.existsSync(native)) return [];
  return [
    ...filesIn(node, "onnxruntime-node", ["package.json", "dist"]).filter(({ from }) => isCode(from)),
    ...filesIn(node, "onnxruntime-node", [path.relative(node, native)]).filter(({ from }) => isNeeded(from)),
    ...filesIn(common, "onnxruntime-common", ["package.json", path.join("dist", "cjs")]).filter(({ from }) =>
      isCode(from),
    ),
  ];
}

/** Models run on the processor: compilers of shaders stay out, and of the two copies of Apple's library the one that is not asked for. */
const isNeeded = (file) =>
  !/^(?:dxcompiler|dxil)\.dll$|^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(path.basename(file));

function filesIn(folder, name, parts) {
  return parts.flatMap((part) => {
    const whole = path.join(folder, part);
    if (fs.statSync(whole).isFile()) return [{ from: whole, to: path.join(name, part) }];
    return fs
      .readdirSync(whole, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((from) => ({ from, to: path.join(name, path.relative(folder, from)) }));
  });
}
