import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import type { Editor } from "../models/index.ts";
import { type LogLevel, spawnHost } from "./spawn-host.ts";

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});

/** A worker of a few lines, and what it made its parent log. */
function hostOf(worker: string, editor?: Editor) {
  const entry = join(folder, "worker.cjs");
  writeFileSync(entry, worker);
  const logged: { line: string; level: LogLevel }[] = [];
  const host = spawnHost(
    { root: folder, trusted: true },
    { entry, editor, log: (line, level) => logged.push({ line, level }) },
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

describe("a worker that was let go", () => {
  /** The first one asks for a key of its own when the second one asks for another: both questions have the number 1. */
  const worker = `
    const { existsSync, writeFileSync } = require("node:fs");
    const isThere = (name) => existsSync(__dirname + "/" + name);
    const mark = (name) => writeFileSync(__dirname + "/" + name, "");
    const ask = (key, done) =>
      process.send({ kind: "askEditor", id: 1, method: "key", args: [key, "https://" + key] }, done);
    const isFirst = !isThere("first");
    mark("first");
    let call;
    const askLate = () => {
      if (!isThere("second")) return setTimeout(askLate, 5);
      ask("old", () => { mark("asked"); setTimeout(() => process.exit(0), 300); });
    };
    process.on("message", ({ kind, id, value }) => {
      if (kind === "close") return isFirst ? askLate() : process.exit(0);
      if (kind === "editorReply") return process.send({ kind: "result", id: call, value });
      if (kind !== "call") return;
      call = id;
      if (isFirst) return process.send({ kind: "failure", id, error: { name: "UserError", message: "gone", code: "store-gone" } });
      ask("new");
      mark("second");
    });
    process.on("disconnect", () => process.exit(0));`;

  it("cannot answer a question of the next one: a key goes to who asked for it", async () => {
    const asked: string[] = [];
    const editor: Editor = {
      chat: async () => ({ refused: "unknown", detail: "" }),
      key: async (variable) => {
        asked.push(variable);
        await expect.poll(() => existsSync(join(folder, "asked"))).toBe(true);
        if (variable === "new") await new Promise((resolve) => setTimeout(resolve, 200));
        return `the ${variable} key`;
      },
    };
    const { host } = hostOf(worker, editor);
    expect(await codeOf(host.importConversations([], undefined))).toBe("store-gone");
    expect(await host.revision()).toBe("the new key");
    expect(asked).toEqual(["new"]);
    await host.close();
  });
});

describe("long work", () => {
  /** Answers with what it was given. */
  const echo = `process.on("message", ({ kind, id, args }) => {
    if (kind === "close") process.exit(0);
    if (kind === "call") process.send({ kind: "progress", id, step: { message: "begun" } }, () =>
      process.send({ kind: "result", id, value: args }));
  });
  process.on("disconnect", () => process.exit(0));`;

  it("stays on its own side, and what was asked arrives where nobody gives it", async () => {
    const { host } = hostOf(echo);
    const query = { evaluator: "tone", against: "outcome" } as const;
    expect(await host.agreement(query)).toEqual([query]);
    expect(await host.importConversations(["a"], undefined)).toEqual([["a"], undefined]);
    expect(await host.testEvaluators()).toEqual([]);
    const told: unknown[] = [];
    const work = { signal: new AbortController().signal, progress: (step: unknown) => told.push(step) };
    expect(await host.agreement(query, work)).toEqual([query]);
    expect(await host.testEvaluators(undefined, work)).toEqual([undefined]);
    expect(await host.evaluate(work)).toEqual([]);
    expect(told).toEqual([...Array(3)].map(() => ({ message: "begun" })));
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
