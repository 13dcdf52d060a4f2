import { afterAll, beforeAll, expect, test } from "vitest";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { readPrompt } from "../../prompt/index.ts";
import { hoverAt } from "../../review/hover.ts";
import { baselineOf, baselineText, viewOf } from "../../review/index.ts";
import { Store } from "../../store/index.ts";
import { BaselineHost } from "../baseline-host.ts";
import { testedStamp } from "../baseline-snapshot.ts";
import { loadConfig } from "../config.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";

const prompt =
  "# Shop\n\n- Always name the order number.\n- Never promise a date.\n- Give the right answer.\n";
const config = (weak = "the"): string => `prompts: [{ name: shop, file: shop.prompt.md }]
evaluators:
  - { name: names-order, scope: turn, assert: [{ type: regex, value: 'order #\\d+' }], covers: [name the order number] }
  - { name: no-dates, scope: turn, assert: [{ type: not-icontains-any, value: [tomorrow, by Friday] }], covers: [promise a date] }
  - { name: right, scope: turn, assert: [{ type: contains, value: ${weak} }], covers: [the right answer] }
  - { name: solved, assert: [{ type: outcome }] }
`;

let folder: TempFolder;
let host: Host;
const asked = [
  "Where is my parcel?",
  "Can I return the lamp?",
  "Is the chair there?",
  "Who brings it?",
  "What does it cost?",
  "Is the cup whole?",
];
const answered = [
  "on its way to the depot in Ghent",
  "free to go back within 30 days",
  "one of the 4 chairs in Bruges",
  "with the courier from Antwerp",
  "at the price of 12 euros",
  "whole when the shop packed it",
];

beforeAll(async () => {
  folder = tempFolder("test-evaluators", {
    "homeostat.yaml": config(),
    "shop.prompt.md": prompt,
    "chats.jsonl": asked
      .map((question, i) =>
        JSON.stringify({
          id: `c${i}`,
          messages: [
            { role: "system", content: prompt },
            { role: "user", content: question },
            { role: "assistant", content: `Your order #${100 + i} is ${answered[i]}.` },
          ],
        }),
      )
      .join("\n"),
  });
  host = await openHost({ root: folder.path, trusted: false });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
});
afterAll(async () => {
  await host.close();
  folder.remove();
});

const trustNow = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await host.snapshot()).evaluators.map(({ name, trust }) => [name, trust]));

test("tests what the store has, and the snapshot, its figures and the hover tell", async () => {
  expect(await trustNow()).toEqual({
    "names-order": "untested",
    "no-dates": "untested",
    right: "untested",
    solved: "declared",
  });
  const stages = new Set<string>();
  const { evaluators: tested } = await host.testEvaluators(
    {},
    {
      progress: ({ stage }) => stages.add(stage),
    },
  );
  expect(tested.map(({ evaluator, trust }) => `${evaluator} ${trust}`)).toEqual([
    ...["names-order trusted", "no-dates trusted", "right untrusted", "solved declared"],
  ]);
  expect([...stages]).toContain("testing right");
  expect(await trustNow()).toEqual({
    "names-order": "trusted",
    "no-dates": "trusted",
    right: "untrusted",
    solved: "declared",
  });
  const snapshot = await host.snapshot();
  const figures = snapshot.prompts[0]!.instructions.flatMap((one) => one.figures);
  expect(figures.map(({ evaluator, trust }) => `${evaluator} ${trust}`).sort()).toEqual([
    ...["names-order trusted", "no-dates trusted", "right untrusted"],
  ]);
  const view = viewOf(snapshot, "shop.prompt.md", readPrompt("shop.prompt.md", prompt));
  const hover = (words: string): string =>
    hoverAt(view, prompt.indexOf(words))!.markdown.replaceAll("\\", "");
  expect(hover("Always name")).toMatch(
    /names-order: mutation-tested: (\d+) of \1 breaks caught, 0 of \d+ harmless changes failed/,
  );
  expect(hover("Give the right")).toMatch(/right: untrusted: misses .*\(0 of 5\)/);
});

