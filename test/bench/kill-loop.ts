// `npm run bench -- kill-loop [--kills 200] [--fold-kills 25] [--runner-kills 50] [--seed 1]`: kills the built receiver (kill -9) again and again under load,
// with its fold process, and looks for every acknowledged span in the store; then kills the fold process in the middle of folding, of
// writing its checkpoint and of optimizing; then `homeostat evaluate` in the middle of judging.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { registerWorkspace } from "../../server/core/host/capturing/workspace-registry.ts";
import { seededRandom } from "../../server/core/index.ts";
import { Store } from "../../server/core/store/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { foldKillLoop } from "../support/fold-kill-loop.ts";
import { foldToEnd } from "../support/fold-to-end.ts";
import { killLoop } from "../support/kill-loop.ts";
import { runnerKillLoop } from "../support/runner-kill-loop.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    "fold-kills": { type: "string", default: "25" },
    "runner-kills": { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
  },
});
const random = seededRandom(Number(values.seed));
await ensureBuilt();
const root = mkdtempSync(join(tmpdir(), "homeostat-kill-loop-"));

async function workspaceAt(name: string): Promise<{ readonly home: string; readonly workspace: string }> {
  const [home, workspace] = [join(root, name, "home"), join(root, name, "workspace")];
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, "homeostat.yaml"), 'version: 1\ncapture: { services: ["*"] }\n');
  await registerWorkspace(home, { root: workspace });
  return { home, workspace };
}

/** Spans of a store: how many of these are not there, and how many are there twice. */
async function inventory(workspace: string, wanted: ReadonlySet<string>, idOf: (id: string) => string) {
  const store = await Store.open(join(workspace, ".homeostat"));
  const rows = (await store.tables.spans.read({ columns: ["id"] })).map(({ id }) => idOf(id));
  store.close();
  const there = new Set(rows);
  return {
    lost: [...wanted].filter((id) => !there.has(id)).length,
    doubled: rows.length - there.size,
  };
}

async function killReceiver() {
  const { home, workspace } = await workspaceAt("receiver");
  const { kills, acknowledged, retried } = await killLoop({
    ...{ home, random, folds: true, kills: Number(values.kills) },
    onKill: ({ round, inFlight, phase }) =>
      console.log(`kill ${round + 1}: the receiver, ${inFlight} requests in flight, ${phase}`),
  });
  await foldToEnd(home);
  const { lost, doubled } = await inventory(workspace, acknowledged, (id) => id.split(":")[1]!);
  const inFlight = kills.filter((kill) => kill.inFlight > 0).length;
  console.log(
    `${kills.length} kills of the receiver, ${inFlight} with requests in flight; ${acknowledged.size} spans acknowledged, ${retried} requests sent again; in the store: ${lost} lost, ${doubled} doubled`,
  );
  return { kills: kills.length, inFlight, acknowledged: acknowledged.size, retried, lost, doubled };
}

async function killFold() {
  const { home, workspace } = await workspaceAt("fold");
  const times = Number(values["fold-kills"]);
  const { ids, kills } = await foldKillLoop({
    ...{ home, random, service: "shop", wanted: { folding: times, checkpoint: times, optimizing: times } },
    onKill: ({ round, phase }) => console.log(`kill ${round + 1}: the fold process, ${phase}`),
  });
  const { lost, doubled } = await inventory(workspace, new Set(ids), (id) => id);
  console.log(
    `${kills.length} kills of the fold process (${times} each while folding, at a checkpoint, optimizing); ${ids.length} spans: ${lost} lost, ${doubled} doubled`,
  );
  return { kills: kills.length, spans: ids.length, lost, doubled };
}

async function killRunner() {
  const kills = Number(values["runner-kills"]);
  const found = await runnerKillLoop({
    ...{ kills, random, samples: Math.max(1, kills) * 120 },
    onKill: (round, stored) => console.log(`kill ${round + 1}: the runner, ${stored} samples judged`),
  });
  console.log(
    `${found.kills} kills of the runner, ${found.midway} with a page judged in part; ${found.samples} samples: ${found.lost} lost, ${found.doubled} doubled, ${found.askedThoughStored} asked about although stored, ${found.askedAgain} asked again because a kill came before the store`,
  );
  return found;
}

try {
  const receiver = values.kills === "0" ? undefined : await killReceiver();
  const fold = values["fold-kills"] === "0" ? undefined : await killFold();
  const runner = values["runner-kills"] === "0" ? undefined : await killRunner();
  console.log(JSON.stringify({ receiver, fold, runner }));
  const wrong = [receiver, fold, runner].reduce((sum, one) => sum + (one ? one.lost + one.doubled : 0), 0);
  if (wrong + (runner?.askedThoughStored ?? 0) > 0) process.exitCode = 1;
} finally {
  rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
