// `npm run bench -- planted-behaviors [--asked-only] [--keep]`: generates the large demo, imports it as the product does, evaluates it,
// finds behaviors, and holds them against the planted intents; beside them a keyword clustering of the same requests. `--asked-only`:
// once more without what the agents did about the requests. `--keep`: leaves the workspace, with its store, where it is.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { LargeTruth } from "../../scripts/demo/large/generate-large.ts";
import { writeLarge } from "../../scripts/demo/large/write-large.ts";
import { findBehaviors } from "../../server/core/behaviors/index.ts";
import { openHost, type Snapshot } from "../../server/core/index.ts";
import { Store } from "../../server/core/store/index.ts";
import { repository } from "../support/built.ts";
import { keywordBaseline } from "../support/keyword-baseline.ts";
import { type Agreement, agreementOf, countBy } from "../support/planted-agreement.ts";
import { flagsAgainst } from "../support/planted-flags.ts";
import { round } from "./support/numbers.ts";

const { values } = parseArgs({ options: { "asked-only": { type: "boolean" }, keep: { type: "boolean" } } });
/** The product's own, see refresh-behaviors.ts; any other does as well. */
const seed = 20_11;
const root = mkdtempSync(join(tmpdir(), "homeostat-planted-"));
const seconds: Record<string, number> = {};

async function timed<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work();
  seconds[stage] = round((performance.now() - from) / 1000, 1);
  console.log(`${stage.padEnd(10)} ${String(seconds[stage]).padStart(7)} s`);
  return result;
}

/** What of the store the measuring needs: requests with their behaviors, and who failed what. */
async function readStore() {
  const store = await Store.open(join(root, ".homeostat"));
  const requests = await store.tables.requests.read({ columns: ["conversationId", "text", "behaviorId"] });
  const evaluations = await store.tables.evaluations.read({
    where: "`label` = 'fail'",
    columns: ["conversationId", "evaluator"],
  });
  store.close();
  return { requests, evaluations };
}

async function main(): Promise<void> {
  const truth = await timed("generate", () => writeLarge(repository, root));
  const host = await openHost({ root, trusted: false });
  await timed("import", () => host.importConversations(["conversations"], undefined));
  await timed("evaluate", () => host.evaluate());
  await timed("behaviors", () => host.findBehaviors());
  const snapshot = await timed("snapshot", () => host.snapshot());
  await host.close();
  // Of the product's work alone; what measures it comes after.
  const rssMb = round(process.resourceUsage().maxRSS / 1024, 0);
  const { requests, evaluations } = await readStore();
  const planted = new Map(Object.entries(truth.intentOf));
  const behaviorOf = new Map(
    requests.flatMap(({ conversationId, behaviorId }) =>
      conversationId && behaviorId ? [[conversationId, behaviorId] as const] : [],
    ),
  );
  const behaviors = agreementOf(planted, behaviorOf);
  const asked = requests.map(({ conversationId = "", text = "" }) => ({ id: conversationId, text }));
  const keyword = await timed("keywords", () =>
    keywordBaseline(
      asked.map(({ text }) => text),
      truth.intents.length,
    ),
  );
  const byKeywords = Object.fromEntries(
    (["topKeyword", "kMeans"] as const).map((name) => [
      name,
      agreementOf(planted, new Map(asked.map(({ id }, i) => [id, keyword[name][i]!]))),
    ]),
  );
  const askedOnly = values["asked-only"]
    ? agreementOf(
        planted,
        await timed("asked only", async () => {
          const alone = asked.map(({ id, text }) => ({ id, conversationId: id, text }));
          return (await findBehaviors(alone, { seed })).assignment;
        }),
      )
    : undefined;
  const wrongVerdicts = verdictsUnlike(truth, evaluations);
  const flags = flagsAgainst(truth, snapshot.behaviors, behaviorOf);
  report(truth, snapshot, { behaviors, ...(askedOnly && { askedOnly }), ...byKeywords });
  console.log(failingTable(truth, snapshot, behaviorOf));
  console.log(`conversations whose failed evaluators are not the planted ones: ${wrongVerdicts}`);
  console.log(
    `flagged: ${flags.flagged.length} of ${flags.planted} failing intents (missed: ${flags.missed.join(", ") || "none"}); ${flags.flags} flags on behaviors, ${flags.falseFlags.length} of them on other intents: ${flags.falseFlags.join(", ") || "none"}`,
  );
  console.log(
    JSON.stringify({
      conversations: truth.conversations,
      intents: truth.intents.length,
      found: behaviors.found.length,
      ari: round(behaviors.ari, 3),
      behaviors: behaviors.clusters,
      outliers: behaviors.outliers,
      ...(askedOnly && { askedOnlyAri: round(askedOnly.ari, 3), askedOnlyFound: askedOnly.found.length }),
      keywordAri: round(Math.max(...Object.values(byKeywords).map(({ ari }) => ari)), 3),
      keywordFound: Math.max(...Object.values(byKeywords).map(({ found }) => found.length)),
      wrongVerdicts,
      flagged: flags.flagged.length,
      missed: flags.missed,
      falseFlags: flags.falseFlags.length,
      flags: flags.flags,
      seconds,
      rssMb,
    }),
  );
}

