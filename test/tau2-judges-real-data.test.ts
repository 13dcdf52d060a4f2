/** Four model judges of tau2-bench against its reward, over the same 50 conversations, by the product's own report. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AgreementReport, agreementText, type Host, openHost } from "../server/core/index.ts";
import { realData } from "./support/real-data.ts";
import { tau2Judgements } from "./support/tau2-judges.ts";
import { type TempFolder, tempFolder } from "./support/temp-folder.ts";

const data = realData("a-traces", "tau2-airline");

describe.skipIf(!data)("tau2-bench's model judges", () => {
  let folder: TempFolder;
  let host: Host;
  let report: AgreementReport;
  beforeAll(async () => {
    folder = tempFolder("tau2-judges", { "judges.jsonl": tau2Judgements(data!) });
    copyFileSync(join(data!, "gpt-4o-2024-11-20.json.gz"), folder.file("conversations.json.gz"));
    host = await openHost({ root: folder.path, trusted: true });
    await host.importConversations(["conversations.json.gz"], undefined);
    await host.importEvaluations("judges.jsonl");
    report = await host.agreement({ against: "outcome" });
  });
  afterAll(async () => {
    await host.close();
    folder.remove();
  });

  test("agree with the reward in 18, 20, 25 and 34 of 50, with kappa", () => {
    const found = report.evaluators
      .map(({ rate, rated, unknown }) => ({
        agree: rate.passes,
        n: rate.n,
        unknown: unknown.evaluator,
        rated,
      }))
      .sort((a, b) => a.agree - b.agree);
    expect(found).toEqual([
      // Five of its verdicts are words that nobody agreed on.
      { agree: 18, n: 45, unknown: 5, rated: 50 },
      { agree: 20, n: 50, unknown: 0, rated: 50 },
      { agree: 25, n: 50, unknown: 0, rated: 50 },
      { agree: 34, n: 50, unknown: 0, rated: 50 },
    ]);
    for (const { table, kappa, disagreeing, rate } of report.evaluators) {
      const { n } = rate;
      // By hand: (agreed - by chance) / (1 - by chance).
      const [first, second] = [
        (table.bothFail + table.onlyFirstFails) / n,
        (table.bothFail + table.onlySecondFails) / n,
      ];
      const byChance = first * second + (1 - first) * (1 - second);
      expect(kappa!.value).toBeCloseTo((rate.rate - byChance) / (1 - byChance), 10);
      expect(kappa!.low).toBeLessThan(kappa!.value);
      expect(kappa!.high).toBeGreaterThan(kappa!.value);
      expect(disagreeing).toBe(n - rate.passes);
    }
    console.log(agreementText(report, 0));
  });

  test("imported again they are the same, and each can be looked for and opened", async () => {
    expect((await host.importEvaluations("judges.jsonl")).read).toBe(200);
    const again = await host.agreement({ against: "outcome" });
    expect(again.evaluators.map(({ table }) => table)).toEqual(report.evaluators.map(({ table }) => table));
    const worst = report.evaluators.find(({ rate }) => rate.passes === 18)!;
    const [first] = worst.disagreements;
    expect(first!.explanation).not.toBe("");
    const trace = await host.trace(first!.conversationId);
    expect(trace?.evaluations.filter(({ isRecorded }) => isRecorded)).toHaveLength(4);
    const { total } = await host.conversations({ query: `evaluator:${worst.evaluator}=fail` });
    expect(total).toBe(worst.table.bothFail + worst.table.onlyFirstFails);
  });
});
