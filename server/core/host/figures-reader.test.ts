import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { seededRandom } from "../base/index.ts";
import type { Host } from "./host.ts";
import { openHost } from "./open-host.ts";
import { forgetConversations } from "./privacy/forget.ts";

let folder: TempFolder;
let host: Host;
beforeEach(() => {
  folder = tempFolder("kept");
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
});
afterEach(async () => {
  await host.close();
  folder.remove();
  vi.unstubAllEnvs();
});

const topics = ["refund", "invoice", "parcel", "password", "coupon"];
const prompt = (more: string): string =>
  `You answer customers of a shop.\n\n${topics
    .map((one) => `- If the customer mentions a ${one}, quote the rule of the ${one} chapter.`)
    .join("\n")}\n- Always say thanks${more}.\n`;
const config = (value: string): string => `version: 1
evaluators:
  - { name: quotes, scope: turn, assert: [{ type: contains, value: ${value} }], covers: ["mentions a parcel"] }
  - { name: polite, assert: [{ type: icontains, value: thanks }], covers: ["Always say thanks"] }
  - { name: brief, scope: call, assert: [{ type: word-count, value: { max: 6 } }] }
`;

const chat = (id: string, topic: string, turns: number, says: string): string =>
  JSON.stringify({
    id,
    messages: [
      { role: "system", content: prompt("") },
      ...Array.from({ length: turns }, (_, turn) => [
        {
          role: "user",
          content: turn === 0 ? `I have a question on my ${topic}.` : `And the ${topic} again?`,
        },
        { role: "assistant", content: says },
      ]).flat(),
    ],
  });

/** Arrivals, growth, verdicts made anew, forgetting, edits of the prompt, and all of it by another process's store as well. */
it("what is kept between snapshots shows what a host shows that has just been opened", {
  timeout: 120_000,
}, async () => {
  folder.write("shop.prompt.md", prompt(""));
  folder.write("homeostat.yaml", config("chapter"));
  const workspace = { root: folder.path, trusted: true };
  host = await openHost(workspace);
  const random = seededRandom(11);
  const draw = (n: number): number => Math.floor(random() * n);
  const turnsOf = new Map<string, number>();
  const written = (ids: readonly string[]): string => {
    const lines = ids.map((id) => {
      const number = Number(id.slice(1));
      const topic = topics[number % topics.length]!;
      const says = number % 3 === 0 ? "Sorry." : `Thanks, the chapter says: quote ${topic} at once.`;
      return chat(id, topic, turnsOf.get(id)!, says);
    });
    folder.write("chats.jsonl", lines.join("\n"));
    return "chats.jsonl";
  };
  let count = 0;
  const arrive = (n: number): string[] =>
    Array.from({ length: n }, () => {
      const id = `c${count++}`;
      turnsOf.set(id, 1 + draw(2));
      return id;
    });
  const known = (): string => [...turnsOf.keys()][draw(turnsOf.size)]!;
  const steps: (() => Promise<unknown>)[] = [
    () => host.importConversations([written(arrive(1 + draw(3)))], undefined),
    () => host.importConversations([written(arrive(1))], undefined).then(() => host.evaluate()),
    () => {
      const id = known();
      turnsOf.set(id, turnsOf.get(id)! + 1);
      return host.importConversations([written([id])], undefined);
    },
    () => host.evaluate(),
    async () => {
      const id = known();
      turnsOf.delete(id);
      await forgetConversations(workspace, { conversations: [id] });
    },
    async () => {
      const other = await openHost(workspace);
      await other.importConversations([written(arrive(2))], undefined);
      await other.evaluate();
      await other.close();
    },
    async () => folder.write("shop.prompt.md", prompt([" and goodbye", "", " to them"][draw(3)]!)),
    async () => folder.write("homeostat.yaml", config(["chapter", "rule", "at once"][draw(3)]!)),
    () => host.findBehaviors(),
  ];
  await host.importConversations([written(arrive(40))], undefined);
  await host.evaluate();
  const subject = { kind: "prompt", file: "shop.prompt.md" } as const;
  for (let i = 0; i < 30; i++) {
    await steps[draw(steps.length)]!();
    const fresh = await openHost(workspace);
    const [own, anew] = [await host.snapshot(), await fresh.snapshot()];
    expect(JSON.stringify(own)).toBe(JSON.stringify(anew));
    if (i % 3 === 0)
      expect(JSON.stringify(await host.diagnose(subject))).toBe(
        JSON.stringify(await fresh.diagnose(subject)),
      );
    await fresh.close();
  }
});
