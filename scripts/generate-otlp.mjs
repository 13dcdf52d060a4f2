// Writes server/core/capture/otlp/otlp_pb.ts from otlp.proto beside it. Needs no network.
// usage: npm run otlp
import { execFileSync } from "node:child_process";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "..");
const folder = path.join(repository, "server/core/capture/otlp");
const bin = (name) => path.join(repository, "node_modules/.bin", name);
const template = {
  version: "v2",
  plugins: [
    {
      local: bin("protoc-gen-es"),
      out: folder,
      opt: ["target=ts", "import_extension=ts", "json_types=false"],
    },
  ],
};
execFileSync(bin("buf"), ["generate", folder, "--template", JSON.stringify(template)], { stdio: "inherit" });
execFileSync(bin("biome"), ["check", "--write", path.join(folder, "otlp_pb.ts")], { stdio: "inherit" });
