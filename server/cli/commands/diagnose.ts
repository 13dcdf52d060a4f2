import { resolve } from "node:path";
import pc from "picocolors";
import {
  configPath,
  type Diagnosis,
  type DiagnosisSubject,
  diagnosisText,
  loadConfig,
  type NothingToDiagnose,
  type OpinionReport,
  opinionPlanText,
  opinionText,
  placesIn,
  promptSubjects,
  relativeFile,
  type Snapshot,
  toldDiagnosis,
  UserError,
} from "../../core/index.ts";
import { promptViews } from "../check-report.ts";
import type { Session } from "../session.ts";
import { behaviorIdOf } from "./show-behavior.ts";

/** At most one of the first four, but a conversation may be of one evaluator alone; none = all prompts. */
export interface DiagnoseOptions {
  readonly prompt?: string;
  readonly evaluator?: string;
  readonly behavior?: string;
  readonly conversation?: string;
  readonly top?: number;
  /** Asks the chat model first what it leaves open. */
  readonly model?: boolean;
  readonly calls?: number;
  readonly dryRun?: boolean;
}

/** Says what failures are put down to: the lines to suspect, or that it is none of them. Exit code 0. */
export async function diagnoseCommand(
  session: Session,
  { top, model, calls, dryRun, ...of }: DiagnoseOptions,
): Promise<number> {
  const report = model ? await askedFor(session, { prompt: of.prompt, calls, dryRun }) : undefined;
  if (report && dryRun) {
    session.print(session.json ? JSON.stringify(report) : opinionPlanText(report));
    return 0;
  }
  if (report && !session.json) process.stderr.write(`${opinionText(report)}\n`);
  const snapshot = await session.host.snapshot();
  const subjects = subjectsOf(session, snapshot, of);
  const prompts: Diagnosis["prompts"][number][] = [];
  for (const subject of subjects)
    prompts.push(...(await session.host.diagnose(subject, session.work)).prompts);
  const files = prompts.map(({ file }) => file);
  const config = await loadConfig(configPath(session.root, session.configFile), session);
  const views = await promptViews(
    session,
    files.map((file) => resolve(session.root, file)),
    snapshot,
    config,
  );
  const told = toldDiagnosis(
    { subject: subjects[0] ?? { kind: "prompt", file: "" }, prompts },
    { snapshot, places: (file) => placesIn(views.find((view) => view.file === file)) },
    Object.keys(of).length === 0 ? "workspace" : undefined,
  );
  if (session.json) session.print(JSON.stringify({ ...told, ...(report && { model: report }) }));
  else if (told.nothing) session.print(nothingText(told.nothing));
  else session.print(diagnosisText(told, { ...(top !== undefined && { top }), paint }));
  return 0;
}

async function askedFor(
  { host, work, root }: Session,
  { prompt, calls, dryRun }: Pick<DiagnoseOptions, "prompt" | "calls" | "dryRun">,
): Promise<OpinionReport> {
  const files = await host.promptFiles();
  const own = prompt === undefined ? undefined : relativeFile(root, resolve(prompt));
  return host.askOpinions(
    {
      ...(own !== undefined && { prompts: [files.includes(own) ? own : prompt!] }),
      ...(calls !== undefined && { calls }),
      ...(dryRun && { isPlan: true }),
    },
    work,
  );
}

const paint = { bold: pc.bold, dim: pc.dim, alarm: pc.yellow };

/** Throws `option-invalid`, `not-found`. */
function subjectsOf(
  session: Session,
  snapshot: Snapshot,
  { prompt, evaluator, behavior, conversation }: DiagnoseOptions,
): DiagnosisSubject[] {
  const ofEvaluator = conversation === undefined ? evaluator : undefined;
  const given = [prompt, ofEvaluator, behavior, conversation].filter((one) => one !== undefined);
  if (given.length > 1)
    throw new UserError(
      "option-invalid",
      "--prompt, --evaluator and --behavior exclude each other, and so do --prompt, --behavior and --conversation.",
      "For example: homeostat diagnose --evaluator NAME",
    );
  if (ofEvaluator !== undefined) return [{ kind: "evaluator", name: ofEvaluator }];
  if (behavior !== undefined) return [{ kind: "behavior", id: behaviorIdOf(snapshot, behavior) }];
  if (conversation !== undefined)
    return [{ kind: "conversation", id: conversation, ...(evaluator !== undefined && { evaluator }) }];
  if (prompt === undefined) return promptSubjects(snapshot);
  const named = snapshot.prompts.find(({ name }) => name === prompt);
  return [{ kind: "prompt", file: named?.file ?? relativeFile(session.root, resolve(prompt)) }];
}

const nextStep: Readonly<Record<NonNullable<NothingToDiagnose["step"]>, string>> = {
  import: "Import some: homeostat import FILE",
  evaluate: "Judge: homeostat evaluate",
  config: "Name evaluators in homeostat.yaml, or ask what could test a line: homeostat propose FILE",
};

const nothingText = ({ why, step }: NothingToDiagnose): string => (step ? `${why} ${nextStep[step]}` : why);
