import { afterEach, expect, it } from "vitest";
import { replayAgentFile, startReplayAgent } from "../../../../test/support/replay-agent.ts";
import { cleanUp, onEnd, only, shop } from "../../../../test/support/replayed-shop.ts";

afterEach(cleanUp);

it("goes on where the answer asks the same, with an http agent and with a command", async () => {
  const server = await startReplayAgent();
  onEnd(server.close);
  for (const agent of [
    `{ name: shop, run: http, url: "${server.url}", tools: live }`,
    `{ name: shop, run: command, command: ["${process.execPath}", "${replayAgentFile}"] }`,
  ]) {
    const one = await only(await shop(agent, { chat: false }), "asks");
    expect(one.messages[1]!.text).toBe("Dear guest, Hello there, what is the order number?");
    // The recording has no look-up, and the agent leaves it to us.
    expect(one).toMatchObject({
      end: "unknown",
      reason: expect.stringContaining('get_order({"order":7})'),
    });
  }
});

it("asks a simulator for what nobody recorded, and says so where it does not know either", async () => {
  const server = await startReplayAgent();
  onEnd(server.close);
  const simulating = (code: string): string =>
    `{ name: shop, run: http, url: "${server.url}", simulator: ["${process.execPath}", "-e", ${JSON.stringify(code)}] }`;
  const told = simulating(
    "console.log(JSON.stringify({ content: JSON.stringify({ status: 'on its way' }) }))",
  );
  const one = await only(await shop(told, { chat: false }), "asks");
  expect(one.end).toBe("complete");
  expect(one.messages.at(-1)!.text).toContain("on its way");
  const silent = await only(await shop(simulating("console.log('{}')"), { chat: false }), "asks");
  expect(silent).toMatchObject({
    end: "unknown",
    reason: expect.stringContaining("nobody knows what it gives, the simulator neither."),
  });
});

it("takes results that a live agent got itself, and not those of one whose tools are recorded", async () => {
  const server = await startReplayAgent("live");
  onEnd(server.close);
  const live = await only(await shop(`{ name: shop, run: http, url: "${server.url}", tools: live }`), "one");
  expect(live.messages.slice(0, 4).map(({ role }) => role)).toEqual([
    "user",
    "assistant",
    "tool",
    "assistant",
  ]);
  expect(live.spent.usd).toBeCloseTo(0.001);
  const recorded = await only(await shop(`{ name: shop, run: http, url: "${server.url}" }`), "one");
  expect(recorded).toMatchObject({ end: "unknown", reason: expect.stringContaining("by itself") });
});

it("an agent that calls unknown tools for ever ends at the first", async () => {
  const server = await startReplayAgent("loop");
  onEnd(server.close);
  const one = await only(await shop(`{ name: shop, run: http, url: "${server.url}" }`), "one");
  expect(one).toMatchObject({ end: "unknown", reason: expect.stringContaining("open_the_vault") });
  expect(one.spent.calls).toBe(1);
});
