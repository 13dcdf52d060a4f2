import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { StdioScript } from "./code/stdio-script.ts";
import { evaluate } from "./evaluate.ts";
import { type EvaluationServices, openServices } from "./services.ts";
import { buildChild, evaluatorOf, sampleOf, untrusted } from "./testing.ts";

let child: Awaited<ReturnType<typeof buildChild>>;
let services: EvaluationServices;
const { path: folder, remove } = tempFolder();

beforeAll(async () => {
  child = await buildChild();
  services = openServices({
    trusted: true,
    sandboxEntry: child.entry,
    javascriptTimeoutMs: 5000,
    scriptTimeoutMs: 20_000,
  });
});
afterAll(async () => {
  await services.close();
  await child.remove();
  remove();
});

const run = (assertion: object, output = "an answer", by = services) =>
  evaluate(evaluatorOf({ assert: [assertion] }), sampleOf(output, { vars: { name: "Ada" } }), by);

const written = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

/** Whether a program is there; where it is not, its tests say so and test that its absence is told. */
async function has(language: "python" | "ruby"): Promise<boolean> {
  const { label, explanation } = await run({ type: language, value: "1" });
  if (label === "pass") return true;
  expect(explanation).toMatch(/could not be started: there is no \w+ on the PATH/);
  console.warn(`${language} is not here: its checks are tested for saying so, and for nothing else`);
  return false;
}

describe("javascript in files", () => {
  test("runs the default export, a named one, and promptfoo's way of writing them", async () => {
    const esm = await written(
      "polite.mjs",
      "export default (output, { vars }) => output.includes('answer') && vars.name === 'Ada';\nexport const long = (output) => ({ pass: output.length > 100, score: 0.2, reason: 'short' });",
    );
    const cjs = await written("polite.cjs", "module.exports = (output) => output.length / 10;");
    const types = [esm, `${esm}:long`, cjs].map((path) => ({ type: "javascript", value: `file://${path}` }));
    const results = await Promise.all(types.map((one) => run(one)));
    expect(results.map(({ label, score }) => [label, score])).toEqual([
      ["pass", 1],
      ["fail", 0.2],
      ["pass", 0.9],
    ]);
  });

  test("says what is missing", async () => {
    const path = await written("empty.mjs", "export const nothing = 1;");
    for (const [value, words] of [
      [`file://${path}`, "exports no function"],
      [`file://${path}:other`, "exports no function other"],
      [`file://${join(folder, "none.mjs")}`, "Cannot find module"],
    ])
      expect((await run({ type: "javascript", value })).explanation).toContain(words);
  });

  test("a transform changes what the check reads, as text or as data", async () => {
    const cases = [
      [{ type: "equals", value: "AN ANSWER", transform: "output.toUpperCase()" }, "an answer"],
      [{ type: "javascript", value: "output.n === 3", transform: "JSON.parse(output)" }, '{"n":3}'],
      [
        { type: "contains", value: "b", transform: ["JSON.parse(output)", "output.list"] },
        '{"list":["a","b"]}',
      ],
    ] as const;
    for (const [assertion, output] of cases) expect((await run(assertion, output)).label).toBe("pass");
    const broken = await run({ type: "equals", value: "x", transform: "output.no.no" });
    expect(broken).toMatchObject({ label: "unknown" });
    expect(broken.explanation).toContain("The transform threw");
    expect((await run({ type: "equals", value: "x", transform: "output" }, "x", untrusted)).label).toBe(
      "unknown",
    );
  });
});

