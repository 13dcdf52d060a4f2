// Writes server/core/capture/otlp/*_pb.ts from the .proto files beside them. Needs no network.
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
const made = ["otlp_pb.ts", "otlp_export_pb.ts"].map((name) => path.join(folder, name));
execFileSync(bin("biome"), ["check", "--write", ...made], { stdio: "inherit" });
