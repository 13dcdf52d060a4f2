/** What a judge is asked while nobody asked for it: within limits for all of a day. */
import { describe, expect, it, vi } from "vitest";
import { chat, judgedFolder, saysTen } from "../../../../test/support/judged-folder.ts";
import { type ScriptedOptions, scriptedModelName } from "../../../../test/support/scripted-model.ts";
import { Store } from "../../store/index.ts";
import { openHost } from "../open-host.ts";

const here = judgedFolder();
const { begin, configure, evaluate, labels } = here;

describe("what nobody asked for", () => {
  const day = 24 * 3_600_000;
  /** As if it had been captured then. */
  async function captured(receivedMs = Date.now() - 5 * 60_000): Promise<void> {
    const store = await Store.open(here.folder.file(".homeostat"));
    const rows = await store.tables.conversations.read();
    await store.tables.conversations.upsert(rows.map((row) => ({ ...row, receivedMs })));
    store.close();
  }
  /** By a process of its own each time, and whether it wrote what makes others look again. */
  async function look(): Promise<{ readonly evaluations: number; readonly hasWritten: boolean }> {
    const host = await openHost({ root: here.folder.path, trusted: true });
    try {
      const before = await host.revision();
      const { evaluations } = await host.evaluateOnly({ isContinuous: true });
      return { evaluations, hasWritten: (await host.revision()) !== before };
    } finally {
      await host.close();
    }
  }
  const unasked = async (chat: string): Promise<void> => {
    await begin({ evaluators: saysTen });
    configure({ chat, evaluators: `${saysTen}\nevaluate: { continuous: all }` });
    await captured();
  };

  it("keeps to the limit of calls over all looks of a day; what waits is not written, and a person may ask", async () => {
    await unasked(", maxCalls: 2");
    expect(await look()).toEqual({ evaluations: 2, hasWritten: true });
    expect(await labels()).not.toContain("unknown");
    expect(await look()).toEqual({ evaluations: 0, hasWritten: false });
    expect(here.server.exchanges).toHaveLength(2);
    expect(await evaluate()).toMatchObject({ evaluations: 1, judges: [{ calls: 1, unasked: 0 }] });
  });

  it("goes on the next day", async () => {
    await unasked(", maxCalls: 2");
    await look();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + day });
    try {
      await captured();
      expect((await look()).evaluations).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it("keeps to the limit of money over all looks of a day", async () => {
    const many = Array.from({ length: 20 }, (_, i) => chat(`n${i}`, "hello", `Answer ${10 + i}.`)).join("\n");
    await begin({ chats: many, evaluators: saysTen });
    here.folder.write(
      "homeostat.yaml",
      `capture: { prices: { ${scriptedModelName}: { input: 1000, output: 1000 } } }
models: { embeddings: lexical, chat: { baseUrl: "${here.server.url}", model: ${scriptedModelName}, maxUsd: 4 } }
evaluate: { continuous: all }
evaluators:\n${saysTen}\n`,
    );
    await captured();
    await look();
    const asked = here.server.exchanges.length;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(20);
    for (let i = 0; i < 2; i++) await look();
    expect(here.server.exchanges).toHaveLength(asked);
  });

  it("leaves alone for a while what it could not ask, though the process that looks is the same", async () => {
    await unasked("");
    await here.server.close();
    const host = await openHost({ root: here.folder.path, trusted: true });
    const spend = async () => (await host.evaluateOnly({ isContinuous: true })).judges;
    // Three questions, each asked four times more.
    expect(await spend()).toMatchObject([{ calls: 15 }]);
    expect(await spend()).toBeUndefined();
    await host.close();
  });

  it("tells when what it left alone may be judged, and judges it then, though nothing came and nothing was written", async () => {
    let isAway = true;
    const options: ScriptedOptions = { fails: () => (isAway ? { status: 401 } : undefined) };
    await begin({ options, evaluators: saysTen });
    configure({ evaluators: `${saysTen}\nevaluate: { continuous: all }` });
    const host = await openHost({ root: here.folder.path, trusted: true });
    const soon = async () => {
      const { evaluations, againInMs = Number.NaN } = await host.evaluateOnly({ isContinuous: true });
      return [evaluations, Math.ceil(againInMs / 60_000)];
    };
    const begun = Date.now();
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      await captured(begun);
      const rest = 10;
      vi.setSystemTime(begun + 1);
      expect(await soon()).toEqual([0, 1]);
      vi.setSystemTime(begun + 61_000);
      expect(await soon()).toEqual([0, rest]);
      isAway = false;
      expect(await soon()).toEqual([0, rest]);
      vi.setSystemTime(begun + 62_000 + rest * 60_000);
      expect(await soon()).toEqual([3, Number.NaN]);
    } finally {
      vi.useRealTimers();
      await host.close();
    }
  });
});
