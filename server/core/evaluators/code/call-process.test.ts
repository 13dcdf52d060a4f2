import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { javascriptCalls } from "../javascript-sandbox.ts";
import { buildChild } from "../testing.ts";
import type { CallProcess } from "./call-process.ts";
import { stdioCalls } from "./stdio-script.ts";

let child: Awaited<ReturnType<typeof buildChild>>;
let folder: string;
let file: string;
const opened: CallProcess[] = [];
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.remove());
beforeEach(() => {
  folder = ownFolder();
  file = join(folder, "code.mjs");
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function open(code: string, timeoutMs = 20_000): Promise<CallProcess> {
  await writeFile(file, `import fs from "node:fs";\n${code}`);
  const made = javascriptCalls({ entry: child.entry, timeoutMs, env: { NAMED: "here" } });
  opened.push(made);
  return made;
}

const noted = `const note = (x) => fs.appendFileSync(new URL("calls", import.meta.url), x);`;
const calls = (): Promise<string> => readFile(join(folder, "calls"), "utf8");

describe("calls that are made once", () => {
  it("are under way side by side", async () => {
    // Each waits for the other one.
    const process = await open(
      "let free; const both = new Promise((resolve) => { free = resolve; }); let n = 0; export default async (x) => { if (++n === 2) free(); await both; return x; }",
    );
    expect(await Promise.all([1, 2].map((x) => process.run({ file, args: [x] })))).toEqual([
      { value: 1 },
      { value: 2 },
    ]);
  });

  it("are not made again where one takes too long; the others answer, and later ones find a process", async () => {
    const process = await open(
      `${noted} export default async (x) => { note(x); if (x === "a") await new Promise(() => {}); return x; }`,
      4_000,
    );
    const first = await Promise.all(["a", "b"].map((x) => process.run({ file, args: [x] })));
    expect(first).toEqual([{ stopped: "it took longer than 4000 ms" }, { value: "b" }]);
    expect(await process.run({ file, args: ["c"] })).toEqual({ value: "c" });
    expect([...(await calls())].sort().join("")).toBe("abc");
  });

  it("say what ended their process, once each", async () => {
    const process = await open(`${noted} export default (x) => { note(x); process.exit(3); }`);
    expect(await process.run({ file, args: ["a"] })).toEqual({ stopped: "it ended its process (code 3)" });
    expect(await calls()).toBe("a");
  });

  it("are told what cannot be sent, and go on", async () => {
    const process = await open("export default (x) => x");
    expect(await process.run({ file, args: [() => 1] })).toEqual({
      stopped: expect.stringContaining("cannot be sent"),
    });
    expect(await process.run({ file, args: [2] })).toEqual({ value: 2 });
  });

  it("end with the signal's reason, and with their process", async () => {
    const process = await open("export default () => new Promise(() => {})");
    const controller = new AbortController();
    const running = process.run({ file, args: [] }, controller.signal);
    controller.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
    const other = process.run({ file, args: [] });
    process.close();
    expect(await other).toEqual({ stopped: "its process was closed" });
    expect(await process.run({ file, args: [] })).toEqual({ stopped: "its process was closed" });
  });

  it("find the process that was started for them, which has done nothing yet", async () => {
    const process = await open(`${noted} note("read "); export default (x) => { note(x); return x; }`);
    process.warm();
    process.warm();
    const both = [process.run({ file, args: ["a"] }), process.run({ file, args: ["b"] })];
    expect(await Promise.all(both)).toEqual([{ value: "a" }, { value: "b" }]);
    expect(await calls()).toBe("read ab");
    process.close();
    process.warm();
    expect(await process.run({ file, args: ["c"] })).toEqual({ stopped: "its process was closed" });
  });

  it("have the environment that is named for them and no other", async () => {
    const code = "export default () => [process.env.NAMED, process.env.HOME === undefined]";
    const process = await open(code);
    expect(await process.run({ file, args: [] })).toEqual({ value: ["here", true] });
    await writeFile(
      join(folder, "code.py"),
      "import os\ndef call_api():\n    return os.environ.get('NAMED')\n",
    );
    const python = stdioCalls("python", { timeoutMs: 20_000, env: { NAMED: "there" } });
    opened.push(python);
    const job = { file: join(folder, "code.py"), name: "call_api", args: [] };
    expect(await python.run(job)).toEqual({ value: "there" });
    const nowhere = stdioCalls("python", { timeoutMs: 20_000, programs: ["no-such-python"] });
    expect(await nowhere.run(job)).toEqual({ stopped: "there is no no-such-python on the PATH" });
  });
});
