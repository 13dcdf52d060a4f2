import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(__dirname, "..");
/** Rooms in the order of the data: each may import those before it, through their index.ts. `host` wires them. */
const rooms = [
  "base",
  "prompt",
  "models",
  "store",
  "capture",
  "signals",
  "evaluators",
  "behaviors",
  "attribution",
  "monitor",
  "improve",
  "review",
  "host",
];
/** One owner per outside thing. */
const owners: readonly (readonly [RegExp, RegExp])[] = [
  [/^vscode$|^vscode-languageclient/, /^client\//],
  [/^vscode-languageserver/, /^server\/lsp\//],
  // review/connect/ holds programs as text, for people to copy.
  [/^openai$|^@huggingface\/transformers|^onnxruntime/, /^server\/core\/(?:models|review\/connect)\//],
  [/^@lancedb\/|^apache-arrow/, /^server\/core\/store\//],
  [/^commander$|^picocolors$|^junit-report-builder$/, /^server\/cli\//],
  [/^@bufbuild\//, /^server\/core\/capture\//],
  [/^@lezer\//, /^server\/core\/(?:prompt|review\/query)\//],
  [/^@grpc\//, /^server\/core\/capture\/receiver\//],
];

const sources = ["client", "server", "webview"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  .filter((name) => name.endsWith(".ts") && !/(?:\.test|\/testing)\.ts$|\.d\.ts$/.test(name));

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isRelative: boolean;
}

const imports: readonly Import[] = sources.flatMap((from) => {
  const text = readFileSync(join(root, from), "utf8");
  return [
    ...text.matchAll(/^(?:import|export)\b[^;"']*?\bfrom\s+["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm),
  ].map(([, fixed, lazy]) => {
    const name = (fixed ?? lazy)!;
    const isRelative = name.startsWith(".");
    const to = isRelative
      ? normalize(join(dirname(from), name))
          .split(sep)
          .join("/")
      : name;
    return { from: from.split(sep).join("/"), to, isRelative };
  });
});

const roomOf = (path: string): string | undefined => /^server\/core\/([a-z]+)\//.exec(path)?.[1];
const faceOf = (path: string): string | undefined =>
  /^(client|webview|server\/lsp|server\/cli|server\/protocol)\//.exec(path)?.[1];
const wrong = (bad: (one: Import) => boolean): string[] =>
  imports.filter(bad).map(({ from, to }) => `${from} -> ${to}`);

describe("imports go one way", () => {
  it("finds the imports it is about", () => {
    expect(imports.length).toBeGreaterThan(300);
    for (const room of readdirSync(join(root, "server/core"), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    ))
      expect(rooms).toContain(room.name);
  });

  it("a room imports only rooms above it", () => {
    const upwards = wrong(({ from, to, isRelative }) => {
      const [here, there] = [roomOf(from), isRelative ? roomOf(to) : undefined];
      return here !== undefined && there !== undefined && rooms.indexOf(there) > rooms.indexOf(here);
    });
    expect(upwards).toEqual([]);
  });

  it("a room is entered through its index.ts", () => {
    const byTheWindow = wrong(
      ({ from, to, isRelative }) =>
        isRelative &&
        roomOf(to) !== undefined &&
        roomOf(from) !== undefined &&
        roomOf(from) !== roomOf(to) &&
        !to.endsWith("/index.ts"),
    );
    expect(byTheWindow).toEqual([]);
  });

  it("the core imports no face", () => {
    expect(
      wrong(
        ({ from, to, isRelative }) =>
          isRelative && from.startsWith("server/core/") && !to.startsWith("server/core/"),
      ),
    ).toEqual([]);
  });

  it("faces import the core's door and the protocol, and no other face", () => {
    const allowed = (from: string, to: string): boolean => {
      const face = faceOf(from);
      if (faceOf(to) === face || to.startsWith("server/protocol/")) return true;
      return (face === "server/lsp" || face === "server/cli") && to === "server/core/index.ts";
    };
    expect(
      wrong(({ from, to, isRelative }) => isRelative && faceOf(from) !== undefined && !allowed(from, to)),
    ).toEqual([]);
  });

  it("the protocol imports nothing", () => {
    expect(
      wrong(({ from, to }) => from.startsWith("server/protocol/") && !to.startsWith("server/protocol/")),
    ).toEqual([]);
  });

  it("each outside thing has one owner", () => {
    const strays = wrong(
      ({ from, to, isRelative }) =>
        !isRelative && owners.some(([thing, owner]) => thing.test(to) && !owner.test(from)),
    );
    expect(strays).toEqual([]);
  });

  it("no path of the repository leaves it", () => {
    expect(
      wrong(({ to, isRelative }) => isRelative && relative(root, join(root, to)).startsWith("..")),
    ).toEqual([]);
  });
});
