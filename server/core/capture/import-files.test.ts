import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { seededRandom } from "../base/index.ts";
import { type Captured, messagesFromSpans } from "../store/index.ts";
import { type ImportOptions, importFiles } from "./import-files.ts";

const { path: folder, remove } = tempFolder();
afterAll(remove);
let files = 0;

function fileOf(content: string | Buffer, name = `${files++}.json`): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function read(path: string, options: Partial<ImportOptions> = {}) {
  const all: Captured[] = [];
  const report = await importFiles([path], {
    onCaptured: async (batch) => void all.push(...batch),
    ...options,
  });
  const problems = report.files.flatMap((file) => file.problems);
  return {
    all,
    ids: all.map(({ conversation }) => conversation.id),
    report,
    file: report.files[0]!,
    problems,
  };
}

const line = (id: string, text = "hi — 😀"): string =>
  JSON.stringify({
    id,
    messages: [
      { role: "user", content: text },
      { role: "assistant", content: "yes" },
    ],
  });
const tauEntry = (task: number, trial = 0) => ({
  task_id: task,
  trial,
  reward: task % 2,
  info: {},
  traj: [
    { role: "system", content: "rules" },
    { role: "user", content: `é ${task} 😀 "quoted" [x]` },
    { role: "assistant", content: "ok" },
  ],
});
const simulation = (id: string) => ({
  id,
  task_id: "7",
  trial: 1,
  reward_info: { reward: 1 },
  messages: [
    { role: "assistant", content: "Hi 😀" },
    { role: "user", content: "é" },
  ],
});
const tau2 = (ids: readonly string[]) => ({
  timestamp: "t",
  info: { agent_info: { llm: "m" }, environment_info: { policy: "Be kind." } },
  tasks: [{ id: "7", simulations: [1] }],
  simulations: ids.map(simulation),
});

