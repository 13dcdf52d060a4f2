import { readFileSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { recordsOfRequest } from "../server/core/capture/index.ts";
import {
  ExportLogsServiceRequestSchema,
  ExportTraceServiceRequestSchema,
} from "../server/core/capture/otlp/otlp_export_pb.ts";
import { seededRandom } from "../server/core/index.ts";
import { mutatedRequest } from "./support/otlp-mutations.ts";
import { agentLogs, agentSpans, traceJson, traceProto } from "./support/otlp-requests.ts";
import { journalEntries, ownReceiver } from "./support/receiver-process.ts";

/** `npm run fuzz` sends 100,000 bodies; each run of the tests some thousand. */
const bodies = Number(process.env.FUZZ_BODIES ?? 3_000);
const seed = Number(process.env.FUZZ_SEED ?? 3);
/** An answer takes milliseconds; on a busy machine, and behind a bomb, longer. */
const hangsMs = 60_000;
const atOnce = 16;
const mostMb = 1_200;

const { home, receiver } = ownReceiver();

interface Body {
  readonly signal: "traces" | "logs";
  readonly encoding: "proto" | "json";
  readonly isZipped: boolean;
  readonly sent: Buffer;
  /** What is known beforehand: a decoder would be as long at a bomb as it is meant to. */
  readonly status?: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

function answered({
  signal,
  encoding,
  isZipped,
  sent,
}: Body): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((done, failed) => {
    const headers = {
      "content-type": encoding === "proto" ? "application/x-protobuf" : "application/json",
      "content-length": String(sent.length),
      ...(isZipped && { "content-encoding": "gzip" }),
    };
    const request = httpRequest(
      {
        host: "127.0.0.1",
        port: receiver().said.httpPort,
        path: `/v1/${signal}`,
        method: "POST",
        agent,
        headers,
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          done({ status: response.statusCode!, text: Buffer.concat(parts).toString("utf8") }),
        );
        response.on("error", failed);
      },
    );
    request.setTimeout(hangsMs, () => {
      const what = `${signal} ${encoding} ${isZipped} ${sent.toString("base64").slice(0, 100_000)}`;
      request.destroy(new Error(`no answer within ${hangsMs} ms: ${what}`));
    });
    request.on("error", failed);
    request.end(sent);
  });
}

/** Which statuses are right, by the decoders themselves; a message is asked for where ours may be stricter than they are. */
function rightStatus({ signal, encoding, isZipped, sent }: Body): {
  readonly status: readonly number[];
  readonly reason?: RegExp;
} {
  let plain: Buffer = sent;
  if (isZipped)
    try {
      plain = gunzipSync(sent, { maxOutputLength: 64 * 2 ** 20 });
    } catch (error) {
      return { status: [(error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? 413 : 400] };
    }
  try {
    if (encoding === "json")
      JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain));
    else
      fromBinary(
        signal === "traces" ? ExportTraceServiceRequestSchema : ExportLogsServiceRequestSchema,
        plain,
      );
  } catch (error) {
    // One span that is nested too deep is left out, and the others are taken.
    if (encoding === "proto" && /recursion/.test(String(error))) return { status: [200, 400] };
    return { status: [400] };
  }
  return {
    status: [200],
    reason:
      /has another type|runs beyond|it is cut|ten bytes|no field at|is not a list|is not an object|it holds (?:traces|logs)|nested deeper/,
  };
}

const spans = agentSpans(3);
const logs = agentLogs(3);
const bomb = gzipSync(Buffer.alloc(80 * 2 ** 20));
const deepBomb = gzipSync(Buffer.alloc(60 * 2 ** 20, "["));

function bodyOf(random: () => number): Body {
  const signal = random() < 0.3 ? "logs" : "traces";
  const encoding = random() < 0.5 ? "proto" : "json";
  if (random() < 0.0005) return { signal, encoding, isZipped: true, sent: bomb, status: 413 };
  if (random() < 0.0005) return { signal, encoding, isZipped: true, sent: deepBomb, status: 400 };
  const few = spans.slice(0, 1 + Math.floor(random() * 4));
  const whole = signal === "logs" ? logs[encoding] : encoding === "proto" ? traceProto(few) : traceJson(few);
  const isZipped = random() < 0.2;
  const mutated = mutatedRequest(whole, encoding, random);
  if (!isZipped) return { signal, encoding, isZipped, sent: mutated };
  const zipped = gzipSync(mutated);
  return {
    signal,
    encoding,
    isZipped,
    sent: random() < 0.3 ? mutatedRequest(zipped, encoding, random) : zipped,
  };
}

/** The largest the process has ever been. Linux tells. */
const peakMb = (): number =>
  process.platform === "linux"
    ? Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${receiver().said.pid}/status`, "utf8"))![1]) / 1024
    : 0;

describe("mutated requests", () => {
  it("no crash, no hang, memory bounded, the right status each time, and what was taken can be folded", {
    timeout: 60 * 60_000,
  }, async () => {
    const random = seededRandom(seed);
    const counts = new Map<number, number>();
    const wrong: string[] = [];
    let left = bodies;
    let slowestMs = 0;
    const sender = async (): Promise<void> => {
      while (left-- > 0 && wrong.length < 5) {
        const body = bodyOf(random);
        const start = performance.now();
        const { status, text } = await answered(body);
        slowestMs = Math.max(slowestMs, performance.now() - start);
        counts.set(status, (counts.get(status) ?? 0) + 1);
        const right = body.status === undefined ? rightStatus(body) : { status: [body.status] };
        const isStricter = status === 400 && "reason" in right && right.reason?.test(text);
        if (!right.status.includes(status) && !isStricter)
          wrong.push(
            `${status} ${text} instead of ${right.status} for ${body.signal} ${body.encoding} ${body.isZipped} ${body.sent.toString("base64").slice(0, 4000)}`,
          );
      }
    };
    await Promise.all(Array.from({ length: atOnce }, sender));
    expect(wrong).toEqual([]);
    expect(receiver().child.exitCode).toBeNull();
    expect(peakMb()).toBeLessThan(mostMb);
    expect(counts.get(200)).toBeGreaterThan(bodies / 10);
    expect(counts.get(400)).toBeGreaterThan(bodies / 10);
    // One that is as it should be is taken as ever.
    const fresh = traceProto(agentSpans(1));
    expect(await answered({ signal: "traces", encoding: "proto", isZipped: false, sent: fresh })).toEqual({
      status: 200,
      text: "",
    });
    let records = 0;
    for (const entry of await journalEntries(join(home.path, "journal"))) {
      const read = recordsOfRequest(entry);
      records += read.records.length;
      expect(read.problems.filter((problem) => problem.startsWith("The rest of a request"))).toEqual([]);
    }
    expect(records).toBeGreaterThan(bodies / 10);
    if (process.env.FUZZ_BODIES)
      console.log(
        `${bodies} bodies: ${[...counts].map(([status, count]) => `${status} x ${count}`).join(", ")}; slowest ${slowestMs.toFixed(0)} ms, peak ${peakMb().toFixed(0)} MB, ${records} records kept`,
      );
  });
});
