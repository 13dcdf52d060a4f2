/** Cycles whose endpoint misbehaves: a real store, agents, judges and reflections by the scripted model behind a server on this machine. */
import { renameSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import {
  type FaultName,
  type FaultyShop,
  faults,
  faultyShop,
  type PreparedShop,
  preparedShop,
  promptOf,
  type Role,
  spentOf,
  tryCycle,
  usdAt,
} from "../../../../test/support/faulty-endpoint.ts";
import { greetingPrompt, rightGreeting } from "../../../../test/support/greeting-shop.ts";

let plain: PreparedShop;
let judged: PreparedShop;
beforeAll(async () => {
  vi.stubEnv("HOMEOSTAT_HOME", "");
  [plain, judged] = [await preparedShop(), await preparedShop(true)];
}, 120_000);
afterAll(() => {
  for (const { folder } of [plain, judged]) folder.remove();
  vi.unstubAllEnvs();
});

let open: FaultyShop[] = [];
const shopOf = async (...how: Parameters<typeof faultyShop>): Promise<FaultyShop> => {
  const one = await faultyShop(...how);
  open.push(one);
  return one;
};
const closeAll = async (): Promise<void> => {
  for (const one of open) await one.close();
  open = [];
};
afterEach(closeAll);

/** Goes on failing from the request of this number of the role on. */
const failing =
  (role: Role, name: FaultName, from: number): Parameters<FaultyShop["misbehave"]>[0] =>
  (asked, n) =>
    asked === role && n >= from ? faults[name] : undefined;

async function stopsCleanly(
  one: FaultyShop,
  [role, name, from, code]: readonly [Role, FaultName, number, string],
): Promise<void> {
  one.misbehave(failing(role, name, from));
  const { report, error } = await tryCycle(one.shop);
  expect([role, name, report?.end, error?.code]).toEqual([role, name, undefined, code]);
  expect(error?.hint).toMatch(/kept|key/i);
  expect(promptOf(one.shop)).toBe(greetingPrompt);
  const { calls, unfinished } = await spentOf(one.shop);
  expect([calls, unfinished]).toEqual([one.model.arrived, 0]);
}

async function comesToItsEnd(one: FaultyShop): Promise<void> {
  one.misbehave();
  const { report, error } = await tryCycle(one.shop);
  expect([report?.end, error]).toEqual(["suggestion", undefined]);
  expect(report?.suggestion?.hunks.map(({ text }) => text.trim())).toEqual([`- ${rightGreeting}`]);
  expect(promptOf(one.shop)).toBe(greetingPrompt);
  const { calls, usd } = await spentOf(one.shop);
  expect(calls).toBe(one.model.arrived);
  expect(usdAt(one.model)).toBeLessThanOrEqual(usd + 1e-9);
}

test("stops with a clear error whatever goes wrong, and goes on from there as if nothing had", async () => {
  const whole = await shopOf(plain);
  await comesToItsEnd(whole);
  const asked = whole.model.exchanges.length;
  await closeAll();
  const one = await shopOf(plain);
  for (const fault of [
    ["agent", "500", 4, "trial-failing"],
    ["proposer", "401", 1, "model-key"],
    ["proposer", "not JSON", 1, "proposals-unusable"],
    ["proposer", "empty", 2, "model-answer"],
    ["agent", "stall", 5, "trial-failing"],
    ["agent", "HTML", 5, "trial-failing"],
  ] as const)
    await stopsCleanly(one, fault);
  await comesToItsEnd(one);
  // Nothing that was answered was asked again.
  expect(one.model.exchanges.length).toBe(asked);
}, 120_000);

test("one that is busy, breaks off and loses an answer for a while is asked again, and each time counts", async () => {
  const one = await shopOf(plain);
  one.misbehave((role, n) => {
    if (role === "proposer") return n === 1 ? faults["wrong schema"] : n === 3 ? faults.cut : undefined;
    return n % 9 === 0 ? faults["429 with Retry-After"] : n % 20 === 0 ? faults.cut : undefined;
  });
  const { report } = await tryCycle(one.shop);
  expect(report?.end).toBe("suggestion");
  expect(report?.spent.calls).toBe(one.model.arrived);
  expect(usdAt(one.model)).toBeLessThanOrEqual(report!.spent.usd!);
}, 60_000);

test("a judge that cannot be had ends a cycle, and no text is held for useless because of it", async () => {
  const one = await shopOf(judged);
  for (const fault of [
    ["judge", "401", 3, "trial-failing"],
    ["judge", "500", 3, "trial-failing"],
    ["judge", "HTML", 4, "trial-failing"],
    ["judge", "not JSON", 9, "trial-failing"],
  ] as const)
    await stopsCleanly(one, fault);
  await comesToItsEnd(one);
}, 120_000);

test("a budget is never overrun, of calls or of money, and what is left is taken up", async () => {
  const one = await shopOf(judged);
  for (const budget of [
    { calls: 1 },
    { calls: 2 },
    { calls: 9 },
    { usd: 0.05 },
    { calls: 61 },
    { usd: 0.4 },
  ]) {
    const [arrived, usd] = [one.model.arrived, usdAt(one.model)];
    const { report, error } = await tryCycle(one.shop, { budget });
    expect([report?.end, error]).toEqual(["budget", undefined]);
    const [calls, took] = [one.model.arrived - arrived, usdAt(one.model) - usd];
    expect(calls).toBe(report!.spent.calls);
    expect(calls).toBeLessThanOrEqual(budget.calls ?? Number.POSITIVE_INFINITY);
    expect(took).toBeLessThanOrEqual(budget.usd ?? Number.POSITIVE_INFINITY);
    expect(promptOf(one.shop)).toBe(greetingPrompt);
  }
  await comesToItsEnd(one);
}, 120_000);

test("a store that cannot be written to ends a cycle, and it goes on once it can", async () => {
  const table = ".homeostat/freshRuns.lance";
  let one: FaultyShop;
  const lost = (): string => one.shop.file("lost");
  one = await shopOf(plain, (n) => n === 30 && renameSync(one.shop.file(table), lost()));
  const { report, error } = await tryCycle(one.shop);
  expect([report?.end, error?.code]).toEqual([undefined, expect.stringMatching(/^store-/)]);
  expect(promptOf(one.shop)).toBe(greetingPrompt);
  renameSync(lost(), one.shop.file(table));
  await comesToItsEnd(one);
}, 60_000);
