import {
  type Diagnosis,
  type DiagnosisModel,
  type DiagnosisSubject,
  type DocumentIndex,
  diagnosePrompt,
  diagnosisModel,
  type PromptDiagnosis,
  toldSuspects,
  withAblations,
  withOpinions,
} from "../../attribution/index.ts";
import { checkpoint, groupBy, type LongWork, UserError } from "../../base/index.ts";
import type { PromptSuspects } from "../../review/index.ts";
import type { PlacedMark } from "../../store/index.ts";
import { evaluatorCalled, promptCalled } from "../evaluate-options.ts";
import type { PromptFile } from "../prompt-files.ts";
import { type DiagnosisWorld, diagnosisInput } from "./diagnosis-input.ts";
import { DiagnosisReader, type DiagnosisRows } from "./diagnosis-reader.ts";
import { withExemplarDetails } from "./exemplars.ts";
import { PromptModel } from "./prompt-model.ts";
import { storedDocuments } from "./stored-documents.ts";

/** Diagnoses what is asked for; what models of prompts are fitted on is kept, and of what came since only that is read. */
export class Diagnoser {
  private reader: DiagnosisReader | undefined;
  private readonly fits = new Map<string, PromptModel>();
  private basis: string | undefined;
  private rows: Promise<DiagnosisRows> | undefined;
  private models = new Map<string, DiagnosisModel>();

  /**
   * `basis`: changes with anything that figures are made from. Throws `prompt-unknown`, `evaluator-unknown`, `behavior-unknown`,
   * `conversation-unknown`.
   */
  async diagnose(
    subject: DiagnosisSubject,
    world: DiagnosisWorld & { readonly basis: string },
    { signal, progress }: LongWork = {},
  ): Promise<Diagnosis> {
    const files = filesOf(subject, world);
    this.startFrom(world.basis);
    const prompts = [];
    const documents = new Map<string, Promise<DocumentIndex>>();
    // Kept for this diagnosis alone: several prompts may ask, and it is too large to keep until somebody asks again.
    const documentsOf = (tools: readonly string[]): Promise<DocumentIndex> => {
      const key = JSON.stringify(tools);
      const known = documents.get(key) ?? storedDocuments(world.store, tools, signal);
      documents.set(key, known);
      return known;
    };
    for (const [done, file] of files.entries()) {
      await checkpoint(signal);
      progress?.({ stage: `diagnosing ${file.name}`, done, total: files.length });
      const model = await this.modelOf(file, world);
      const found = withOpinions(diagnosePrompt(model, subject), model);
      const diagnosis = withAblations(found, ablationsOf(file, world));
      if (diagnosis.samples === 0 && subject.kind !== "prompt") continue;
      const marksOf = await this.marksOf(diagnosis, world);
      prompts.push(await withExemplarDetails(diagnosis, world.store, marksOf, documentsOf));
    }
    return { subject, prompts };
  }

  /** By prompt, the suspects that are told unasked; in all prompts that have any. */
  async suspects(
    world: DiagnosisWorld & { readonly basis: string },
    { signal }: LongWork = {},
  ): Promise<PromptSuspects[]> {
    this.startFrom(world.basis);
    const found: PromptSuspects[] = [];
    for (const file of world.files) {
      await checkpoint(signal);
      const suspects = toldSuspects(await this.modelOf(file, world), ablationsOf(file, world));
      if (suspects.length > 0) found.push({ file: file.file, version: file.document.version, suspects });
    }
    return found;
  }

  /** As it is without what a model said of anything, or of what failures are due to: what a model is asked about depends on none of its answers. */
  async modelWithout(
    what: "opinions" | "causes",
    file: string,
    world: DiagnosisWorld & { readonly basis: string },
  ): Promise<DiagnosisModel> {
    this.startFrom(world.basis);
    const rows = await this.rowsOf(world);
    const links = rows.links.filter((row) => row.file === file);
    const input = diagnosisInput(promptCalled(file, world.files), world, { ...rows, links });
    const { opinions, ...plain } = input;
    const kept = what === "causes" && opinions && { ...opinions, causes: [] };
    return diagnosisModel({ ...plain, ...(kept && { opinions: kept }) });
  }

  private startFrom(basis: string): void {
    if (this.basis === basis) return;
    this.basis = basis;
    this.rows = undefined;
    this.models.clear();
  }

  private async modelOf(file: PromptFile, world: DiagnosisWorld): Promise<DiagnosisModel> {
    const known = this.models.get(file.file);
    if (known) return known;
    const fit = this.fits.get(file.file) ?? new PromptModel();
    this.fits.set(file.file, fit);
    const model = fit.of(file, world, await this.rowsOf(world));
    this.models.set(file.file, model);
    return model;
  }

  private rowsOf(world: DiagnosisWorld): Promise<DiagnosisRows> {
    this.reader ??= new DiagnosisReader(world.store);
    this.rows ??= this.reader.read(world);
    return this.rows;
  }

  /** Of the conversations that a diagnosis shows. */
  private async marksOf({ mechanisms }: PromptDiagnosis, world: DiagnosisWorld): Promise<MarksOf> {
    const { marks } = await this.rowsOf(world);
    const ids = new Set(
      mechanisms.flatMap(({ exemplars }) => exemplars.map(({ conversationId }) => conversationId)),
    );
    const own = marks
      .filter(({ conversationId }) => ids.has(conversationId))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const byConversation = groupBy(own, ({ conversationId }) => conversationId);
    return new Map([...byConversation].map(([id, rows]) => [id, rows.map(({ mark }) => mark)]));
  }
}

type MarksOf = ReadonlyMap<string, readonly PlacedMark[]>;

const ablationsOf = ({ file }: PromptFile, { built: { snapshot } }: DiagnosisWorld) =>
  (snapshot.ablations ?? []).filter((one) => one.file === file);

/** The prompts that have a part in it. */
function filesOf(
  subject: DiagnosisSubject,
  { files, evaluators, built: { input } }: DiagnosisWorld,
): readonly PromptFile[] {
  switch (subject.kind) {
    case "prompt":
      return [promptCalled(subject.file, files)];
    case "evaluator": {
      const { prompts } = evaluatorCalled(subject.name, evaluators);
      return files.filter(({ name }) => !prompts || prompts.includes(name));
    }
    case "behavior":
      if (!input.behaviors.some(({ id }) => id === subject.id)) throw unknownBehavior(subject.id);
      return files;
    case "conversation":
      if (!input.conversations.some(({ id }) => id === subject.id)) throw unknownConversation(subject.id);
      if (subject.evaluator !== undefined) evaluatorCalled(subject.evaluator, evaluators);
      return files.filter(({ file }) =>
        input.linked.get(file)?.some(({ conversationId }) => conversationId === subject.id),
      );
  }
}

const unknownBehavior = (id: string): UserError =>
  new UserError("behavior-unknown", `There is no behavior ${id}.`, "List them: homeostat behaviors");

const unknownConversation = (id: string): UserError =>
  new UserError("conversation-unknown", `There is no conversation ${id}.`, "List them: homeostat traces");
