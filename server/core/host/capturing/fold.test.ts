import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { seededRandom, shuffle } from "../../base/index.ts";
import { JournalWriter, writeCheckpoint } from "../../capture/index.ts";
import { messagesFromSpans, recordedRow, Store } from "../../store/index.ts";
import { Fold } from "./fold.ts";
import { inboxUri, journalFolder } from "./state-folder.ts";
import { registerWorkspace } from "./workspace-registry.ts";

let folder: string;
let home: string;
let root: string;
beforeEach(async () => {
  folder = ownFolder();
  home = join(folder, "home");
  root = join(folder, "shop");
  await workspace(root, "shop-*");
});

async function workspace(at: string, services: string): Promise<void> {
  const { mkdir } = await import("node:fs/promises");
  await mkdir(at, { recursive: true });
  await writeFile(join(at, "homeostat.yaml"), `version: 1\ncapture: { services: ["${services}"] }\n`);
  await registerWorkspace(home, { root: at });
}

interface Made {
  readonly service?: string;
  readonly trace: number;
  readonly span: number;
  readonly parent?: number;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Seconds. */
  readonly at?: number;
  readonly log?: unknown;
}

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, "0");
const nanos = (seconds: number): string => `${1_764_000_000 + seconds}000000000`;
const attributesOf = (attributes: Readonly<Record<string, unknown>>) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: String(value) } }));

/** One request with these spans and log records, each in a group of its own. */
function request(...all: readonly Made[]): { traces: Buffer; logs: Buffer } {
  const group = (one: Made, inner: object) => ({
    resource: { attributes: attributesOf({ "service.name": one.service ?? "shop-agent" }) },
    ...inner,
  });
  const ids = (one: Made) => ({ traceId: hex(one.trace, 32), spanId: hex(one.span, 16) });
  const spans = all
    .filter(({ log }) => log === undefined)
    .map((one) =>
      group(one, {
        scopeSpans: [
          {
            spans: [
              {
                ...ids(one),
                ...(one.parent && { parentSpanId: hex(one.parent, 16) }),
                name: "chat",
                startTimeUnixNano: nanos(one.at ?? one.span),
                endTimeUnixNano: nanos((one.at ?? one.span) + 1),
                attributes: attributesOf(one.attributes ?? {}),
              },
            ],
          },
        ],
      }),
    );
  const logs = all
    .filter(({ log }) => log !== undefined)
    .map((one) =>
      group(one, {
        scopeLogs: [
          { logRecords: [{ ...ids(one), timeUnixNano: nanos(one.at ?? one.span), ...(one.log as object) }] },
        ],
      }),
    );
  return {
    traces: Buffer.from(JSON.stringify({ resourceSpans: spans })),
    logs: Buffer.from(JSON.stringify({ resourceLogs: logs })),
  };
}

const said = (history: readonly string[], answer: string, more: object = {}) => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.request.model": "m",
  "gen_ai.input.messages": JSON.stringify(
    history.map((content, i) => ({ role: i % 2 ? "assistant" : "user", parts: [{ type: "text", content }] })),
  ),
  "gen_ai.output.messages": JSON.stringify([
    { role: "assistant", parts: [{ type: "text", content: answer }] },
  ]),
  ...more,
});

async function journal(...requests: readonly ReturnType<typeof request>[]): Promise<void> {
  const writer = await JournalWriter.open(journalFolder(home));
  for (const { traces, logs } of requests) {
    await writer.append({ signal: "traces", encoding: "json", receivedMs: 5, bytes: traces });
    await writer.append({ signal: "logs", encoding: "json", receivedMs: 6, bytes: logs });
  }
  await writer.close();
}

async function fold(options: { readonly batchBytes?: number } = {}): Promise<string[]> {
  const problems: string[] = [];
  const { signal } = new AbortController();
  await new Fold({ home, signal, untilEnd: true, onProblem: (one) => problems.push(one), ...options }).run();
  return problems;
}

async function stored(uri = join(root, ".homeostat")) {
  const store = await Store.open(uri);
  try {
    const ids = (await store.tables.conversations.read({ columns: ["id"] })).map(({ id }) => id).sort();
    const whole = await store.conversations(ids);
    return {
      ids,
      texts: whole.map(({ spans }) => messagesFromSpans(spans).map(({ text }) => text)),
      spans: (await store.tables.spans.read({ columns: ["id", "conversationId", "seq"] }))
        .map(({ id, conversationId }) => `${conversationId} ${id}`)
        .sort(),
      rows: await store.tables.conversations.read(),
      received: await store.tables.received.count(),
    };
  } finally {
    store.close();
  }
}

