import { execFileSync } from "node:child_process";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import type { Host } from "./host.ts";
import { openHost } from "./open-host.ts";

let root: string;
let host: Host;
const prompt = "# Agent\n\n- Always say thanks.\n- Never promise a date.\n";
const config = (extra = ""): string => `version: 1
prompts: [{ name: agent, file: agent.md }]
evaluators:
  - { name: thanks, scope: turn, assert: [{ type: icontains, value: thanks }], covers: ["Always say thanks"] }
${extra}`;

const conversation = (id: string, answer: string, system = prompt): string =>
  `${JSON.stringify({
    id,
    messages: [
      { role: "system", content: system },
      { role: "user", content: `where is my parcel number ${id}` },
      { role: "assistant", content: answer },
    ],
  })}\n`;

beforeEach(async () => {
  root = ownFolder();
  await writeFile(join(root, "agent.md"), prompt);
  await writeFile(join(root, "homeostat.yaml"), config());
  const lines = Array.from({ length: 20 }, (_, i) =>
    conversation(`c${i}`, i % 4 === 0 ? "It is on its way" : "Thanks, it is on its way"),
  );
  await writeFile(join(root, "chats.jsonl"), lines.join(""));
  host = await openHost({ root, trusted: true });
});
afterEach(async () => {
  await host.close();
});

const importAll = () => host.importConversations(["chats.jsonl"], undefined);
const lineFigure = async (words: string) =>
  (await host.snapshot()).prompts[0]?.instructions.find(({ text }) => text.includes(words))?.figures[0];

