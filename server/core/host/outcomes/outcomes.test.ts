import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { Store } from "../../store/index.ts";
import type { Host, Workspace } from "../host.ts";
import { openHost } from "../open-host.ts";
import { exportConversations } from "../privacy/export.ts";
import { forgetConversations, planForget } from "../privacy/forget.ts";
import { applyRetention } from "../privacy/retention.ts";
import { forgetOutcomes } from "./forget-outcomes.ts";
import { importOutcomes } from "./import-outcomes.ts";
import { timeIn, valueIn } from "./outcome-columns.ts";

let folder: TempFolder;
const workspace = (): Workspace => ({ root: folder.path, trusted: true });
beforeEach(() => {
  folder = tempFolder("outcomes");
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

const day = (n: number): string => new Date(Date.UTC(2026, 0, n)).toISOString();
/** Of 60 users the first 20 ask about a refund and the rest about parcels; 12 of the 20 and 4 of the 40 leave later. */
const leaves = (user: number): boolean => user < 12 || (user >= 20 && user < 24);
const chats = (): string =>
  Array.from({ length: 60 }, (_, user) =>
    JSON.stringify({
      id: `c${user}`,
      metadata: { userId: user === 0 ? "mia@example.com" : `u${user}` },
      started_at: day(1 + (user % 5)),
      messages: [
        {
          role: "user",
          content: user < 20 ? `This is ridiculous, refund order ${user}` : `Where is my parcel ${user}`,
        },
        {
          role: "assistant",
          content: "",
          tool_calls: [
            {
              id: "t",
              type: "function",
              function: { name: leaves(user) && user < 20 ? "check_policy" : "look_up", arguments: "{}" },
            },
          ],
        },
        { role: "tool", tool_call_id: "t", content: "ok" },
        { role: "assistant", content: "Here." },
        ...(user < 3 ? [{ role: "user", content: "Never mind, forget it." }] : []),
      ],
    }),
  ).join("\n");
const churn = (): string =>
  `User ID;Cancelled At\r\n${Array.from({ length: 60 }, (_, user) => user)
    .filter(leaves)
    .map((user) => `${user === 0 ? "mia@example.com" : `u${user}`};2026-02-01`)
    .join("\r\n")}\r\nstranger;2026-02-01\r\n`;

async function withStore<T>(act: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(folder.file(".homeostat"));
  try {
    return await act(store);
  } finally {
    store.close();
  }
}
async function filled(): Promise<void> {
  folder.write("chats.jsonl", `${chats()}\n`);
  const host = await openHost(workspace());
  await host.importConversations(["chats.jsonl"], undefined);
  await host.close();
  // What a search would find, so that the test rests on its planted groups alone.
  await withStore(async (store) => {
    await store.tables.behaviors.upsert([
      { id: "b-refund", name: "refund an order", size: 20 },
      { id: "b-parcel", name: "find a parcel", size: 40 },
    ]);
    await store.conclude(
      "requests",
      Array.from({ length: 60 }, (_, user) => ({
        id: `c${user}`,
        conversationId: `c${user}`,
        text: "x",
        behaviorId: user < 20 ? "b-refund" : "b-parcel",
      })),
    );
  });
}
async function ask<T>(question: (host: Host) => Promise<T>): Promise<T> {
  const host = await openHost(workspace());
  try {
    return await question(host);
  } finally {
    await host.close();
  }
}
const snapshot = () => ask((host) => host.snapshot());
const outcomeReport = (kind: string) => ask((host) => host.outcomes(kind));

describe("outcomes of a CSV file", () => {
  it("are joined by user, and say which behavior people leave after, with which step", async () => {
    await filled();
    folder.write("churned.csv", churn());
    expect(await importOutcomes(workspace(), "churned.csv", {})).toEqual({
      file: "churned.csv",
      kinds: { churned: 17 },
      unit: "user",
      columns: { user: "User ID", at: "Cancelled At" },
      read: 17,
      bad: 0,
      problems: [],
    });
    const { behaviors, outcomes, tags } = await snapshot();
    expect(outcomes).toMatchObject([
      {
        kind: "churned",
        unit: "user",
        rows: 17,
        joined: 16,
        n: 60,
        hits: 16,
        tags: [{ tag: "frustration", hits: 12, n: 20, isClear: true }],
      },
    ]);
    const [refund, parcel] = ["b-refund", "b-parcel"].map((id) => behaviors.find((one) => one.id === id)!);
    expect(refund!.outcomes).toMatchObject([
      { kind: "churned", n: 20, hits: 12, rate: 0.6, restN: 40, restRate: 0.1, isClear: true },
    ]);
    expect(refund!.outcomes![0]!.lift).toBeCloseTo(6, 10);
    expect(parcel!.outcomes![0]!.lift).toBeCloseTo(1 / 6, 10);
    expect(refund!.tags).toMatchObject([{ tag: "frustration", n: 20, share: 1, isClear: true }]);
    expect(tags).toMatchObject([{ name: "frustration", n: 20, topBehaviors: ["b-refund"] }]);
    const report = await outcomeReport("churned");
    expect(report.behaviors[0]).toMatchObject({
      id: "b-refund",
      dropOff: { step: "check_policy", hits: 12, n: 12, restHits: 0, restN: 8, isClear: true },
    });
    expect(JSON.stringify(await snapshot())).toBe(JSON.stringify(await snapshot()));
  });

  it("the same file twice is the same rows, and a changed value takes the place of the one before", async () => {
    folder.write("o.csv", "conversation_id,kind,value,at\nc1,upgraded,yes,2026-01-05\nc2,upgraded,no,\n");
    await importOutcomes(workspace(), "o.csv", {});
    const rows = () => withStore((store) => store.tables.outcomes.read());
    const before = await rows();
    await importOutcomes(workspace(), "o.csv", {});
    expect(await rows()).toEqual(before);
    expect(before.map(({ value, conversationId }) => [conversationId, value]).sort()).toEqual([
      ["c1", 1],
      ["c2", 0],
    ]);
    folder.write("o.csv", "conversation_id,kind,value,at\nc1,upgraded,no,2026-01-05\n");
    await importOutcomes(workspace(), "o.csv", {});
    expect((await rows()).map(({ value }) => value)).toEqual([0, 0]);
  });

  it("what came before the conversation was not led to by it", async () => {
    await filled();
    folder.write("churned.csv", "user,at\nu1,2025-12-01\nu2,2026-02-01\nu25,\n");
    await importOutcomes(workspace(), "churned.csv", {});
    const [kind] = (await snapshot()).behaviors.find(({ id }) => id === "b-refund")!.outcomes!;
    expect(kind).toMatchObject({ n: 19, hits: 1, restN: 40 });
    expect(kind!.restRate).toBeCloseTo(1 / 40, 10);
  });

  it("where some did not have it, who is not named is not known", async () => {
    await filled();
    folder.write("churned.csv", "user,churned\nu1,true\nu2,false\nu25,false\n");
    await importOutcomes(workspace(), "churned.csv", {});
    expect((await snapshot()).outcomes).toMatchObject([{ n: 3, hits: 1 }]);
    const [refund] = (await outcomeReport("churned")).behaviors.filter(({ id }) => id === "b-refund");
    expect(refund!.dropOff).toMatchObject({ n: 1, restN: 1 });
  });

  it("giving up needs no file", async () => {
    await filled();
    const { figures, behaviors } = await outcomeReport("user-gives-up");
    expect(figures).toMatchObject({ unit: "conversation", n: 60, hits: 3 });
    expect(behaviors[0]).toMatchObject({ id: "b-refund", hits: 3, n: 20, restRate: 0 });
    await expect(outcomeReport("churned")).rejects.toThrow("There is no outcome churned");
    // One that was imported by that name is the one that is listed.
    folder.write("user-gives-up.csv", "user\nu7\n");
    await importOutcomes(workspace(), "user-gives-up.csv", {});
    expect((await outcomeReport("user-gives-up")).figures).toMatchObject({ unit: "user", rows: 1, hits: 1 });
  });

  it("bad lines are told with their numbers, the rest counts", async () => {
    folder.write(
      "o.csv",
      `user,value,at\nu1,yes,2026-01-01\n,yes,2026-01-01\nu2,perhaps,2026-01-01\nu3,1,01/02/2026\nu4,1,"2026-01-01\n${"x".repeat(80_000)}\nu5,,\nu6,2,1767225600\n`,
    );
    const { read, bad, problems, kinds } = await importOutcomes(workspace(), "o.csv", { kind: "ticket" });
    expect(kinds).toEqual({ ticket: 2 });
    expect([read, bad]).toEqual([2, 6]);
    expect(problems.map(({ line, reason }) => `${line}: ${reason.slice(0, 40)}`)).toEqual([
      "3: It names no user.",
      '4: "perhaps" is no value: yes, no or a numb',
      '5: "01/02/2026" is no time such as 2026-03-',
      "6: A quotation mark is not closed.",
      "7: The line is longer than 65536 characters",
      '8: "" is no value: yes, no or a number.',
    ]);
    folder.write("p.csv", "name,plan\na,b\n");
    await expect(importOutcomes(workspace(), "p.csv", {})).rejects.toThrow(
      "No column says whose outcome a line is. The first line has: name, plan.",
    );
    await expect(importOutcomes(workspace(), "p.csv", { user: "nam" })).rejects.toThrow(
      "There is no column nam.",
    );
    expect(await importOutcomes(workspace(), "p.csv", { user: "Name" })).toMatchObject({ kinds: { p: 1 } });
    await expect(importOutcomes(workspace(), "none.csv", {})).rejects.toThrow(/none\.csv/);
  });
});

describe("outcomes that conversations themselves show", () => {
  it("are what a query finds, of conversations or of their users", async () => {
    await filled();
    folder.write(
      "homeostat.yaml",
      `outcomes:
  - { name: policy-read, query: "tool:check_policy" }
  - { name: lost, query: "input~refund tool:check_policy", of: user }
`,
    );
    const { outcomes, behaviors } = await snapshot();
    expect(outcomes).toMatchObject([
      { kind: "lost", unit: "user", rows: 12, joined: 12, n: 60, hits: 12 },
      { kind: "policy-read", unit: "conversation", rows: 12, n: 60, hits: 12 },
    ]);
    expect(behaviors.find(({ id }) => id === "b-refund")!.outcomes).toMatchObject([
      { kind: "lost", n: 20, hits: 12, restN: 40, restRate: 0, isClear: true },
      { kind: "policy-read", n: 20, hits: 12, restN: 40, restRate: 0, isClear: true },
    ]);
    expect((await outcomeReport("lost")).behaviors[0]).toMatchObject({ id: "b-refund", hits: 12 });
  });

  it("change with the configuration, and make way for an imported kind of their name", async () => {
    await filled();
    folder.write("lost.csv", "user,at\nu30,2026-02-01\n");
    const host = await openHost(workspace());
    try {
      const hits = async () => (await host.snapshot()).outcomes?.map(({ kind, hits }) => [kind, hits]);
      expect(await hits()).toBeUndefined();
      folder.write("homeostat.yaml", 'outcomes: [{ name: lost, query: "tool:check_policy", of: user }]\n');
      expect(await hits()).toEqual([["lost", 12]]);
      folder.write("homeostat.yaml", 'outcomes: [{ name: lost, query: "tool:nothing" }]\n');
      expect(await hits()).toEqual([["lost", 0]]);
      expect((await host.outcomes("lost")).figures).toMatchObject({ n: 60, hits: 0 });
      folder.write("homeostat.yaml", 'outcomes: [{ name: lost, query: "tool:check_policy AND (" }]\n');
      expect(await hits()).toEqual([["lost", 0]]);
      await expect(host.outcomes("lost")).rejects.toThrow("This query cannot be answered");
    } finally {
      await host.close();
    }
    await importOutcomes(workspace(), "lost.csv", {});
    expect((await snapshot()).outcomes).toMatchObject([{ kind: "lost", rows: 1, hits: 1 }]);
  });

  it("of users say nothing of what came first: who comes back has met both", async () => {
    await filled();
    // Everybody comes back for a parcel, on the day before or after; the query finds half of the refunds.
    await withStore(async (store) => {
      const rows = Array.from({ length: 20 }, (_, user) => ({
        ...{ id: `again${user}`, userId: user === 0 ? "[email 1]" : `u${user}` },
        startMs: Date.UTC(2026, 0, user % 2 ? 1 : 20),
      }));
      await store.tables.conversations.upsert(rows);
      await store.conclude(
        "requests",
        rows.map(({ id }) => ({ id, conversationId: id, text: "x", behaviorId: "b-parcel" })),
      );
    });
    folder.write("homeostat.yaml", 'outcomes: [{ name: lost, query: "tool:check_policy", of: user }]\n');
    const parcel = (await snapshot()).behaviors.find(({ id }) => id === "b-parcel")!;
    expect(parcel.outcomes?.[0]?.hits).toBeGreaterThanOrEqual(11);
  });
});

describe("values and times", () => {
  it.each([
    ["yes", 1],
    ["FALSE", 0],
    ["3.5", 3.5],
    ["perhaps", undefined],
    ["", undefined],
  ])("%s", (text, value) => expect(valueIn(text)).toBe(value));
  it.each([
    ["2026-01-01", Date.UTC(2026, 0, 2) - 1],
    ["2026-01-01T09:30Z", Date.UTC(2026, 0, 1, 9, 30)],
    ["2026-01-01 09:30:00", Date.UTC(2026, 0, 1, 9, 30)],
    ["2026-01-01T09:30:00+02:00", Date.UTC(2026, 0, 1, 7, 30)],
    ["1767225600", 1767225600000],
    ["1767225600123", 1767225600123],
    ["2026-13-01", undefined],
    ["01/02/2026", undefined],
    ["yesterday", undefined],
  ])("%s", (text, ms) => expect(timeIn(text)).toBe(ms));
});

describe("privacy", () => {
  const filesWith = (text: string): string[] =>
    readdirSync(folder.file(".homeostat"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => readFileSync(path).includes(text));

  it("an address is kept as in conversations, so that it joins and is nowhere to be read", async () => {
    await filled();
    folder.write("churned.csv", churn());
    await importOutcomes(workspace(), "churned.csv", {});
    expect(filesWith("mia@example.com")).toEqual([]);
    const lines: string[] = [];
    await exportConversations(workspace(), { conversations: ["c0"] }, async (line) => void lines.push(line));
    expect(JSON.parse(lines[0]!)).toMatchObject({
      outcomes: [{ kind: "churned", value: 1, of: "user" }],
      tags: [{ tag: "frustration", messageIndex: 0 }],
    });
  });

  it("who is forgotten has no outcomes, nor tags, also where there is no conversation of theirs", async () => {
    await filled();
    folder.write("churned.csv", churn());
    await importOutcomes(workspace(), "churned.csv", {});
    for (const user of ["mia@example.com", "stranger"]) {
      expect((await planForget(workspace(), { user })).places[0]!.rows.outcomes).toBe(1);
      await forgetConversations(workspace(), { user });
    }
    expect(filesWith("stranger")).toEqual([]);
    await withStore(async (store) => {
      expect(await store.tables.outcomes.count()).toBe(15);
      expect(await store.tables.tags.count("`conversationId` = 'c0'")).toBe(0);
    });
    await forgetConversations(workspace(), { all: true });
    await withStore(async (store) => expect(await store.tables.outcomes.count()).toBe(0));
  });

  it("of whom retention leaves nothing no outcome stays", async () => {
    await filled();
    folder.write("churned.csv", churn());
    await importOutcomes(workspace(), "churned.csv", {});
    folder.write("o.csv", "conversation,kind\nc1,ticket\nc9,ticket\n");
    await importOutcomes(workspace(), "o.csv", {});
    await withStore(async (store) => {
      // Conversations of the first four days go, those of the fifth stay.
      await applyRetention(store, { retainDays: 1 }, Date.UTC(2026, 0, 5, 12));
      const left = await store.tables.outcomes.read();
      expect(left.map(({ userId, conversationId }) => userId ?? conversationId).sort()).toEqual(
        ["c9", "stranger", "u4", "u9"].sort(),
      );
    });
  });

  it("a kind can be removed", async () => {
    folder.write("churned.csv", churn());
    await importOutcomes(workspace(), "churned.csv", {});
    expect(await forgetOutcomes(workspace(), "churned")).toBe(17);
    expect(await forgetOutcomes(workspace(), "churned")).toBe(0);
    expect(filesWith("stranger")).toEqual([]);
  });
});
