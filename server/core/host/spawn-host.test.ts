import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LogLevel, spawnHost } from "./spawn-host.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeostat-spawn-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A worker of a few lines, and what it made its parent log. */
function hostOf(worker: string) {
  const entry = join(folder, "worker.cjs");
  writeFileSync(entry, worker);
  const logged: { line: string; level: LogLevel }[] = [];
  const host = spawnHost(
    { root: folder, trusted: true },
    { entry, log: (line, level) => logged.push({ line, level }) },
  );
  return { host, logged };
}
const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "done",
    ({ code }: { code: string }) => code,
  );

describe("a worker that dies", () => {
  const dies = `process.on("message", ({ kind }) => {
    if (kind !== "call") return;
    process.stderr.write("the engine broke\\n", () => process.exit(3));
  });`;

  it("is logged with its end and its last words, and started again by the next call", async () => {
    const { host, logged } = hostOf(dies);
    expect([await codeOf(host.revision()), await codeOf(host.revision())]).toEqual([
      "host-died",
      "host-died",
    ]);
    expect(logged.filter(({ level }) => level === "debug")).toHaveLength(2);
    expect(logged).toContainEqual({
      level: "error",
      line: "The store process ended by itself (exit code 3), last saying: the engine broke. It starts again when needed.",
    });
  });

  it("is given up after five times in a row", async () => {
    const { host, logged } = hostOf(dies);
    const codes: string[] = [];
    for (let i = 0; i < 7; i++) codes.push(await codeOf(host.revision()));
    expect(codes).toEqual([...Array(5).fill("host-died"), "host-crashes", "host-crashes"]);
    expect(logged.filter(({ level }) => level === "debug")).toHaveLength(5);
  });
});

describe("a store that is gone", () => {
  const gone = `process.on("message", ({ kind, id }) => {
    if (kind === "close") process.exit(0);
    if (kind === "call") process.send({ kind: "failure", id, error: { name: "UserError", message: "gone", code: "store-gone" } });
  });
  process.on("disconnect", () => process.exit(0));`;
  const starts = (logged: readonly { line: string }[]) =>
    logged.filter(({ line }) => / starts for /.test(line)).length;

  it("is made anew by the import after the one that failed: in a process that has not the old one open", async () => {
    const { host, logged } = hostOf(gone);
    expect(await codeOf(host.importConversations([], undefined))).toBe("store-gone");
    expect(await codeOf(host.importConversations([], undefined))).toBe("store-gone");
    expect(starts(logged)).toBe(2);
    expect(logged.filter(({ line }) => line.includes("ended by itself"))).toEqual([]);
    await host.close();
  });

  it("is not made anew by who only reads", async () => {
    const { host, logged } = hostOf(gone);
    for (let i = 0; i < 3; i++) expect(await codeOf(host.revision())).toBe("store-gone");
    expect(starts(logged)).toBe(1);
    await host.close();
  });
});

describe("what a worker prints", () => {
  it("has the level of its stream, or the one that LanceDB writes into the line", async () => {
    const { host, logged } = hostOf(`
      console.log("plain");
      console.error("[2026-01-01T00:00:00Z WARN  lance::dataset] slow");
      console.error("broken");
      process.on("message", ({ kind, id }) => kind === "call" && setTimeout(() => process.send({ kind: "result", id, value: "r" }), 100));
      process.on("disconnect", () => process.exit(0));`);
    expect(await host.revision()).toBe("r");
    await expect
      .poll(() => logged.map(({ level }) => level).sort())
      .toEqual(["debug", "error", "info", "warn"]);
    await host.close();
    expect(logged.filter(({ line }) => line.includes("ended by itself"))).toEqual([]);
  });
});
