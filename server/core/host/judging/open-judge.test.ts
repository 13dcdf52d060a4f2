/** A judge that fails, stalls or may cost no more, behind a server on this machine. */
import { describe, expect, it } from "vitest";
import { chat, judgedFolder, saysTen } from "../../../../test/support/judged-folder.ts";
import { scriptedModelName, textOf } from "../../../../test/support/scripted-model.ts";

const here = judgedFolder();
const { begin, configure, evaluate, stored, labels } = here;

describe("an endpoint that does not do what it should", () => {
  it("stalls: unknown after its time, and judged once it answers", async () => {
    let isDown = true;
    await begin({
      options: {
        fails: ({ messages }) => (isDown && textOf(messages[1]!).includes("No idea") ? "stall" : undefined),
      },
      chat: ", timeout: 1.5",
      evaluators: saysTen,
    });
    expect((await evaluate()).labels.opens).toMatchObject({ pass: 2, unknown: 1 });
    expect((await stored())[1]).toMatchObject({ label: "unknown", isPutOff: true });
    expect((await stored())[1]!.explanation).toContain("gave no whole answer within 1.5 s");
    isDown = false;
    expect((await evaluate()).labels.opens).toMatchObject({ fail: 1 });
    expect(await labels()).toBe("pass fail pass");
    expect((await evaluate()).evaluations).toBe(0);
  });

  it("stalls in the middle of its answer", async () => {
    const { createServer } = await import("node:http");
    const half = createServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"choices":[');
    });
    await new Promise<void>((done) => half.listen(0, "127.0.0.1", done));
    const { port } = half.address() as { port: number };
    await begin({ evaluators: saysTen });
    configure({
      evaluators: saysTen,
      models: `, judge: { baseUrl: "http://127.0.0.1:${port}/v1", model: x, timeout: 0.2 }`,
    });
    expect((await evaluate()).labels.opens).toMatchObject({ unknown: 3 });
    half.closeAllConnections();
    half.close();
  });

  it("is busy: asked again after the pause it wants", async () => {
    await begin({
      options: {
        fails: (_, number) =>
          number === 1 ? { status: 429, headers: { "retry-after-ms": "5" } } : undefined,
      },
      chat: ", concurrency: 1",
      evaluators: saysTen,
    });
    expect((await evaluate()).labels.opens).toMatchObject({ pass: 2, fail: 1 });
    expect(here.server.exchanges).toHaveLength(3);
  });

  it("fails again and again: it is asked no more, which is said once, and the batch goes on", async () => {
    const many = Array.from({ length: 12 }, (_, i) => chat(`n${i}`, "hello", `Answer ${i}.`)).join("\n");
    await begin({
      options: { fails: () => ({ status: 401 }) },
      chats: many,
      chat: ", concurrency: 1",
      evaluators: `${saysTen}\n  - { name: answers, assert: [{ type: contains, value: Answer }] }`,
    });
    const summary = await evaluate();
    expect(summary.labels).toMatchObject({ opens: { unknown: 12 }, answers: { pass: 12 } });
    expect(summary.judges).toMatchObject([
      { calls: 1, unasked: 12, stopped: expect.stringContaining("wants a key") },
    ]);
  });

  it("gives half JSON, another form, a refusal or nothing: unknown with the reason", async () => {
    const answers = [
      '{"answers":[{"number":1',
      '{"answers":[{"label":"pass"}]}',
      "I cannot help with that.",
      "",
    ];
    await begin({
      options: {
        garbles: ({ messages }) => answers[Number(/Answer (\d)/.exec(textOf(messages[1]!))![1])],
      },
      chats: answers.map((_, i) => chat(`n${i}`, "hello", `Answer ${i}.`)).join("\n"),
      evaluators: saysTen,
    });
    expect((await evaluate()).labels.opens).toMatchObject({ unknown: 4 });
    expect((await stored()).map(({ explanation }) => explanation.replace(/.*127[^ ]* /, ""))).toEqual([
      expect.stringMatching(/^answered without whole JSON/),
      expect.stringMatching(/^answered in another form than asked for/),
      expect.stringMatching(/^answered without whole JSON: "I cannot help/),
      expect.stringMatching(/^answered with an empty text/),
    ]);
    expect((await stored()).every(({ isPutOff }) => !isPutOff)).toBe(true);
  });

  it("never gives anything usable: it is given up, and what is left is asked another time", async () => {
    const many = Array.from({ length: 9 }, (_, i) => chat(`n${i}`, "hello", `Answer ${i}.`)).join("\n");
    await begin({
      options: { garbles: () => "no" },
      chats: many,
      chat: ", concurrency: 1",
      evaluators: saysTen,
    });
    const { judges } = await evaluate();
    expect(judges).toMatchObject([
      { calls: 10, stopped: expect.stringContaining("no usable answer 10 times") },
    ]);
  });
});

describe("what it may cost", () => {
  it("stops at the limit of calls, and the next evaluation goes on", async () => {
    await begin({ chat: ", maxCalls: 2", evaluators: saysTen });
    expect(await evaluate()).toMatchObject({
      labels: { opens: { unknown: 1 } },
      judges: [{ calls: 2, unasked: 1, stopped: expect.stringContaining("limit of 2 calls") }],
    });
    expect(await evaluate()).toMatchObject({ judges: [{ calls: 1, unasked: 0 }] });
    expect(await labels()).not.toContain("unknown");
    expect(here.server.exchanges).toHaveLength(3);
  });

  it("stops before the limit of money is passed, and says what was spent", async () => {
    const many = Array.from({ length: 20 }, (_, i) => chat(`n${i}`, "hello", `Answer ${i}.`)).join("\n");
    const priced = (): string =>
      here.folder.write(
        "homeostat.yaml",
        `capture: { prices: { ${scriptedModelName}: { input: 1000, output: 1000 } } }
models: { embeddings: lexical, chat: { baseUrl: "${here.server.url}", model: ${scriptedModelName}, maxUsd: 4 } }
evaluators:\n${saysTen}\n`,
      );
    await begin({ chats: many, evaluators: saysTen });
    priced();
    const [judge] = (await evaluate()).judges!;
    expect(judge!.stopped).toContain("4 US dollars");
    expect(judge!.costUsd).toBeGreaterThan(1);
    expect(judge!.costUsd).toBeLessThanOrEqual(4);
    expect(judge!.calls + judge!.unasked).toBe(20);
    expect((await stored()).find(({ label }) => label === "fail")!.costUsd).toBeGreaterThan(0);
  });

  it("asks nothing where money is limited and the price is not known", async () => {
    await begin({ chat: ", maxUsd: 1", evaluators: saysTen });
    expect((await evaluate()).judges).toMatchObject([
      { calls: 0, stopped: expect.stringContaining("price of scripted-1") },
    ]);
  });
});
