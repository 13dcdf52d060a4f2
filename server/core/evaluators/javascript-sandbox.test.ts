import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { functionBody } from "./checks/javascript.ts";
import { evaluate } from "./evaluate.ts";
import { type EvaluationServices, openServices } from "./services.ts";
import { buildChild, call, calls, evaluatorOf, problemsOf, sampleOf, says, user } from "./testing.ts";

let child: Awaited<ReturnType<typeof buildChild>>;
let services: EvaluationServices;
const opened: EvaluationServices[] = [];

function open(javascriptTimeoutMs = 5000): EvaluationServices {
  const made = openServices({ trusted: true, sandboxEntry: child.entry, javascriptTimeoutMs });
  opened.push(made);
  return made;
}

beforeAll(async () => {
  child = await buildChild();
  services = open();
});
afterEach(async () => {
  for (const one of opened.splice(1)) await one.close();
});
afterAll(async () => {
  await services.close();
  await child.remove();
});

const run = (value: string, output = "an answer", more: object = {}, by = services) =>
  evaluate(
    evaluatorOf({ scope: "conversation", assert: [{ type: "javascript", value, ...more }] }),
    sampleOf(output),
    by,
  );

describe("what it may return", () => {
  test.each([
    ["output === 'an answer'", {}, "pass", 1],
    ["output === 'other'", {}, "fail", 0],
    ["output.length", {}, "pass", 1],
    ["0.4", {}, "pass", 0.4],
    ["0", {}, "fail", 0],
    ["0.4", { threshold: 0.5 }, "fail", 0.4],
    ["0.5", { threshold: 0.5 }, "pass", 0.5],
    ["NaN", {}, "fail", 0],
    ["({ pass: true, score: 0.3, reason: 'fine' })", {}, "pass", 0.3],
    ["({ pass: false, score: 0.9, reason: 'no' })", {}, "fail", 0.9],
    ["Promise.resolve(true)", {}, "pass", 1],
    ["const n = output.length; n > 3;", {}, "pass", 1],
    ["if (output) {\n  return true;\n}\nreturn false;\n", {}, "pass", 1],
    ["context.config.limit > 2", { config: { limit: 3 } }, "pass", 1],
    ["context.vars.input === 'a question' && context.messages.length === 2", {}, "pass", 1],
  ])("%s with %j is %s, score %s", async (value, more, label, score) => {
    expect(await run(value, "an answer", more)).toMatchObject({ label, score });
  });

  test.each([
    ["true", "fail"],
    ["false", "pass"],
    ["0", "pass"],
    ["({ pass: false, score: 0, reason: '' })", "pass"],
  ])("not-javascript %s is %s", async (value, label) => {
    const evaluator = evaluatorOf({ assert: [{ type: "not-javascript", value }] });
    expect((await evaluate(evaluator, sampleOf("x"), services)).label).toBe(label);
  });

  test.each([["'yes'"], ["undefined"], ["({ pass: true })"], ["null"]])(
    "%s is a failure that says why",
    async (value) => {
      const { label, explanation } = await run(value);
      expect(label).toBe("fail");
      expect(explanation).toContain("it must return a boolean, a number or {pass, score, reason}");
    },
  );
});

test("sees the tool calls of the sample and quotes its own reason", async () => {
  const sample = sampleOf([user("q"), calls(call("find", { id: 7 })), says("done")]);
  const value =
    "({ pass: context.toolCalls[0].args.id === 8, score: 0, reason: 'id is ' + context.toolCalls[0].args.id })";
  const result = await evaluate(evaluatorOf({ assert: [{ type: "javascript", value }] }), sample, services);
  expect(result).toMatchObject({ label: "fail", messageIndex: 2 });
  expect(result.explanation).toBe('The javascript check failed, "id is 7"; in the output, it says "done".');
});

test("code that throws fails in both forms, as in promptfoo", async () => {
  const { label, explanation } = await run("JSON.parse(output).score > 0");
  expect(label).toBe("fail");
  expect(explanation).toContain('The javascript check threw "SyntaxError: Unexpected token');
  expect((await run("nothing.here")).explanation).toContain("ReferenceError: nothing is not defined");
});

