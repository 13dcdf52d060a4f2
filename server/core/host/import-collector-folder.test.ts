import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { type Message, Store } from "../store/index.ts";
import { type CollectorRound, importCollectorFolder } from "./import-collector-folder.ts";
import { openHost } from "./open-host.ts";

let root: string;
let folder: string;
beforeEach(async () => {
  root = ownFolder();
  folder = join(root, "otel");
  await mkdir(folder);
});

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, "0");
const attributes = (fields: Readonly<Record<string, unknown>>) =>
  Object.entries(fields).map(([key, value]) => ({ key, value: { stringValue: String(value) } }));
const resource = { attributes: attributes({ "service.name": "shop" }) };
const ids = (trace: number, span: number) => ({ traceId: hex(trace, 32), spanId: hex(span, 16) });

/** A line of the traces' file: a model call, with what was said or without. */
const spanLine = (trace: number, span: number, fields: Readonly<Record<string, unknown>> = {}): string =>
  `${JSON.stringify({
    resourceSpans: [
      {
        resource,
        scopeSpans: [
          {
            spans: [
              {
                ...ids(trace, span),
                name: "chat m",
                startTimeUnixNano: `${1_767_225_600 + span}000000000`,
                endTimeUnixNano: `${1_767_225_601 + span}000000000`,
                attributes: attributes({
                  "gen_ai.operation.name": "chat",
                  "gen_ai.request.model": "gpt-4o",
                  "gen_ai.conversation.id": `c${trace}`,
                  ...fields,
                }),
              },
            ],
          },
        ],
      },
    ],
  })}\n`;

/** What was said before, in turn by the user and the assistant, and the answer. */
const chat = (history: readonly string[], answer: string) => ({
  "gen_ai.input.messages": JSON.stringify(
    history.map((content, i) => ({ role: i % 2 ? "assistant" : "user", parts: [{ type: "text", content }] })),
  ),
  "gen_ai.output.messages": JSON.stringify([
    { role: "assistant", parts: [{ type: "text", content: answer }] },
  ]),
});

/** A line of the logs' file: what was said in a call, as an event. */
const logLine = (trace: number, span: number, history: readonly string[], answer: string): string =>
  `${JSON.stringify({
    resourceLogs: [
      {
        resource,
        scopeLogs: [
          {
            logRecords: [
              {
                ...ids(trace, span),
                timeUnixNano: `${1_767_225_601 + span}000000000`,
                eventName: "gen_ai.client.inference.operation.details",
                attributes: attributes(chat(history, answer)),
              },
            ],
          },
        ],
      },
    ],
  })}\n`;

async function importOnce(): Promise<CollectorRound> {
  const rounds: CollectorRound[] = [];
  await importCollectorFolder({ root, trusted: true }, folder, {
    onRound: (round) => void rounds.push(round),
  });
  expect(rounds).toHaveLength(1);
  return rounds[0]!;
}

async function messages(id: string): Promise<readonly Message[]> {
  const store = await Store.open(join(root, ".homeostat"));
  try {
    return (await store.conversations([id]))[0]?.messages ?? [];
  } finally {
    store.close();
  }
}
const said = async (id: string): Promise<string[]> => (await messages(id)).map(({ text }) => text);