describe("the loop on one workspace", () => {
  it("from a file of conversations to the figure on a line and the conversations behind it", async () => {
    expect(await importAll()).toMatchObject({ added: 20 });
    expect(await host.evaluate()).toMatchObject({ conversations: 20, evaluations: 20 });
    expect(await lineFigure("Always say thanks")).toMatchObject({ passes: 15, n: 20 });
    const key = (await host.snapshot()).prompts[0]!.instructions[0]!.key;
    const page = await host.conversations({ instructions: [key] });
    expect(page.total).toBe(5);
    const detail = await host.conversation(page.conversations[0]!.id);
    expect(detail?.messages).toHaveLength(2);
    expect(detail?.evaluations[0]).toMatchObject({ evaluator: "thanks", label: "fail" });
  });

  it("a conversation that somebody looks at before any evaluation knows its prompt", async () => {
    await importAll();
    expect((await host.trace("c3"))?.prompts).toEqual([
      expect.objectContaining({ file: "agent.md", how: "hash" }),
    ]);
    expect(await host.evaluate()).toMatchObject({ conversations: 20 });
    expect(await lineFigure("Always say thanks")).toMatchObject({ passes: 15, n: 20 });
  });

  it("a conversation tells of its prompts whether they were looked for, what is as likely, and what their variables held", async () => {
    const template = `${prompt}- Call the user {{name}}.\n`;
    await writeFile(
      join(root, "homeostat.yaml"),
      "version: 1\nprompts: [{ name: agent, file: agent.md }, { name: copy, file: copy.md }]\n",
    );
    for (const name of ["agent.md", "copy.md"]) await writeFile(join(root, name), template);
    const line = conversation("named", "Thanks, Ada", template.replace("{{name}}", "Ada"));
    await writeFile(join(root, "named.jsonl"), line);
    await host.importConversations(["named.jsonl"], undefined);
    // Whoever looks first need not have evaluated.
    expect(await host.conversation("named")).toMatchObject({
      isLinked: true,
      prompts: [{ file: "agent.md", candidates: [{ file: "copy.md" }] }, { file: "copy.md" }],
    });
    await host.evaluate();
    const { isLinked, prompts } = (await host.trace("named"))!;
    expect(isLinked).toBe(true);
    expect(prompts).toMatchObject([
      { file: "agent.md", how: "ambiguous", candidates: [{ file: "copy.md" }] },
      { file: "copy.md", how: "ambiguous", candidates: [{ file: "agent.md" }] },
    ]);
    expect(prompts[0]!.variables).toEqual([{ name: "name", value: { text: "Ada" } }]);
    expect(await host.conversation("named")).toMatchObject({
      isLinked: true,
      prompts: [
        { file: "agent.md", candidates: [{ file: "copy.md" }], variables: { name: "Ada" } },
        { file: "copy.md" },
      ],
    });
  });

  it("is closed once an evaluation that is under way has ended", async () => {
    await importAll();
    const closed = await openHost({ root, trusted: true });
    const order: string[] = [];
    const evaluated = closed.evaluate().catch(({ name }: Error) => order.push(name));
    await closed.close();
    order.push("closed");
    await evaluated;
    expect(order).toEqual(["AbortError", "closed"]);
    expect(await host.evaluate()).toMatchObject({ conversations: 20 });
  });

  it("is closed once whatever it was about has ended, and begins nothing then", async () => {
    await importAll();
    await host.evaluate();
    const closed = await openHost({ root, trusted: true });
    const order: string[] = [];
    const end = ({ name }: Error) => order.push(name);
    const works = [
      closed.importConversations([join(root, "chats.jsonl")], undefined),
      closed.findBehaviors(),
      closed.testEvaluators(),
      closed.agreement({}),
    ].map((work) => (work as Promise<unknown>).catch(end));
    await closed.close();
    order.push("closed");
    await Promise.all(works);
    expect(order).toEqual([...works.map(() => "AbortError"), "closed"]);
    await expect(closed.findBehaviors()).rejects.toThrow("aborted");
  });

  it("importing again adds nothing, evaluating again judges nothing", async () => {
    await importAll();
    await host.evaluate();
    expect(await importAll()).toMatchObject({ added: 0, unchanged: 20 });
    expect(await host.evaluate()).toMatchObject({ conversations: 0, evaluations: 0 });
  });

  it("judges new conversations alone, and all of them by a new evaluator", async () => {
    await importAll();
    await host.evaluate();
    await appendFile(join(root, "chats.jsonl"), conversation("new", "Thanks a lot"));
    await importAll();
    expect(await host.evaluate()).toMatchObject({ conversations: 1, evaluations: 1 });
    await writeFile(
      join(root, "homeostat.yaml"),
      config("  - { name: short, scope: turn, assert: [{ type: word-count, value: { max: 5 } }] }\n"),
    );
    expect(await host.evaluate()).toMatchObject({ conversations: 21, evaluations: 21 });
  });

  it("an evaluator that was narrowed since says nothing of conversations it is no longer meant for", async () => {
    await importAll();
    await writeFile(join(root, "other.md"), "Never speak of the weather at all.\n");
    await host.evaluate();
    expect((await host.conversations({ failing: true })).total).toBe(5);
    await writeFile(
      join(root, "homeostat.yaml"),
      config()
        .replace("file: agent.md }", "file: agent.md }, { name: other, file: other.md }")
        .replace("scope: turn,", "scope: turn, prompts: [other],"),
    );
    expect((await host.conversations({ failing: true })).total).toBe(0);
    expect((await host.conversation("c0"))?.evaluations).toEqual([]);
    expect((await host.snapshot()).totals.evaluations).toBe(0);
  });

  it("a conversation that matches no prompt is counted as such", async () => {
    await appendFile(join(root, "chats.jsonl"), conversation("stranger", "Thanks", "You are a pirate."));
    await importAll();
    await host.evaluate();
    const { totals, prompts } = await host.snapshot();
    expect(totals).toMatchObject({ conversations: 21, unmatched: 1 });
    expect(prompts[0]?.conversations).toEqual({ matched: 20, ambiguous: 0, unmatched: 1 });
    expect((await host.conversations({ unmatched: true })).conversations.map(({ id }) => id)).toEqual([
      "stranger",
    ]);
  });

  it("a version from git history keeps the conversations it had; changed lines start anew", async () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: root });
    git("init", "-q");
    git("add", "agent.md");
    git("commit", "-qm", "first");
    await writeFile(
      join(root, "agent.md"),
      prompt.replace("Never promise a date.", "Never promise a date or a time."),
    );
    await importAll();
    await host.evaluate();
    const { prompts } = await host.snapshot();
    const used = prompts[0]!.versions.filter(({ conversations }) => conversations > 0);
    expect(used).toMatchObject([{ conversations: 20, commit: expect.stringMatching(/^[0-9a-f]{40}$/) }]);
    expect(await lineFigure("Always say thanks")).toMatchObject({ n: 20 });
  });

  it("same store and same text give the same snapshot, byte for byte", async () => {
    await importAll();
    await host.evaluate();
    await host.findBehaviors();
    const first = JSON.stringify(await host.snapshot());
    const second = await openHost({ root, trusted: true });
    expect(JSON.stringify(await second.snapshot())).toBe(first);
    await second.close();
  });

  it("behaviors keep their ids when run again", async () => {
    await importAll();
    await host.findBehaviors();
    const before = (await host.snapshot()).behaviors.map(({ id }) => id);
    await host.findBehaviors();
    expect((await host.snapshot()).behaviors.map(({ id }) => id)).toEqual(before);
  });

  it("cancelled in the middle, it has kept what was judged and goes on from there", async () => {
    await importAll();
    const controller = new AbortController();
    controller.abort();
    await expect(host.evaluate({ signal: controller.signal })).rejects.toMatchObject({ name: "AbortError" });
    await host.evaluate();
    expect(await lineFigure("Always say thanks")).toMatchObject({ n: 20 });
  });
});
