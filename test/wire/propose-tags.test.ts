/** What `homeostat tags propose` prints is text for homeostat.yaml, and with it the proposed tags are found. */
import { appendFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);

/** A voucher is mentioned in every tenth conversation, where three of four answers fail; elsewhere one of ten does. */
const hasVoucher = (i: number): boolean => i % 10 === 0;
const fails = (i: number): boolean => (hasVoucher(i) ? i % 40 !== 0 : i % 10 === 1);

const ways = ["", "Hello. ", "Please help: ", "Could you ", "I would like to ", "Now ", "Again: "];
const topics = [
  "order a lamp for the kitchen",
  "return the broken chair",
  "pay my electricity invoice",
  "change the delivery address",
  "cancel the newsletter",
];

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("propose-tags", {
    "homeostat.yaml":
      "evaluators:\n  - name: no-shrug\n    scope: conversation\n    assert: [{ type: not-icontains, value: no idea }]\n",
    "chats.jsonl": Array.from({ length: 200 }, (_, i) =>
      JSON.stringify({
        id: `c${i}`,
        messages: [
          {
            role: "user",
            content: `${ways[i % 7]}${topics[Math.floor(i / 10) % 5]}.${hasVoucher(i) ? " I have a voucher." : ""}`,
          },
          { role: "assistant", content: fails(i) ? "I have no idea." : "Done." },
        ],
      }),
    ).join("\n"),
  });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
});
afterAll(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

test("from words that go with failures to a tag that is found", async () => {
  expect((await run("tags", "propose")).code).toBe(2);
  await run("import", "chats.jsonl");
  await run("evaluate");
  expect((await run("tags", "propose")).stderr).toMatch(/homeostat behaviors/);
  await run("behaviors");
  const { proposals } = await cliJson<{ proposals: object[] }>(folder.path, "tags", "propose");
  expect(proposals).toMatchObject([{ name: "voucher", words: ["voucher"], n: 20, wrong: 15 }]);
  const { code, stdout } = await run("tags", "propose");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^tags:\n {2}# 15 of 20 went wrong, where 4 would as others do in the same 5 behaviors: homeostat show c10$/m,
  );
  appendFileSync(folder.file("homeostat.yaml"), stdout);
  await run("evaluate");
  const { tags } = await cliJson<{ tags: object[] }>(folder.path, "tags");
  expect(tags).toMatchObject([{ name: "voucher", n: 20, failRate: 0.75 }]);
  // It is there now.
  expect((await run("tags", "propose")).stdout).toMatch(/^# Nothing to propose/);
});