/** Conversations that evaluators failed otherwise than planted. */
function verdictsUnlike(
  truth: LargeTruth,
  evaluations: readonly { conversationId?: string; evaluator?: string }[],
): number {
  const failed = new Map<string, Set<string>>();
  for (const { conversationId = "", evaluator = "" } of evaluations)
    failed.set(conversationId, (failed.get(conversationId) ?? new Set()).add(evaluator));
  const told = (names: Iterable<string>): string => [...names].sort().join(",");
  return Object.keys(truth.intentOf).filter(
    (id) => told(failed.get(id) ?? []) !== told(truth.failing[id] ?? []),
  ).length;
}

/** For each failing intent the behavior that holds most of it: how well the two agree, and what is said of it. */
function failingTable(
  truth: LargeTruth,
  { behaviors }: Snapshot,
  behaviorOf: ReadonlyMap<string, string>,
): string {
  const sizes = countBy(behaviorOf.values());
  const rows = truth.intents.flatMap(({ id, conversations, failed, fails }) => {
    if (!fails) return [];
    const own = Object.entries(truth.intentOf).flatMap(([one, intent]) => (intent === id ? [one] : []));
    const held = countBy(own.flatMap((one) => behaviorOf.get(one) ?? []));
    const [behaviorId, both] = [...held].sort(([, m], [, n]) => n - m)[0] ?? ["", 0];
    const behavior = behaviors.find((one) => one.id === behaviorId);
    const share = (k: number, n: number): string => `${Math.round((100 * k) / Math.max(1, n))} %`;
    return [
      [
        id,
        `${failed}/${conversations}`,
        share(both, conversations),
        share(both, sizes.get(behaviorId) ?? 0),
        behavior ? share(1 - behavior.rate.rate, 1) : "",
        behavior?.issue ? "flagged" : "",
        behavior?.name ?? "in none",
      ],
    ];
  });
  const header = [
    "failing intent",
    "planted",
    "recall",
    "precision",
    "fails",
    "",
    "largest behavior with it",
  ];
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(22) : cell.padEnd(10)))
        .join("")
        .trimEnd(),
    )
    .join("\n");
}

function report(
  truth: LargeTruth,
  { totals, outliers }: Snapshot,
  agreements: Readonly<Record<string, Agreement>>,
): void {
  console.log(
    `\n${totals.conversations} conversations (${totals.unmatched} of no prompt), ${truth.intents.length} intents; ${outliers} in no behavior`,
  );
  console.log(`${"".padEnd(12)}${["ARI", "found", "clusters"].map((name) => name.padStart(10)).join("")}`);
  for (const [name, { ari, found, clusters }] of Object.entries(agreements))
    console.log(
      `${name.padEnd(12)}${[round(ari, 3), found.length, clusters].map((cell) => String(cell).padStart(10)).join("")}`,
    );
  const found = new Set(agreements.behaviors!.found);
  const byGroup = countBy(truth.intents.filter(({ id }) => !found.has(id)).map(({ group }) => group));
  console.log(
    `not found: ${truth.intents.flatMap(({ id, conversations }) => (found.has(id) ? [] : [`${id} (${conversations})`])).join(", ") || "none"}`,
  );
  console.log(`by group: ${[...byGroup].map(([group, n]) => `${group} ${n}`).join(", ")}\n`);
}

try {
  await main();
} finally {
  if (values.keep) console.error(`kept: ${root}`);
  else rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