describe("a collector's folder", () => {
  it("traces and logs in files of their own are one conversation, in whatever order they are written", async () => {
    await writeFile(join(folder, "traces.json"), spanLine(1, 1));
    expect(await importOnce()).toMatchObject({ requests: 1, records: 1, problems: [] });
    expect(await said("c1")).toEqual([]);
    await writeFile(join(folder, "logs.json"), logLine(1, 1, ["hi"], "hello"));
    expect(await importOnce()).toMatchObject({ requests: 1, records: 1, conversations: 1 });
    expect(await said("c1")).toEqual(["hi", "hello"]);
  });

  it("later spans join what is there; what was imported is not read again", async () => {
    await writeFile(join(folder, "traces.json"), spanLine(1, 1, chat(["hi"], "hello")));
    expect(await importOnce()).toMatchObject({ requests: 1, conversations: 1 });
    expect(await importOnce()).toMatchObject({ requests: 0, records: 0, conversations: 0, problems: [] });
    await appendFile(
      join(folder, "traces.json"),
      spanLine(1, 5, chat(["hi", "hello", "more"], "there")).slice(0, 50),
    );
    expect(await importOnce()).toMatchObject({ requests: 0, problems: [] });
    await appendFile(
      join(folder, "traces.json"),
      spanLine(1, 5, chat(["hi", "hello", "more"], "there")).slice(50),
    );
    await rename(join(folder, "traces.json"), join(folder, "traces-2026-01-01T00-00-00.000.json"));
    await writeFile(join(folder, "traces.json"), spanLine(2, 1, chat(["you"], "me")));
    expect(await importOnce()).toMatchObject({ requests: 2, records: 2, conversations: 2 });
    expect([await said("c1"), await said("c2")]).toEqual([
      ["hi", "hello", "more", "there"],
      ["you", "me"],
    ]);
  });

  it("read once more from the beginning, since its marks were lost, doubles nothing", async () => {
    await writeFile(
      join(folder, "traces.json"),
      spanLine(1, 1, chat(["hi"], "hello")) + spanLine(2, 1, chat(["a"], "b")),
    );
    await importOnce();
    const store = await Store.open(join(root, ".homeostat"));
    const rows = await store.tables.meta.read({ columns: ["id"] });
    const marks = rows.map(({ id }) => id).filter((id) => id.startsWith("collector:"));
    expect(marks).toHaveLength(1);
    await store.tables.meta.deleteAny("id", marks);
    store.close();
    expect(await importOnce()).toMatchObject({ requests: 2, records: 0 });
    expect(await said("c1")).toEqual(["hi", "hello"]);
    const host = await openHost({ root, trusted: true });
    expect((await host.conversations({})).total).toBe(2);
    await host.close();
  });

  it("blacks out what the configuration says, and reckons what calls cost", async () => {
    const usage = { "gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 100 };
    await writeFile(
      join(folder, "traces.json"),
      spanLine(1, 1, { ...chat(["I am mia@example.com"], "hello"), ...usage }),
    );
    expect((await importOnce()).redacted).toEqual({ email: 1 });
    expect(await said("c1")).toEqual(["I am [email]", "hello"]);
    expect((await messages("c1"))[1]!.costUsd).toBeCloseTo((1000 * 2.5 + 100 * 10) / 1e6, 10);
  });

  it("a line that is broken costs itself and is told", async () => {
    await writeFile(
      join(folder, "traces.json"),
      `${spanLine(1, 1, chat(["hi"], "hello"))}{"resourceSpans": [}\n`,
    );
    const { records, problems } = await importOnce();
    expect([records, problems.length]).toEqual([1, 1]);
  });

  it("that is not there is said", async () => {
    await rm(folder, { recursive: true });
    await expect(importOnce()).rejects.toMatchObject({ code: "file-unreadable" });
  });

  it("watched, new lines arrive until it is stopped, which is no failure", async () => {
    await writeFile(join(folder, "traces.json"), spanLine(1, 1, chat(["hi"], "hello")));
    const controller = new AbortController();
    const rounds: CollectorRound[] = [];
    await importCollectorFolder({ root, trusted: true }, folder, {
      watch: true,
      signal: controller.signal,
      onRound: (round) => {
        rounds.push(round);
        if (rounds.length === 1)
          void appendFile(join(folder, "traces.json"), spanLine(2, 1, chat(["a"], "b")));
        else controller.abort();
      },
    });
    expect(rounds.map(({ records, conversations }) => [records, conversations])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(await said("c2")).toEqual(["a", "b"]);
  });
});