test("an evaluator that was changed is untested again, and one that nobody knows is said", async () => {
  folder.write("homeostat.yaml", config("of"));
  expect((await trustNow()).right).toBe("untested");
  expect(await trustNow()).toMatchObject({ "names-order": "trusted" });
  folder.write(
    "homeostat.yaml",
    config().replace("name: no-dates,", "name: no-dates, description: The dates are correct.,"),
  );
  expect((await trustNow())["no-dates"]).toBe("untested");
  folder.write("homeostat.yaml", config());
  expect((await trustNow()).right).toBe("untrusted");
  await expect(host.testEvaluators({ evaluators: ["name-order"] })).rejects.toMatchObject({
    code: "evaluator-unknown",
    hint: "Did you mean names-order?",
  });
});

test("limits of the configuration count at once", async () => {
  folder.write("homeostat.yaml", `${config()}trust: { operators: 90 }\n`);
  expect(await trustNow()).toMatchObject({ "names-order": "untested", right: "untrusted" });
  folder.write("homeostat.yaml", config());
});

test("a committed baseline carries trust for what was tested, and for nothing that was changed since", async () => {
  const { evaluators } = await loadConfig(folder.file("homeostat.yaml"), {
    root: folder.path,
    trusted: false,
  });
  const snapshot = await host.snapshot();
  const stamps = evaluators.map((one) => testedStamp(one, snapshot));
  const baseline = baselineText(baselineOf(snapshot, [], stamps, undefined));
  const trustIn = async (files: Readonly<Record<string, string>>): Promise<unknown> => {
    const clone = tempFolder("test-evaluators-clone", {
      ...{ "homeostat.yaml": config(), "shop.prompt.md": prompt, "homeostat/baseline.json": baseline },
      ...files,
    });
    try {
      const there = await BaselineHost.open({ root: clone.path, trusted: false });
      return (await there!.snapshot()).evaluators.find(({ name }) => name === "no-dates")!.trust;
    } finally {
      clone.remove();
    }
  };
  expect(await trustIn({})).toBe("trusted");
  const described = config().replace("no-dates,", "no-dates, description: The dates are correct.,");
  expect(await trustIn({ "homeostat.yaml": described })).toBe("untested");
  expect(await trustIn({ "homeostat.yaml": `${config()}trust: { operators: 90 }\n` })).toBe("untested");
  expect(await trustIn({ "shop.prompt.md": prompt.replace("a date.", "a date or a price.") })).toBe(
    "untested",
  );
  const older = baseline.replaceAll(/,"definition":"\w+","lines":"\w+"/g, "");
  expect(older).not.toBe(baseline);
  expect(await trustIn({ "homeostat/baseline.json": older })).toBe("untested");
});

test("a cancelled test keeps nothing of the evaluator it was at", async () => {
  const controller = new AbortController();
  await expect(
    host.testEvaluators(
      { evaluators: ["right"] },
      { signal: controller.signal, progress: () => controller.abort() },
    ),
  ).rejects.toThrow();
  expect((await trustNow()).right).toBe("untrusted");
});

test("who is forgotten takes the tests along that quote them", async () => {
  const store = await Store.open(`${folder.path}/.homeostat`);
  try {
    const tests = await store.tables.mutationTests.read();
    const quoted = tests.find(({ evaluator }) => evaluator === "right")!.conversationIds![0]!;
    expect((await store.countRows([quoted])).mutationTests).toBeGreaterThan(0);
    await store.eraseForGood([quoted]);
    expect((await store.tables.mutationTests.read()).map(({ evaluator }) => evaluator)).not.toContain(
      "right",
    );
  } finally {
    store.close();
  }
  expect((await trustNow()).right).toBe("untested");
});
