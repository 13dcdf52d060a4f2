import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { seededRandom } from "../../server/core/index.ts";
import { killLoop } from "../support/kill-loop.ts";
import { journalEntries, spanIdsOf } from "../support/receiver-process.ts";

// `npm run bench -- kill-loop [--kills 200] [--seed 1]`: kills the built receiver (kill -9) again and again under load, and then looks for
// every acknowledged span in the journal.

const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const home = mkdtempSync(join(tmpdir(), "homeostat-kill-loop-"));
const { kills, acknowledged, retried } = await killLoop({
  home,
  kills: Number(values.kills),
  random: seededRandom(Number(values.seed)),
  onKill: ({ round, inFlight, phase }) =>
    console.log(`kill ${round + 1}: ${inFlight} requests in flight, ${phase}`),
});
const kept = (await journalEntries(join(home, "journal"))).flatMap(spanIdsOf);
const all = new Set(kept);
rmSync(home, { recursive: true, force: true });
const lost = [...acknowledged].filter((id) => !all.has(id)).length;
const doubled = kept.length - all.size;
const inFlight = kills.filter((kill) => kill.inFlight > 0).length;
console.log(
  `${kills.length} kills, ${inFlight} with requests in flight; ${acknowledged.size} spans acknowledged, ${retried} requests sent again; ${lost} lost, ${doubled} doubled`,
);
console.log(
  JSON.stringify({ kills: kills.length, inFlight, acknowledged: acknowledged.size, retried, lost, doubled }),
);
