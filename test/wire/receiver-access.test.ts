/** Who may send to the receiver, and what is said where anybody may. */
import { Client, credentials } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ownReceiver, type ReceiverProcess, startReceiverProcess } from "../support/receiver-process.ts";
import { exportOver, json, sender } from "../support/receiver-requests.ts";
import { runCli } from "../support/run-cli.ts";
import { tempFolder } from "../support/temp-folder.ts";

const { receiver } = ownReceiver();
const send = sender(receiver);

describe("a web page", () => {
  test.each([
    "evil.example",
    "evil.example:4318",
    "localhost.evil.example",
    "169.254.169.254",
    "127.0.0.1.nip.io",
    "[::2]:4318",
    "a:b:c",
  ])("a Host %j, as a rebound name has it, is refused", async (host) => {
    expect((await send("{}", { ...json, host })).status).toBe(403);
  });
  test.each(["localhost", "localhost:4318", "LOCALHOST.", "127.0.0.1:1", "127.8.9.1", "[::1]:4318"])(
    "a Host %j is taken",
    async (host) => {
      expect((await send("{}", { ...json, host })).status).toBe(200);
    },
  );
  test.each(["https://evil.example", "null", "http://localhost:3000", "vscode-webview://x"])(
    "a page of %s is refused, whatever it asks for",
    async (origin) => {
      for (const path of ["/v1/traces", "/healthz", "/homeostat/status"])
        expect((await send("{}", { ...json, origin }, { path })).status).toBe(403);
    },
  );

  test("over gRPC: an origin, or another authority", async () => {
    const one = clientOf(receiver());
    expect((await exportOver(one, Buffer.alloc(0), { origin: "https://evil.example" })).error?.code).toBe(7);
    one.close();
    const rebound = clientOf(receiver(), { "grpc.default_authority": "evil.example" });
    expect((await exportOver(rebound, Buffer.alloc(0))).error?.code).toBe(7);
    rebound.close();
  });
});

const clientOf = ({ said }: ReceiverProcess, options = {}): Client =>
  new Client(`127.0.0.1:${said.grpcPort}`, credentials.createInsecure(), options);

test("a token, other host names and origins can be asked for", async () => {
  const other = tempFolder("home");
  const guarded = await startReceiverProcess(other.path, {
    args: ["--allow-host", "devbox", "--allow-origin", "http://localhost:3000"],
    env: { HOMEOSTAT_TOKEN: "s3cret" },
  });
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await send("{}", { ...json, ...headers }, { to: guarded })).status;
  expect(await status({})).toBe(401);
  expect(await status({ authorization: "Bearer wrong" })).toBe(401);
  expect(
    await status({ authorization: "Bearer s3cret", host: "devbox:4318", origin: "http://localhost:3000" }),
  ).toBe(200);
  const client = clientOf(guarded);
  expect((await exportOver(client, Buffer.alloc(0), {})).error?.code).toBe(16);
  expect(
    (await exportOver(client, Buffer.alloc(0), { authorization: "Bearer s3cret" })).error,
  ).toBeUndefined();
  client.close();
  guarded.child.kill("SIGTERM");
  await guarded.ended;
  other.remove();
});

describe("where it listens", () => {
  const anyPorts = ["--http", "0", "--grpc", "0"];
  /** `homeostat capture` with a home of its own; what it prints, then what its status says. */
  async function captured(token: string, ...args: readonly string[]): Promise<readonly string[]> {
    const other = tempFolder("home");
    vi.stubEnv("HOMEOSTAT_HOME", other.path);
    vi.stubEnv("HOMEOSTAT_TOKEN", token);
    onTestFinished(async () => {
      await runCli(other.path, "capture", "stop");
      vi.unstubAllEnvs();
      other.remove();
    });
    const started = await runCli(other.path, "capture", ...args, ...anyPorts);
    expect(started).toMatchObject({ code: 0 });
    return [started.stdout, (await runCli(other.path, "capture", "status")).stdout];
  }
  const warning = /! Whoever reaches this machine .*0\.0\.0\.0 .*no token\..*HOMEOSTAT_TOKEN.*Authorization/;

  test("beyond this machine without a token: a warning with the next step, at the start and in the status", async () => {
    for (const text of await captured("", "--host", "0.0.0.0")) {
      expect(text).toMatch(/^Capturing: OTLP over HTTP on http:\/\/0\.0\.0\.0:\d+/);
      expect(text).toMatch(warning);
    }
  });

  test("beyond this machine with a token, and on this machine alone: none", async () => {
    for (const text of await captured("s3cret", "--host", "0.0.0.0")) expect(text).not.toMatch(/! /);
    for (const text of await captured("")) {
      expect(text).not.toMatch(/! /);
      expect(text).toContain("http://127.0.0.1:");
    }
  });

  test("one other address of this machine: it is found there", {
    skip: process.platform !== "linux",
  }, async () => {
    for (const text of await captured("", "--host", "127.0.0.2")) expect(text).toContain("http://127.0.0.2:");
  });

  test("in the foreground the warning comes on the error output", async () => {
    const other = tempFolder("home");
    const open = await startReceiverProcess(other.path, { args: ["--host", "0.0.0.0", ...anyPorts] });
    await expect.poll(open.errors).toMatch(/^Warning: Whoever reaches this machine /);
    open.child.kill("SIGTERM");
    await open.ended;
    other.remove();
  });
});