describe("python", () => {
  test.each([
    ["len(output) == 9", "pass", 1],
    ["output == 'other'", "fail", 0],
    ["len(output) / 10", "pass", 0.9],
    ["0", "fail", 0],
    ["{'pass': False, 'score': 0.5, 'reason': 'half'}", "fail", 0.5],
    ["'true'", "pass", 1],
    ["json.dumps({'pass': True, 'score': 1, 'reason': 'ok'})", "pass", 1],
    ["context['vars']['name'] == 'Ada'", "pass", 1],
    ["if output:\n    return True\nreturn False", "pass", 1],
  ])("%s is %s, score %s", async (value, label, score) => {
    if (await has("python")) expect(await run({ type: "python", value })).toMatchObject({ label, score });
  });

  test("calls functions of files, and fails where they throw", async () => {
    if (!(await has("python"))) return;
    const path = await written(
      "checks.py",
      "print('noise')\ndef get_assert(output, context):\n    return 'answer' in output\ndef broken(output, context):\n    raise ValueError('no good')\nasync def later(output, context):\n    return 0.25\n",
    );
    const labels = ["", ":broken", ":later"].map((name) =>
      run({ type: "python", value: `file://${path}${name}` }),
    );
    const [plain, broken, later] = await Promise.all(labels);
    expect([plain!.label, broken!.label, later!.score]).toEqual(["pass", "fail", 0.25]);
    expect(broken!.explanation).toContain('The python check threw "ValueError: no good"');
  });

  test("what overruns, ends its process or fills the memory is stopped, and the next check runs", async () => {
    if (!(await has("python"))) return;
    const strict = new StdioScript("python", { timeoutMs: 1500, memoryMb: 256 });
    // Filling it takes a busy machine a while.
    const patient = new StdioScript("python", { timeoutMs: 60_000, memoryMb: 256 });
    const cases = [
      ["while True:\n    pass", "it took longer than 1500 ms"],
      ["import os\nos._exit(3)", "it ended its process (code 3)"],
      ["import os\nos.kill(os.getpid(), 9)", "it ended its process (SIGKILL)"],
      ["all = []\nwhile True:\n    all.append(bytearray(10_000_000))", "it needed more than 256 MB"],
    ] as const;
    for (const [value, reason] of cases) {
      // Memory has a limit of its own on Linux alone; elsewhere the time runs out.
      if (reason.includes("MB") && process.platform !== "linux") continue;
      const by = { ...services, python: reason.includes("MB") ? patient : strict };
      expect(await run({ type: "python", value }, "x", by)).toMatchObject({
        label: "unknown",
        explanation: `The python check was stopped: ${reason}`,
      });
      expect((await run({ type: "python", value: "True" }, "x", by)).label).toBe("pass");
    }
    await strict.close();
    await patient.close();
  });

  test("sees no environment but what starts it, and writes into no terminal", async () => {
    if (!(await has("python"))) return;
    process.env.HOMEOSTAT_TEST_KEY = "secret";
    const value =
      "import os\nprint('noise')\nreturn {'pass': True, 'score': 1, 'reason': ' '.join(sorted(os.environ))}";
    const { explanation } = await run({ type: "python", value });
    delete process.env.HOMEOSTAT_TEST_KEY;
    expect(explanation).toContain("PATH");
    expect(explanation).not.toMatch(/HOMEOSTAT|HOME\b|KEY/);
  });

  test("where there is none on the PATH, says so once and for all", async () => {
    const none = new StdioScript("python", { timeoutMs: 1000, programs: ["no-such-python"] });
    for (const _ of [1, 2]) {
      const { label, explanation, isPutOff } = await run({ type: "python", value: "True" }, "x", {
        ...services,
        python: none,
      });
      expect([label, isPutOff]).toEqual(["unknown", true]);
      expect(explanation).toContain("could not be started: there is no no-such-python on the PATH");
    }
  });
});

describe("ruby", () => {
  test("runs expressions, bodies and files", async () => {
    if (!(await has("ruby"))) return;
    const path = await written(
      "checks.rb",
      "def get_assert(output, context)\n  output.include?('answer')\nend\n",
    );
    for (const value of ["output.length == 9", "if output\n  return 0.5\nend\nreturn 0", `file://${path}`])
      expect((await run({ type: "ruby", value })).label).toBe("pass");
  });
});

