// `npm run bench -- planted-issues [--keep]`: the large demo with its plant for behaviors, so that only the flags are measured: which
// intents that were made to fail, rise or begin are told, and what else is. How well behaviors themselves are found: planted-behaviors.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { LargeTruth } from "../../scripts/demo/large/generate-large.ts";
import { writeLarge } from "../../scripts/demo/large/write-large.ts";
import { type BehaviorFigures, openHost } from "../../server/core/index.ts";
import { Store } from "../../server/core/store/index.ts";
import { repository } from "../support/built.ts";
import { flagsAgainst } from "../support/planted-flags.ts";
import { writePlantedBehaviors } from "../support/write-behaviors.ts";
import { round } from "./support/numbers.ts";

const { values } = parseArgs({ options: { keep: { type: "boolean" } } });
const root = mkdtempSync(join(tmpdir(), "homeostat-issues-"));

async function main(): Promise<void> {
  const truth = writeLarge(repository, root);
  const host = await openHost({ root, trusted: false });
  await host.importConversations(["conversations"], undefined);
  await host.evaluate();
  const store = await Store.open(join(root, ".homeostat"));
  await writePlantedBehaviors(store, truth.intentOf);
  store.close();
  const from = performance.now();
  const { behaviors } = await host.snapshot();
  const snapshotMs = round(performance.now() - from, 0);
  await host.close();
  const flags = flagsAgainst(truth, behaviors, new Map(Object.entries(truth.intentOf)));
  const kinds = Object.fromEntries(
    (["high", "signals", "rising", "new", "drifting"] as const).map((kind) => [
      kind,
      ofKind(behaviors, kind),
    ]),
  );
  for (const { id, rank, issues } of [...behaviors].sort((a, b) => (a.rank ?? 1e9) - (b.rank ?? 1e9)))
    for (const { kind, text, people } of issues)
      console.log(
        `${String(rank).padStart(3)}  ${id.padEnd(24)} ${kind.padEnd(9)} ${people} people  ${text}`,
      );
  console.log(
    `flagged: ${flags.flagged.length} of ${flags.planted} (missed: ${flags.missed.join(", ") || "none"}); false flags: ${flags.falseFlags.join(", ") || "none"}`,
  );
  const told = (kind: "rising" | "new"): number =>
    planted(truth, kind).filter((id) => kinds[kind]!.includes(id)).length;
  console.log(
    JSON.stringify({
      planted: flags.planted,
      flagged: flags.flagged.length,
      falseFlags: flags.falseFlags.length,
      rising: {
        planted: planted(truth, "rising").length,
        told: told("rising"),
        false: kinds.rising!.length - told("rising"),
      },
      new: {
        planted: planted(truth, "new").length,
        told: told("new"),
        false: kinds.new!.length - told("new"),
      },
      signals: kinds.signals!.length,
      drifting: kinds.drifting!.length,
      snapshotMs,
    }),
  );
}

const ofKind = (behaviors: readonly BehaviorFigures[], kind: string): string[] =>
  behaviors.filter(({ issues }) => issues.some((one) => one.kind === kind)).map(({ id }) => id);

const planted = ({ intents }: LargeTruth, arrives: "rising" | "new"): string[] =>
  intents.filter(({ fails }) => fails?.arrives === arrives).map(({ id }) => id);

try {
  await main();
} finally {
  if (values.keep) console.error(`kept: ${root}`);
  else rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