describe("folding the journal", () => {
  it("puts a trace into the store of the workspace that claims its service, and others into the inbox", async () => {
    await journal(
      request({ trace: 1, span: 1, attributes: said(["hi"], "hello") }),
      request({ trace: 2, span: 2, service: "bank", attributes: said(["money"], "no") }),
    );
    expect(await fold()).toEqual([]);
    expect((await stored()).texts).toEqual([["hi", "hello"]]);
    expect((await stored(inboxUri(home))).texts).toEqual([["money", "no"]]);
  });

  it("goes to rest when nothing comes, with all that was there folded", async () => {
    await journal(request({ trace: 1, span: 1, attributes: said(["hi"], "hello") }));
    const phases: string[] = [];
    const { signal } = new AbortController();
    await new Fold({
      home,
      signal,
      quietMs: 1,
      restAfterMs: 600,
      onPhase: (phase) => phases.push(phase),
    }).run();
    expect((await stored()).texts).toEqual([["hi", "hello"]]);
    expect(phases.filter((phase) => phase === "idle").length).toBeGreaterThan(1);
  });

  it("ends between two batches when it takes too much memory, and goes on from there", async () => {
    await journal(
      request({ trace: 1, span: 1, attributes: said(["hi"], "hello") }),
      request({ trace: 2, span: 2, attributes: said(["more"], "there") }),
    );
    const { signal } = new AbortController();
    const mostMemory = { bytes: 1, notBeforeMs: -1 };
    expect(await new Fold({ home, signal, batchBytes: 1, mostMemory }).run()).toBe("large");
    for (let round = 0; round < 9; round++)
      await new Fold({ home, signal, batchBytes: 1, untilEnd: true }).run();
    expect((await stored()).texts).toHaveLength(2);
  });

  it("gives the same store whatever order spans and logs come in and however they are cut into requests", async () => {
    const all: Made[] = [
      { trace: 1, span: 1, attributes: { "gen_ai.operation.name": "invoke_agent", "session.id": "s" } },
      { trace: 1, span: 2, parent: 1, attributes: said(["hi"], "hello") },
      { trace: 1, span: 3, parent: 1, attributes: said(["hi", "hello", "more"], "there") },
      { trace: 2, span: 4, attributes: { "gen_ai.operation.name": "invoke_agent", "session.id": "s" } },
      { trace: 2, span: 5, parent: 4, service: "other", attributes: { "gen_ai.operation.name": "chat" } },
      {
        trace: 2,
        span: 5,
        log: {
          eventName: "gen_ai.client.inference.operation.details",
          attributes: attributesOf(said(["hi", "hello", "more", "there", "bye"], "see you")),
        },
      },
    ];
    const random = seededRandom(3);
    let first: Awaited<ReturnType<typeof stored>> | undefined;
    for (let round = 0; round < 6; round++) {
      const order = shuffle([...all], random);
      const requests: Made[][] = [];
      for (const one of order)
        if (requests.length > 0 && random() < 0.4) requests.at(-1)!.push(one);
        else requests.push([one]);
      await journal(...requests.map((list) => request(...list)));
      // Nearly every request is a batch of its own, and a process may end between any two.
      expect(await fold({ batchBytes: 1 })).toEqual([]);
      const now = await stored();
      expect(now.ids).toEqual(["s"]);
      expect(now.texts).toEqual([["hi", "hello", "more", "there", "bye", "see you"]]);
      expect(now.spans.length).toBe(5);
      first ??= now;
      expect(now.spans).toEqual(first.spans);
      await rm(join(root, ".homeostat"), { recursive: true });
      await rm(journalFolder(home), { recursive: true });
      await rm(inboxUri(home), { recursive: true, force: true });
    }
  });

  it("a retried request changes nothing, and what was concluded stays", async () => {
    const one = request({ trace: 1, span: 1, attributes: said(["hi"], "hello") });
    await journal(one);
    await fold();
    const store = await Store.open(join(root, ".homeostat"));
    await store.tables.evaluations.upsert([{ id: "e", conversationId: hex(1, 32), label: "pass" }]);
    const version = await store.tables.spans.version();
    await journal(one, one);
    await fold();
    expect(await store.tables.evaluations.count()).toBe(1);
    expect(await store.tables.spans.version()).toBe(version);
    expect(await store.tables.received.count()).toBe(1);
    store.close();
  });

  it("folds again what a killed process may have left half done", async () => {
    const one = request({ trace: 1, span: 1, attributes: said(["hi"], "hello") });
    await journal(one);
    await fold();
    const store = await Store.open(join(root, ".homeostat"));
    // As if it had been killed between keeping the records and writing the conversation, before the checkpoint.
    for (const table of ["conversations", "spans", "traces"] as const)
      await store.tables[table].delete("true");
    store.close();
    await rm(journalFolder(home), { recursive: true });
    await journal(one);
    await writeCheckpoint(journalFolder(home), { segment: 99, offset: 0 }, "folding");
    await fold();
    expect((await stored()).texts).toEqual([["hi", "hello"]]);
    expect((await stored()).received).toBe(1);
  });

  it("a conversation that is named late takes its traces along", async () => {
    await journal(request({ trace: 1, span: 2, parent: 1, attributes: said(["hi"], "hello") }));
    await fold();
    expect((await stored()).ids).toEqual([hex(1, 32)]);
    await journal(request({ trace: 1, span: 1, at: 0, attributes: { "session.id": "s" } }));
    await fold();
    expect((await stored()).ids).toEqual(["s"]);
    expect((await stored()).texts).toEqual([["hi", "hello"]]);
    expect((await stored()).spans.every((one) => one.startsWith("s "))).toBe(true);
  });

  it("a trace whose claimed service comes late is taken out of the inbox", async () => {
    await journal(
      request({ trace: 1, span: 2, parent: 1, service: "bank", attributes: said(["hi"], "hello") }),
    );
    await fold();
    expect((await stored(inboxUri(home))).ids.length).toBe(1);
    await journal(
      request({ trace: 7, span: 9, service: "bank", attributes: said(["stay"], "yes") }),
      request({ trace: 1, span: 1, at: 0, attributes: { "gen_ai.operation.name": "invoke_agent" } }),
    );
    expect(await fold()).toEqual([]);
    expect((await stored()).texts).toEqual([["hi", "hello"]]);
    expect((await stored()).spans.length).toBe(2);
    expect((await stored(inboxUri(home))).texts).toEqual([["stay", "yes"]]);
  });

  it("adds to a conversation whose records are no longer kept", async () => {
    await journal(request({ trace: 1, span: 1, attributes: said(["hi"], "hello", { "session.id": "s" }) }));
    await fold();
    const store = await Store.open(join(root, ".homeostat"));
    await store.tables.received.delete("true");
    store.close();
    await journal(
      request({
        trace: 2,
        span: 2,
        attributes: said(["hi", "hello", "more"], "there", { "session.id": "s" }),
      }),
    );
    await fold();
    expect((await stored()).texts).toEqual([["hi", "hello", "more", "there"]]);
  });

  it("clears out once a day what a workspace does not keep", async () => {
    await writeFile(
      join(root, "homeostat.yaml"),
      "version: 1\ncapture: { services: [shop-agent], retainDays: 30 }\n",
    );
    const now = Math.floor(Date.now() / 1000) - 1_764_000_000;
    await journal(
      request({ trace: 1, span: 1, at: 0, attributes: said(["old"], "hello") }),
      request({ trace: 2, span: 2, at: now, attributes: said(["new"], "hello") }),
    );
    const controller = new AbortController();
    const running = new Fold({
      home,
      signal: controller.signal,
      quietMs: 0,
      onPhase: (phase) => phases.push(phase),
    });
    const phases: string[] = [];
    const ended = running.run();
    await expect
      .poll(() => phases.includes("optimizing") && phases.at(-1) === "idle", { timeout: 30_000 })
      .toBe(true);
    controller.abort();
    await ended;
    expect((await stored()).texts).toEqual([["new", "hello"]]);
    // Records that arrived long ago go as well: the journal says when.
    expect((await stored()).received).toBe(0);
  });

  it("two agents of two workspaces do not meet, though they name their conversations alike", async () => {
    const bank = join(folder, "bank");
    await workspace(bank, "bank");
    await journal(
      request(
        { trace: 1, span: 1, attributes: said(["hi"], "hello", { "session.id": "s" }) },
        { trace: 2, span: 1, service: "bank", attributes: said(["money"], "no", { "session.id": "s" }) },
      ),
    );
    await fold();
    expect((await stored()).texts).toEqual([["hi", "hello"]]);
    expect((await stored(join(bank, ".homeostat"))).texts).toEqual([["money", "no"]]);
  });

  it("what waits in the inbox comes to a workspace that claims it later, also what is no longer kept as records", async () => {
    const bank = join(folder, "bank");
    await journal(
      request({
        trace: 1,
        span: 1,
        service: "bank",
        attributes: said(["money"], "no", { "session.id": "s" }),
      }),
      request({ trace: 2, span: 2, service: "post", attributes: said(["letter"], "yes") }),
    );
    await fold();
    const inbox = await Store.open(inboxUri(home));
    await inbox.tables.received.delete("true");
    const verdict = recordedRow("s", { name: "gpt", label: "fail" });
    await inbox.conclude("evaluations", [verdict]);
    inbox.close();
    await journal(
      request({
        trace: 3,
        span: 3,
        service: "bank",
        attributes: said(["money", "no", "more"], "none", { "session.id": "s" }),
      }),
    );
    await fold();
    await workspace(bank, "bank");
    await fold();
    expect((await stored(join(bank, ".homeostat"))).texts).toEqual([["money", "no", "more", "none"]]);
    expect((await stored(inboxUri(home))).texts).toEqual([["letter", "yes"]]);
    // With what others said of it, which grew since.
    const claimed = await Store.open(join(bank, ".homeostat"));
    expect(await claimed.tables.evaluations.read()).toEqual([{ ...verdict, stale: 1 }]);
    claimed.close();
  });
});
