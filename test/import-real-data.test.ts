/** Imports recorded runs of public benchmarks and results of promptfoo, and compares with what is known about them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type ImportReport, importFiles } from "../server/core/capture/index.ts";
import { type Captured, messagesFromSpans } from "../server/core/store/index.ts";
import { realData } from "./support/real-data.ts";
import { tarEntries } from "./support/tar.ts";
import { tempFolder } from "./support/temp-folder.ts";

const tau = realData("a-traces", "tau-bench-airline", "gpt-4o-airline.json.gz");
const tau2 = realData("a-traces", "tau2-airline");

async function importAll(path: string): Promise<{ all: Captured[]; report: ImportReport }> {
  const all: Captured[] = [];
  const report = await importFiles([path], { onCaptured: async (batch) => void all.push(...batch) });
  return { all, report };
}

const labels = (all: readonly Captured[], label: string): number =>
  all.filter(({ conversation }) => conversation.outcome?.label === label).length;

describe.skipIf(!tau)("tau-bench airline, gpt-4o", () => {
  test("200 conversations of 50 tasks in 4 trials, 84 solved, each with the policy as its system text", async () => {
    const { all, report } = await importAll(tau!);
    expect(report.files).toMatchObject([{ format: "tau-bench", read: 200, problems: [] }]);
    expect([labels(all, "pass"), labels(all, "fail")]).toEqual([84, 116]);
    expect(new Set(all.map(({ conversation }) => conversation.taskId)).size).toBe(50);
    expect(new Set(all.map(({ conversation }) => conversation.id)).size).toBe(200);
    const texts = new Set(all.flatMap(({ systemTexts }) => Object.values(systemTexts)));
    expect([...texts].map((text) => text.slice(0, 22))).toEqual(["# Airline Agent Policy"]);
  });

  test("spans hold every message of the file, none twice", async () => {
    const { all } = await importAll(tau!);
    const file = JSON.parse(gunzipSync(readFileSync(tau!)).toString("utf8")) as {
      traj: { role: string; content: string | null }[];
    }[];
    for (const [index, { spans }] of all.entries())
      expect(messagesFromSpans(spans).map(({ role, text }) => [role, text])).toEqual(
        file[index]!.traj.slice(1).map(({ role, content }) => [role, content ?? ""]),
      );
  });
});

describe.skipIf(!tau2)("tau2-bench airline, five models", () => {
  test("190 simulations under their own ids; other files of the folder are named as skipped", async () => {
    const { all, report } = await importAll(tau2!);
    const counts = report.files.filter(({ format }) => format === "tau2-bench").map(({ read }) => read);
    expect(counts).toEqual([20, 20, 50, 50, 50]);
    expect(report.files.filter(({ isSkipped }) => isSkipped)).toHaveLength(6);
    expect(all.every(({ conversation }) => /^[0-9a-f-]{36}$/.test(conversation.id))).toBe(true);
    expect(all.every(({ systemTexts }) => Object.keys(systemTexts).length === 1)).toBe(true);
    expect(labels(all, "pass") + labels(all, "fail")).toBe(190);
  });

  const truth = realData("DERIVED", "tau2-airline.line11-violations.csv");
  test.skipIf(!truth)(
    "who broke line 11, one tool call at a time and no text beside it, agrees one by one",
    async () => {
      const { all } = await importAll(tau2!);
      const [header, ...rows] = readFileSync(truth!, "utf8")
        .trim()
        .split(/\r?\n/)
        .map((row) => row.split(","));
      const column = (name: string) => header!.indexOf(name);
      const known = new Map(
        rows.map((row) => [row[column("simulation_id")]!, row[column("violates_policy_line_11")] === "1"]),
      );
      const breaks = ({ spans }: Captured): boolean =>
        messagesFromSpans(spans).some(
          ({ toolCalls = [], text }) => toolCalls.length > 1 || (toolCalls.length > 0 && text.trim() !== ""),
        );
      expect(new Map(all.map((one) => [one.conversation.id, breaks(one)]))).toEqual(known);
      expect(all.filter((one) => !breaks(one))).toHaveLength(83);
    },
  );

  test("nothing of a model's settings is kept: published files have keys in them", async () => {
    const { all } = await importAll(tau2!);
    expect(JSON.stringify(all)).not.toContain("api_key");
  });
});

const promptfoo = realData("e-promptfoo");

describe.skipIf(!promptfoo)("promptfoo's own examples and tests", () => {
  test.each([
    ["examples_simple-cli/output.json", 8, 4],
    ["examples_simple-test/output.json", 4, 2],
    ["test_server/v3evalToShare.json", 8, 4],
    ["test_server/v4evalToShare.json", 8, 4],
  ])("%s: %i results of %i test cases", async (file, results, cases) => {
    const { all, report } = await importAll(join(promptfoo!, file));
    expect(report.files).toMatchObject([{ format: "promptfoo", read: results, problems: [] }]);
    expect(new Set(all.map(({ conversation }) => conversation.taskId)).size).toBe(cases);
    for (const { spans } of all) {
      const messages = messagesFromSpans(spans);
      expect(messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
      expect(messages.every(({ text }) => text.length > 3)).toBe(true);
    }
  });

  test("costs are those of the file, to the last digit", async () => {
    const { all } = await importAll(join(promptfoo!, "test_server/v4evalToShare.json"));
    const total = all.reduce((sum, { conversation }) => sum + conversation.costUsd!, 0);
    expect(total).toBeCloseTo(2.5199999999999996e-5 + 3.48e-5, 12);
  });
});

const whoAndWhen = realData("a-traces", "who-and-when", "algorithm-generated.tar.gz");

describe.skipIf(!whoAndWhen)("Who&When, algorithm-generated", () => {
  test("126 failures, each with all its messages, its task and who made the mistake where", async () => {
    const folder = tempFolder("who-and-when");
    try {
      const histories = new Map<string, readonly { readonly content: string }[]>();
      for (const { name, bytes } of tarEntries(gunzipSync(readFileSync(whoAndWhen!)))) {
        folder.write(name, bytes);
        histories.set(name, JSON.parse(bytes.toString("utf8")).history);
      }
      const { all, report } = await importAll(folder.path);
      expect(all).toHaveLength(126);
      expect(
        report.files.every(({ format, problems }) => format === "who-and-when" && problems.length === 0),
      ).toBe(true);
      expect(labels(all, "fail")).toBe(126);
      for (const { conversation, spans } of all) {
        const name = [...histories.keys()].find((one) => conversation.source.file.endsWith(`/${one}`))!;
        const messages = messagesFromSpans(spans);
        const history = histories.get(name)!;
        expect(messages).toHaveLength(history.length);
        expect(messages.every(({ text }, i) => text.endsWith(history[i]!.content))).toBe(true);
        const { mistakeStep, mistakeAgent } = conversation.attributes as {
          mistakeStep: number;
          mistakeAgent: string;
        };
        expect(mistakeStep).toBeLessThan(messages.length);
        expect(typeof mistakeAgent).toBe("string");
      }
    } finally {
      folder.remove();
    }
  });
});