describe("files that are not as they should be", () => {
  test("empty, blank, UTF-16, of no known format, absent: each says what it is, none throws", async () => {
    const reasonOf = async (content: string | Buffer) =>
      (await read(fileOf(content))).problems.map(({ reason }) => reason).join();
    expect(await reasonOf("")).toBe("The file is empty.");
    expect(await reasonOf("\uFEFF \n")).toBe("The file is empty.");
    expect(await reasonOf(Buffer.from(`\uFEFF${line("a")}`, "utf16le"))).toContain("UTF-16");
    expect(await reasonOf(Buffer.from(line("a"), "utf16le").swap16())).toContain("UTF-16");
    expect(await reasonOf("# a prompt")).toContain("no known format");
    expect(await reasonOf('{"name":"x"}')).toContain("no known format");
    expect(await reasonOf(Buffer.from([0, 0, 0, 0, 0]))).toContain("no known format");
    expect((await read(join(folder, "absent"))).problems[0]!.reason).toBe(
      "Could not be read: there is no such file",
    );
    expect(await reasonOf(`${line("a")}\n{"id":"b","messages":"hello"}`)).toMatch(
      /^Its "messages" are no list/,
    );
  });

  test("a byte order mark, CRLF and blank lines are no obstacle", async () => {
    const { ids, problems } = await read(fileOf(`\uFEFF${line("a")}\r\n\r\n${line("b")}\r\n`));
    expect([ids, problems]).toEqual([["a", "b"], []]);
  });

  test("a broken line is reported with its number, also the first one, and the others are read", async () => {
    const { ids, problems, file } = await read(
      fileOf(`not json\n${line("a")}\n{"messages": [}\n[1]\n${line("b")}\n`),
    );
    expect(ids).toEqual(["a", "b"]);
    expect(problems.map((problem) => problem.line)).toEqual([1, 3, 4]);
    expect(problems.every((problem) => problem.file === file.file)).toBe(true);
  });

  test("a broken entry of an array is reported with its number, and the others are read", async () => {
    const entries = [tauEntry(1), "{", { task_id: 5 }, tauEntry(2)].map((entry) =>
      entry === "{" ? '{"reward": NaN}' : JSON.stringify(entry),
    );
    const { all, problems } = await read(fileOf(`[${entries.join(",\n")}]`));
    expect(all.map(({ conversation }) => conversation.taskId)).toEqual(["1", "2"]);
    expect(problems.map(({ entry, line: at }) => [entry, at])).toEqual([
      [2, 2],
      [3, 3],
    ]);
  });

  test("bytes that are not UTF-8 are replaced and reported; NUL bytes break their line alone", async () => {
    const broken = Buffer.concat([
      Buffer.from(line("a", "x")),
      Buffer.from("\n"),
      Buffer.from(line("b", "@")),
      Buffer.from("\n\0\0\0\n"),
    ]);
    broken[broken.indexOf("@")] = 0xff;
    const { all, problems } = await read(fileOf(broken));
    expect(messagesFromSpans(all[1]!.spans)[0]!.text).toBe("\uFFFD");
    expect(problems.map((problem) => problem.line)).toEqual([2, 3]);
    expect(problems[0]!.reason).toContain("not UTF-8");
    expect(problems.map(({ reason }) => reason).join()).not.toContain("\0");
  });

  test("nesting without end is refused, prototype keys are taken out", async () => {
    const deep = `{"id":"deep","messages":[{"role":"user","content":"x"}],"metadata":${"[".repeat(5e5)}${"]".repeat(5e5)}}`;
    const evil =
      '{"id":"evil","messages":[{"role":"user","content":"x"}],"metadata":{"__proto__":{"polluted":1},"constructor":"c"}}';
    const { all, ids, problems } = await read(fileOf(`${deep}\n${evil}\n${line("a")}\n`));
    expect(ids).toEqual(["evil", "a"]);
    expect(problems.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("deeper"),
      expect.stringContaining("__proto__"),
    ]);
    expect(all[0]!.conversation.attributes).toEqual({ constructor: "c" });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("arguments inside a string are guarded as well: too deep ones stay the string", async () => {
    const deep = "[".repeat(5e4) + "]".repeat(5e4);
    const calls = [deep, '{"__proto__":{"x":1},"y":2}'].map((args, id) => ({
      id,
      function: { name: "f", arguments: args },
    }));
    const { all } = await read(
      fileOf(JSON.stringify({ id: "a", messages: [{ role: "assistant", tool_calls: calls }] })),
    );
    expect(messagesFromSpans(all[0]!.spans)[0]!.toolCalls!.map(({ args }) => args)).toStrictEqual([
      deep,
      { y: 2 },
    ]);
  });

  test("a line of 100 MB is refused by size, the lines around it are read", async () => {
    const { ids, problems } = await read(
      fileOf(`${line("a")}\n${line("huge", "x".repeat(1e8))}\n${line("b")}\n`),
    );
    expect(ids).toEqual(["a", "b"]);
    expect(problems).toMatchObject([{ line: 2, reason: expect.stringContaining("32 MiB") }]);
  });

  test("the same id twice: the same content is left out, other content is kept under an id of its own", async () => {
    const { ids, problems } = await read(
      fileOf([line("a"), line("a"), line("a", "other"), line("a")].join("\n")),
    );
    expect(ids).toEqual(["a", "a#2"]);
    expect(problems.map((problem) => problem.line)).toEqual([2, 3, 4]);
  });

  test("without ids the same content twice is two conversations, and importing again gives the same ids", async () => {
    const entry = JSON.stringify({ messages: [{ role: "user", content: "hi" }] });
    const path = fileOf(`${entry}\n${entry}\n`);
    const { ids, problems } = await read(path);
    expect([new Set(ids).size, problems]).toEqual([2, []]);
    expect((await read(path)).ids).toEqual(ids);
  });

  test("hostile text reaches no report unfiltered", async () => {
    const { problems } = await read(
      fileOf(`${line("a")}\n\x1b[31mred\n${line("x\x1b]0;t")}\n${line("x\x1b]0;t")}\n`),
    );
    expect(problems).toHaveLength(2);
    expect(problems.map(({ reason }) => reason).join()).not.toContain("\x1b");
  });
});

describe("a file cut anywhere", () => {
  const random = seededRandom(11);
  const arrays = JSON.stringify(Array.from({ length: 30 }, (_, task) => tauEntry(task)));
  const object = JSON.stringify(tau2(Array.from({ length: 30 }, (_, n) => `s${n}`)));
  const lines = `${Array.from({ length: 30 }, (_, n) => line(`c${n}`)).join("\n")}\n`;

  /** How many entries end before the cut, told from the text alone: each ends with a mark that stands nowhere else. */
  const completeBefore = (bytes: Buffer, at: number, mark: string): number =>
    bytes.subarray(0, at).toString("latin1").split(mark).length - 1;

  test.each([
    ["a JSON array", arrays, '"content":"ok"}]}'],
    ["an object of simulations", object, '"user","content":"Ã©"}]}'],
    ["lines", lines, '"content":"yes"}]}'],
  ])("%s: every entry before the cut is read, and the cut is reported", async (_name, text, mark) => {
    const whole = Buffer.from(text);
    for (let round = 0; round < 60; round++) {
      const at = 1 + Math.floor(random() * (whole.length - 2));
      const { ids, problems } = await read(fileOf(whole.subarray(0, at), "cut.json"));
      expect(ids.length, `cut at ${at}`).toBe(completeBefore(whole, at, mark));
      // Lines cut between two lines, or at the end of one, are whole for all one can see.
      const isBetween = text === lines && (whole[at - 1] === 10 || whole[at] === 10);
      if (!isBetween) expect(problems.map(({ reason }) => reason).join(), `cut at ${at}`).not.toBe("");
    }
  });

  test("zipped: what can be unzipped before the cut is read, and the damage is reported", async () => {
    const many = Buffer.from(
      Array.from({ length: 400 }, (_, n) => line(`c${n}`, String(random()).repeat(20))).join("\n"),
    );
    const zipped = gzipSync(many);
    let most = 0;
    for (let round = 0; round < 40; round++) {
      const at = 20 + Math.floor(random() * (zipped.length - 21));
      const path = fileOf(zipped.subarray(0, at), "cut.gz");
      const { ids, problems } = await read(path);
      expect(ids).toEqual(Array.from({ length: ids.length }, (_, n) => `c${n}`));
      expect(ids.length).toBe(unzippedLines(path));
      expect(problems.map(({ reason }) => reason).join()).toMatch(/gzip|no known|empty/);
      most = Math.max(most, ids.length);
    }
    expect(most).toBeGreaterThan(200);
  });

  /** What `gzip -dc` gets out of it: another program's opinion on how much is readable. */
  function unzippedLines(path: string): number {
    const text = execFileSync("sh", ["-c", 'gzip -dc < "$1" 2>/dev/null || true', "sh", path], {
      maxBuffer: 1e8,
    }).toString("latin1");
    return text.split('"content":"yes"}]}').length - 1;
  }

  test("a zipped file with broken bytes in its middle gives what comes before them", async () => {
    const zipped = gzipSync(
      Buffer.from(
        Array.from({ length: 3000 }, (_, n) => line(`c${n}`, String(random()).repeat(20))).join("\n"),
      ),
    );
    zipped.fill(0xff, zipped.length - 2000, zipped.length - 1000);
    const { ids, problems } = await read(fileOf(zipped));
    expect(ids.length).toBeGreaterThan(500);
    expect(problems.map(({ reason }) => reason).join()).toContain("gzip");
  });

  test("simulations without the info that was cut off are read, and the lack is said", async () => {
    const { info, ...rest } = tau2(["s1", "s2"]);
    const text = JSON.stringify({ ...rest, info });
    const { all, ids, problems } = await read(fileOf(text.slice(0, text.indexOf('"info"') + 20)));
    expect(ids).toEqual(["s1", "s2"]);
    expect(all[0]!.systemTexts).toEqual({});
    expect(problems.map(({ reason }) => reason).join()).toMatch(/no "info".*ends before/);
  });
});

describe("the whole import", () => {
  test("walks folders, tells formats and gzip by content, names what it skips, follows no links", async () => {
    const root = join(folder, "tree");
    mkdirSync(join(root, "deep", "node_modules"), { recursive: true });
    writeFileSync(join(root, "a.txt"), JSON.stringify([tauEntry(1)]));
    writeFileSync(join(root, "b.jsonl"), gzipSync(line("x")));
    writeFileSync(join(root, "deep", "c"), JSON.stringify(tau2(["s1"]), null, 2));
    writeFileSync(join(root, "deep", "policy.md"), "# Policy");
    writeFileSync(join(root, "deep", "node_modules", "d.jsonl"), line("no"));
    symlinkSync(root, join(root, "deep", "loop"));
    const { report } = await read(root);
    expect(
      report.files.map(({ file, format, read: n, isSkipped }) => [
        file.slice(root.length + 1),
        format,
        n,
        isSkipped,
      ]),
    ).toEqual([
      ["a.txt", "tau-bench", 1, false],
      ["b.jsonl", "chat", 1, false],
      ["deep/c", "tau2-bench", 1, false],
      ["deep/policy.md", undefined, 0, true],
    ]);
  });

  test("hands on batches of 200, one after the other, and tells progress in bytes", async () => {
    const path = fileOf(Array.from({ length: 450 }, (_, n) => line(`c${n}`)).join("\n"));
    const sizes: number[] = [];
    const steps: number[] = [];
    let isBusy = false;
    await importFiles([path, path], {
      async onCaptured(batch) {
        expect(isBusy).toBe(false);
        isBusy = true;
        await new Promise((resolve) => setTimeout(resolve, 2));
        isBusy = false;
        sizes.push(batch.length);
      },
      progress: ({ done, total }) => steps.push(done / total!),
    });
    expect(sizes).toEqual([200, 200, 50, 200, 200, 50]);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(1);
  });

  test("stops when it is cancelled, and throws what the taker of batches throws", async () => {
    const path = fileOf(Array.from({ length: 2000 }, (_, n) => line(`c${n}`)).join("\n"));
    const controller = new AbortController();
    let taken = 0;
    const cancelled = importFiles([path], {
      async onCaptured(batch) {
        taken += batch.length;
        controller.abort();
      },
      signal: controller.signal,
    });
    await expect(cancelled).rejects.toMatchObject({ name: "AbortError" });
    expect(taken).toBe(200);
    await expect(
      importFiles([path], { onCaptured: () => Promise.reject(new Error("disk full")) }),
    ).rejects.toThrow("disk full");
  });

  test("what the person importing says about the prompt outranks the file, and makes other content", async () => {
    const path = fileOf(
      JSON.stringify({
        id: "a",
        prompt: "old",
        prompt_version: "3",
        messages: [{ role: "user", content: "x" }],
      }),
    );
    const [plain, told] = [await read(path), await read(path, { promptHint: "new" })].map(
      ({ all }) => all[0]!.conversation,
    );
    expect([plain!.promptHint, told!.promptHint]).toEqual([
      { name: "old", version: "3" },
      { name: "new", version: "3" },
    ]);
    expect(plain!.contentHash).not.toBe(told!.contentHash);
  });
});
