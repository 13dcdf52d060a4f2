import {
  type Diagnosis,
  type DiagnosisModel,
  type DiagnosisSubject,
  type DocumentIndex,
  diagnosePrompt,
  diagnosisModel,
  toldSuspects,
  withAblations,
} from "../../attribution/index.ts";
import { checkpoint, type LongWork, UserError } from "../../base/index.ts";
import type { PromptSuspects } from "../../review/index.ts";
import { evaluatorCalled, promptCalled } from "../evaluate-options.ts";
import type { PromptFile } from "../prompt-files.ts";
import {
  type DiagnosisRows,
  type DiagnosisWorld,
  diagnosisInput,
  readDiagnosisRows,
} from "./diagnosis-input.ts";
import { withExemplarDetails } from "./exemplars.ts";
import { storedDocuments } from "./stored-documents.ts";

/** Diagnoses what is asked for; models of prompts are kept as long as what they were made from stands. */
export class Diagnoser {
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
      const found = diagnosePrompt(await this.modelOf(file, world), subject);
      const diagnosis = withAblations(found, ablationsOf(file, world));
      if (diagnosis.samples === 0 && subject.kind !== "prompt") continue;
      const { marks } = await this.rowsOf(world);
      prompts.push(await withExemplarDetails(diagnosis, world.store, marks, documentsOf));
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

  private startFrom(basis: string): void {
    if (this.basis === basis) return;
    this.basis = basis;
    this.rows = undefined;
    this.models.clear();
  }

  private async modelOf(file: PromptFile, world: DiagnosisWorld): Promise<DiagnosisModel> {
    const known = this.models.get(file.file);
    if (known) return known;
    const model = diagnosisModel(diagnosisInput(file, world, await this.rowsOf(world)));
    this.models.set(file.file, model);
    return model;
  }

  private rowsOf(world: DiagnosisWorld): Promise<DiagnosisRows> {
    this.rows ??= readDiagnosisRows(world);
    return this.rows;
  }
}

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
