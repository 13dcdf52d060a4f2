import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { registerWorkspace } from "../../server/core/host/capturing/workspace-registry.ts";
import { seededRandom } from "../../server/core/index.ts";
import { Store } from "../../server/core/store/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { foldKillLoop } from "../support/fold-kill-loop.ts";
import { killLoop } from "../support/kill-loop.ts";
import { agentSpans, traceProto } from "../support/otlp-requests.ts";
import { journalEntries, spanIdsOf, startReceiverProcess } from "../support/receiver-process.ts";
import { tempFolder } from "../support/temp-folder.ts";

beforeAll(ensureBuilt);

describe("kill -9 of the receiver", () => {
  test("with requests in flight and senders that retry: each acknowledged span is in the journal exactly once", {
    timeout: 300_000,
  }, async () => {
    const home = tempFolder("home");
    const { kills, acknowledged, retried } = await killLoop({
      home: home.path,
      kills: 12,
      random: seededRandom(21),
    });
    const kept = (await journalEntries(join(home.path, "journal"))).flatMap(spanIdsOf);
    expect(kills.filter(({ inFlight }) => inFlight > 0).length).toBeGreaterThan(8);
    expect(retried).toBeGreaterThan(8);
    expect(acknowledged.size).toBeGreaterThan(300);
    expect(kept.length - new Set(kept).size).toBe(0);
    expect([...acknowledged].filter((id) => !new Set(kept).has(id))).toEqual([]);
    home.remove();
  });
});

describe("kill -9 of the fold process", () => {
  test("while it folds, at a checkpoint, while it optimizes: each span of the journal is in the store exactly once", {
    timeout: 300_000,
  }, async () => {
    const outer = tempFolder("home", { "shop/homeostat.yaml": 'version: 1\ncapture: { services: ["*"] }\n' });
    const [home, root] = [outer.file("state"), outer.file("shop")];
    await registerWorkspace(home, { root });
    const wanted = { folding: 3, checkpoint: 2, optimizing: 2 };
    const { ids } = await foldKillLoop({ home, service: "shop", wanted, random: seededRandom(5) });
    const store = await Store.open(join(root, ".homeostat"));
    const rows = (await store.tables.spans.read({ columns: ["id"] })).map(({ id }) => id);
    store.close();
    expect(rows.sort()).toEqual([...new Set(ids)].sort());
    outer.remove();
  });
});

describe("a full disk", () => {
  test("is told to senders and people, loses nothing acknowledged, and capture goes on when there is room", {
    timeout: 120_000,
  }, async ({ skip }) => {
    const outer = tempFolder("home");
    const small = outer.file("small");
    mkdirSync(small);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", small], { stdio: "ignore" });
    } catch {
      skip("no small file system could be mounted here (not root)");
    }
    try {
      writeFileSync(join(small, "ballast"), Buffer.alloc(2_000_000));
      const receiver = await startReceiverProcess(small);
      const acknowledged: string[] = [];
      const sent = async (): Promise<Response> => {
        const spans = agentSpans(20);
        const response = await fetch(`${receiver.http}/v1/traces`, {
          method: "POST",
          headers: { "content-type": "application/x-protobuf" },
          body: new Uint8Array(traceProto(spans)),
        });
        if (response.status === 200) acknowledged.push(...spans.map((span) => span.spanContext().spanId));
        return response;
      };
      const replies: Response[] = [];
      while (replies.filter(({ status }) => status !== 200).length < 20) replies.push(await sent());
      const full = replies.find(({ status }) => status !== 200)!;
      expect(full.status).toBe(503);
      expect(full.headers.get("retry-after")).toBe("10");
      expect(Buffer.from(await full.arrayBuffer()).toString()).toContain("no room left on the disk");
      const { controlToken } = JSON.parse(readFileSync(join(small, "receiver.json"), "utf8")) as {
        controlToken: string;
      };
      const status = await (
        await fetch(`${receiver.http}/homeostat/status`, { headers: { "x-homeostat-token": controlToken } })
      ).json();
      expect(status).toMatchObject({
        trouble: { code: "journal-disk-full", hint: expect.stringContaining("Make room") },
      });
      rmSync(join(small, "ballast"));
      expect((await sent()).status).toBe(200);
      receiver.child.kill("SIGTERM");
      expect(await receiver.ended).toMatchObject({ code: 0 });
      const kept = (await journalEntries(join(small, "journal"))).flatMap(spanIdsOf);
      expect(acknowledged.length).toBeGreaterThan(300);
      expect([...kept].sort()).toEqual([...acknowledged].sort());
    } finally {
      execFileSync("umount", ["-l", small]);
      outer.remove();
    }
  });
});