describe("limits", () => {
  test.each([
    ["while (true);\nreturn true"],
    ["return new Promise(() => {})\n;"],
    ["/(a+)+$/.test('a'.repeat(60) + '!')"],
  ])("%j is stopped, and the next check runs", async (value) => {
    const strict = open(300);
    expect(await run(value, "x", {}, strict)).toMatchObject({
      label: "unknown",
      explanation: "The javascript check was stopped: it took longer than 300 ms",
    });
    expect((await run("true", "x", {}, strict)).label).toBe("pass");
  });

  test("too much memory ends the process, not ours", async () => {
    const code = "const all = [];\nfor (;;) all.push(new Array(1e5).fill(all.length));";
    const result = await run(code, "x", {}, open(30_000));
    expect(result).toMatchObject({
      label: "unknown",
      explanation: "The javascript check was stopped: it needed more than 128 MB",
    });
  });

  test.each([
    ["process.exit(0)", "code 0"],
    ["process.kill(process.pid, 'SIGKILL')", "SIGKILL"],
  ])("%s is unknown, and the next check runs", async (value, how) => {
    const result = await run(`${value}\nreturn new Promise(() => {})`);
    expect(result.label).toBe("unknown");
    expect(result.explanation).toBe(`The javascript check was stopped: it ended its process (${how})`);
    expect((await run("true")).label).toBe("pass");
  });

  test("an error nobody awaited does not end the process", async () => {
    const value =
      "setTimeout(() => { throw new Error('late') }, 1); Promise.reject(new Error('lost'));\nreturn true";
    expect((await run(value)).label).toBe("pass");
    expect((await run("new Promise((done) => setTimeout(() => done(true), 50))")).label).toBe("pass");
  });
});

test("the environment holds no secrets and output goes nowhere", async () => {
  process.env.HOMEOSTAT_TEST_KEY = "secret";
  const names =
    "console.log('noise'); return { pass: true, score: 1, reason: Object.keys(process.env).sort().join() }\n;";
  const { explanation } = await run(names);
  delete process.env.HOMEOSTAT_TEST_KEY;
  expect(explanation).toContain("PATH");
  expect(explanation).not.toMatch(/HOMEOSTAT|HOME|KEY/);
});

test("calls at the same time get their own answers", async () => {
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, i) => run(`output === 'text ${i}' && ${i} % 2 === 0`, `text ${i}`)),
  );
  expect(results.map(({ label }) => label)).toEqual(results.map((_, i) => (i % 2 === 0 ? "pass" : "fail")));
});

test("cancelling stops a running check", async () => {
  const stop = new AbortController();
  const evaluator = evaluatorOf({ assert: [{ type: "javascript", value: "new Promise(() => {})" }] });
  const own = open(20_000);
  const start = performance.now();
  const running = evaluate(evaluator, sampleOf("x"), own, stop.signal);
  setTimeout(() => stop.abort(), 300);
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  expect(performance.now() - start).toBeLessThan(10_000);
  expect((await run("true", "x", {}, own)).label).toBe("pass");
});

describe("where it may not run", () => {
  test("untrusted workspace, no entry, entry that does not start, closed", async () => {
    const refusals = [
      [openServices({ trusted: false, sandboxEntry: child.entry }), "This workspace is not trusted"],
      [openServices({ trusted: true }), "No place to run"],
      [
        openServices({ trusted: true, sandboxEntry: join(child.entry, "..", "missing.cjs") }),
        "could not be started",
      ],
    ] as const;
    for (const [where, reason] of refusals) {
      const { label, explanation } = await run("true", "x", {}, where);
      expect(label).toBe("unknown");
      expect(explanation).toContain(reason);
    }
    const closed = open();
    await run("true", "x", {}, closed);
    await closed.close();
    expect((await run("true", "x", {}, closed)).explanation).toContain("the sandbox was closed");
  });
});

test("code that does not parse is a problem of the configuration and is not run", () => {
  expect(problemsOf({ type: "javascript", value: "output ===" })[0]).toMatch(
    /is not JavaScript that can be run/,
  );
  expect(problemsOf({ type: "javascript", value: "}); process.exit(1); (function () {" })).toHaveLength(1);
  expect(problemsOf({ type: "javascript", value: " " })).toHaveLength(1);
});

test.each([
  ["output === 'x'", "return output === 'x'"],
  [" output; ", "return output"],
  ["const s = output; s === 'a;b'", "const s = output; return s === 'a;b'"],
  ["let s = `;`; s;", "let s = `;`; return s"],
  ["const s = 1", "const s = 1"],
  ["a\nb", "a\nb"],
  ["return_me\n", "return return_me"],
])("%j becomes %j", (value, body) => expect(functionBody(value)).toBe(body));
