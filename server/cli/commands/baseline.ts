import { relative, resolve, sep } from "node:path";
import {
  baselineFileName,
  baselineOf,
  configPath,
  dayOf,
  isMoment,
  loadConfig,
  plural,
  reportOf,
  testedStamp,
  UserError,
  writeBaseline,
} from "../../core/index.ts";
import { promptViews } from "../check-report.ts";
import { evaluateFirst } from "../evaluate-first.ts";
import type { Session } from "../session.ts";

/** Writes the figures of the store and the findings of now into the committed folder. Same store and texts, same file. */
export async function baselineWriteCommand(session: Session, output = baselineFileName): Promise<number> {
  const { host, root } = session;
  await evaluateFirst(session);
  await host.refreshSuspects(session.work);
  const snapshot = await host.snapshot();
  if (snapshot.baseline)
    throw new UserError(
      "no-store",
      "There is no store here: the baseline that is there would be written again.",
      "Import conversations first: homeostat import FILE",
    );
  const config = await loadConfig(configPath(root, session.configFile), session);
  const reports = (await promptViews(session, [], snapshot, config)).map(reportOf);
  const newest = (await host.conversations({ limit: 1 })).conversations[0]?.startMs;
  const until = newest === undefined ? undefined : isoDay(newest);
  const baseline = baselineOf(
    snapshot,
    reports,
    config.evaluators.map((one) => testedStamp(one, snapshot)),
    until,
  );
  const path = resolve(root, output);
  await writeBaseline(path, baseline);
  const file = relative(process.cwd(), path).split(sep).join("/");
  session.print(
    session.json
      ? JSON.stringify({ file, prompts: baseline.prompts.length, findings: baseline.findings.length })
      : `${file}: figures of ${plural(baseline.prompts.length, "prompt")}, ${plural(baseline.findings.length, "known finding")}. It holds no text of conversations but the names of behaviors. Commit it, then check what is new: homeostat check --baseline`,
  );
  return 0;
}

/** Times that no calendar has are no reason to fail. */
const isoDay = (ms: number): string | undefined => (isMoment(ms) ? dayOf(ms) : undefined);