describe("many at once", () => {
  test("the one that hangs is stopped, and no other", async () => {
    const strict = openServices({ trusted: true, sandboxEntry: child.entry, javascriptTimeoutMs: 500 });
    const values = Array.from({ length: 100 }, (_, i) =>
      i === 40
        ? "while (true);\nreturn 1"
        : i === 70
          ? "process.exit(0)"
          : `output === 'an answer' && ${i} % 2 === 0`,
    );
    const results = await Promise.all(
      values.map((value) => run({ type: "javascript", value }, "an answer", strict)),
    );
    await strict.close();
    expect(results.map(({ label }) => label)).toEqual(
      values.map((_, i) => (i === 40 || i === 70 ? "unknown" : i % 2 === 0 ? "pass" : "fail")),
    );
    expect(results[40]!.explanation).toContain("it took longer than 500 ms");
    expect(results[70]!.explanation).toContain("it ended its process (code 0)");
  });
});

describe("webhook", () => {
  let server: Server;
  let answer: (body: string) => { status?: number; text: string; wait?: boolean };
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const { status = 200, text } = answer(Buffer.concat(parts).toString());
        response.writeHead(status).end(text);
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });
  afterAll(() => void server.close());

  test("posts the output with its variables and takes the verdict", async () => {
    let sent: unknown;
    answer = (body) => {
      sent = JSON.parse(body);
      return { text: JSON.stringify({ pass: false, score: 0.3, reason: "rude" }) };
    };
    expect(await run({ type: "webhook", value: url() })).toMatchObject({ label: "fail", score: 0.3 });
    expect(sent).toEqual({ output: "an answer", context: { prompt: "a question", vars: { name: "Ada" } } });
    expect((await run({ type: "not-webhook", value: url() })).label).toBe("pass");
  });

  test.each([
    [{ status: 500, text: "" }, "answered with status 500"],
    [{ text: "<html>" }, "answered with no JSON"],
    [{ text: "[]" }, "answered with no JSON object"],
    [{ text: "{}" }, "gave no `pass`"],
    [{ text: `"${"x".repeat(1 << 21)}"` }, "more than 1048576 bytes"],
    [{ status: 302, text: "" }, "could not be asked"],
  ])("%j leaves the sample unknown", async (given, words) => {
    answer = () => given;
    const { label, explanation } = await run({ type: "webhook", value: url() });
    expect(label).toBe("unknown");
    expect(explanation).toContain(words);
  });

  test("is not asked where the workspace is not trusted", async () => {
    let asked = 0;
    answer = () => {
      asked++;
      return { text: "{}" };
    };
    expect((await run({ type: "webhook", value: url() }, "x", untrusted)).explanation).toContain(
      "not trusted",
    );
    expect(asked).toBe(0);
  });
});

test.each([["python"], ["ruby"], ["javascript"]])(
  "%s does not run in an untrusted workspace",
  async (type) => {
    const path = join(folder, `ran-${type}`);
    const code = {
      python: `open(${JSON.stringify(path)}, 'w').write('ran')`,
      ruby: `File.write(${JSON.stringify(path)}, 'ran')`,
      javascript: `process.getBuiltinModule('fs').writeFileSync(${JSON.stringify(path)}, 'ran')`,
    }[type]!;
    const { label, explanation, isPutOff } = await run({ type, value: code }, "x", untrusted);
    expect([label, explanation, isPutOff]).toEqual([
      "unknown",
      `This workspace is not trusted, so \`${type}\` checks do not run`,
      true,
    ]);
    await expect(import("node:fs/promises").then(({ stat }) => stat(path))).rejects.toThrow("ENOENT");
  },
);

test("what cannot be sent to a process is told, and the next calls are answered", async () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  for (const one of [services.python, services.sandbox]) {
    if ("refused" in one) throw new Error(one.refused);
    const unsendable = one === services.python ? circle : () => 1;
    const sent = [1, unsendable, 2].map((given) =>
      one.run({ body: one === services.python ? "output" : "return output", args: [given, {}] }),
    );
    const [first, broken, last] = await Promise.all(sent);
    expect([first, last]).toEqual([{ value: 1 }, { value: 2 }]);
    expect(broken).toEqual({ stopped: expect.stringContaining("cannot be sent") });
  }
});
