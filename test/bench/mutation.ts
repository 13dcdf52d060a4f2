// `npm run bench -- mutation [--reports]`: mutation tests of a sensible use of every check, of the demo's evaluators on the demo's own
// conversations, and of evaluators that must be found out: a weak one, a paranoid one, one that is too lax for its line, and `llm-rubric`
// asked of the scripted model (a stand-in for a chat model, by rules) with a planted blind spot, beside the same without one. Which operators apply follows from what each claims; how many do not is printed.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  breaks,
  checkTypes,
  defaultTrust,
  harmless,
  type MutationReport,
  openServices,
  parseEvaluators,
  samplesOf,
  type Tested,
  testEvaluator,
  trustOf,
} from "../../server/core/evaluators/index.ts";
import { openHost, testsText } from "../../server/core/index.ts";
import { repository } from "../support/built.ts";
import { badCases, goodCases, type MutationCase, shopConversations } from "../support/mutation-cases.ts";
import type { BlindSpot } from "../support/planted-judge.ts";
import { testedJudge } from "../support/tested-judge.ts";
import { verifiableCases } from "../support/verifiable-cases.ts";
import { round } from "./support/numbers.ts";

const { values } = parseArgs({ options: { reports: { type: "boolean" } } });
const services = openServices({
  trusted: true,
  sandboxEntry: join(repository, "dist", "javascript-child.cjs"),
});

interface Scored {
  readonly group: "checks" | "demo" | "planted";
  readonly name: string;
  readonly report: MutationReport;
  readonly tested: Tested;
}

async function main(): Promise<void> {
  const known = new Set(checkTypes.filter(({ declared }) => !declared).map(({ name }) => name));
  const scored: Scored[] = [];
  for (const one of [...goodCases, ...verifiableCases].filter(({ type }) =>
    known.has(type.replace(/^not-/, "")),
  ))
    scored.push(await score("checks", nameOf(one, scored), one));
  for (const [name, one] of Object.entries(badCases)) scored.push(await score("planted", name, one));
  for (const blind of [undefined, "numbers", "names"] as const) scored.push(await scoreJudge(blind));
  scored.push(...(await scoreDemo()));
  await services.close();
  for (const one of scored) console.log(rowOf(one));
  printOperators(scored.filter(({ group }) => group !== "planted"));
  const used = new Set([...goodCases, ...verifiableCases].map(({ type }) => type.replace(/^not-/, "")));
  const without = [...known].filter((name) => !used.has(name));
  if (without.length > 0) console.log(`\nwithout a case: ${without.join(", ")}`);
  if (values.reports)
    console.log(
      `\n${testsText(scored.map(({ name, report, tested }) => ({ evaluator: name, report, trust: tested.trust, says: tested.says })))}`,
    );
  const good = scored.filter(({ group }) => group !== "planted");
  console.log(
    JSON.stringify({
      ...Object.fromEntries(scored.map((one) => [`${one.group}/${one.name}`, figuresOf(one)])),
      good: good.length,
      trustedGood: good.filter(({ tested }) => tested.trust === "trusted").length,
      withoutCase: without,
    }),
  );
}

/** A check with several uses is counted. */
function nameOf({ type }: MutationCase, scored: readonly Scored[]): string {
  const before = scored.filter(({ name }) => name.split(" ")[0] === type).length;
  return before === 0 ? type : `${type} ${before + 1}`;
}

async function score(group: Scored["group"], name: string, one: MutationCase): Promise<Scored> {
  const { evaluators, problems } = parseEvaluators([one.evaluator]);
  const evaluator = evaluators[0];
  if (!evaluator) throw new Error(`${name}: ${problems.map(({ message }) => message).join(" ")}`);
  const samples = one.conversations.flatMap((messages, i) => samplesOf(`c${i}`, messages, one.metas?.[i]));
  const elsewhere = shopConversations.flatMap((messages, i) => samplesOf(`shop${i}`, messages));
  const report = await testEvaluator({
    evaluator,
    samples: samples.filter(({ scope }) => scope === evaluator.scope),
    others: [...samples, ...elsewhere],
    instructions: one.lines ?? [],
    services,
    perOperator: 20,
    seed: 1,
  });
  return { group, name, report, tested: trustOf(report, defaultTrust) };
}

async function scoreJudge(blindTo: BlindSpot): Promise<Scored> {
  const { report, says } = await testedJudge(blindTo);
  if (!report) throw new Error(says);
  const name = `llm-rubric${blindTo ? ` blind to ${blindTo}` : " that sees"}`;
  return { group: "planted", name, report, tested: trustOf(report, defaultTrust) };
}

async function scoreDemo(): Promise<Scored[]> {
  const root = mkdtempSync(join(tmpdir(), "homeostat-mutation-"));
  cpSync(join(repository, "media", "demo"), root, { recursive: true });
  const host = await openHost({ root, trusted: false });
  try {
    await host.importConversations(["conversations"], undefined);
    await host.evaluate();
    const { evaluators: tested } = await host.testEvaluators();
    return tested.flatMap(({ evaluator, report }) =>
      report
        ? [{ group: "demo" as const, name: evaluator, report, tested: trustOf(report, defaultTrust) }]
        : [],
    );
  } finally {
    await host.close();
    rmSync(root, { recursive: true, force: true });
  }
}

function figuresOf({ report, tested }: Scored) {
  return {
    ...(tested.breaks > 0 && { kill: round(tested.caught / tested.breaks, 3) }),
    ...(tested.harmless > 0 && { falseAlarm: round(tested.alarms / tested.harmless, 3) }),
    trusted: tested.trust === "trusted",
    trust: tested.trust,
    breaks: tested.breaks,
    harmless: tested.harmless,
    operators: report.breaks.filter(({ n }) => n > 0).length,
    notApplicable: report.notApplicable.length,
  };
}

function rowOf(one: Scored): string {
  const { tested, report } = one;
  const figures = figuresOf(one);
  return [
    `${one.group}/${one.name}`.padEnd(40),
    tested.trust.padEnd(10),
    `kill ${tested.caught}/${tested.breaks}`.padEnd(15),
    `false alarms ${tested.alarms}/${tested.harmless}`.padEnd(21),
    `${figures.operators} operators, ${report.notApplicable.length} not applicable`.padEnd(34),
    tested.trust === "trusted" ? "" : tested.says,
  ].join("  ");
}

/** Over the good evaluators: what each operator came to, and to how many it does not apply. */
function printOperators(good: readonly Scored[]): void {
  console.log("\noperator                      kind      failed of made  evaluators  not applicable");
  for (const [kind, operators] of [
    ["break", breaks],
    ["harmless", harmless],
  ] as const)
    for (const { name } of operators) {
      const own = good.flatMap(({ report }) =>
        [...report.breaks, ...report.harmless].filter(({ operator, n }) => operator === name && n > 0),
      );
      const [failed, n] = [
        own.reduce((sum, one) => sum + one.failed, 0),
        own.reduce((sum, one) => sum + one.n, 0),
      ];
      console.log(
        `${name.padEnd(30)}${kind.padEnd(10)}${`${failed}/${n}`.padEnd(16)}${String(own.length).padEnd(12)}${good.length - own.length}`,
      );
    }
}

await main();
