import { afterEach, beforeEach, vi } from "vitest";
import type { EvaluateSummary } from "../../server/core/host/evaluate-conversations.ts";
import { openHost } from "../../server/core/host/open-host.ts";
import { type Evaluation, evaluationOf, Store } from "../../server/core/store/index.ts";
import {
  type ScriptedModel,
  type ScriptedOptions,
  scriptedModelName,
  startScriptedModel,
} from "./scripted-model.ts";
import { type TempFolder, tempFolder } from "./temp-folder.ts";

export const chat = (id: string, asked: string, ...answers: string[]): string =>
  JSON.stringify({
    id,
    messages: answers.flatMap((content, i) => [
      { role: "user", content: i === 0 ? asked : "go on" },
      { role: "assistant", content },
    ]),
  });
const three = [
  chat("a", "when do you open?", "We open at ten."),
  chat("b", "when do you open?", "No idea."),
  chat("c", "when do you open?", "At ten, I think."),
].join("\n");

export const rubric = (value: string, more = ""): string =>
  `  - { name: opens, assert: [{ type: llm-rubric, value: '${value}'${more} }] }`;
export const saysTen = rubric('The output contains "ten"');

export interface Setting {
  readonly options?: ScriptedOptions;
  readonly chats?: string;
  /** Keys of `models.chat` beside place and model. */
  readonly chat?: string;
  /** Other entries of `models:`; SERVER is the scripted one. */
  readonly models?: string;
  readonly evaluators: string;
}

export interface JudgedFolder {
  readonly folder: TempFolder;
  readonly server: ScriptedModel;
  /** Starts the scripted model, and imports three chats or those of the setting. */
  readonly begin: (setting: Setting) => Promise<void>;
  readonly configure: (setting: Omit<Setting, "options" | "chats">) => string;
  readonly evaluate: (trusted?: boolean) => Promise<EvaluateSummary>;
  readonly stored: () => Promise<readonly Evaluation[]>;
  readonly labels: () => Promise<string>;
}

/** A workspace for each test of a file, whose judge is the scripted model. */
export function judgedFolder(): JudgedFolder {
  let folder: TempFolder;
  let server: ScriptedModel;
  beforeEach(() => {
    folder = tempFolder("judging");
    vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  });
  afterEach(async () => {
    await server?.close();
    vi.unstubAllEnvs();
    folder.remove();
  });
  const configure: JudgedFolder["configure"] = ({ chat: more = "", models = "", evaluators }) =>
    folder.write(
      "homeostat.yaml",
      `models: { embeddings: lexical, chat: { baseUrl: "${server.url}", model: ${scriptedModelName}${more} }${models.replace("SERVER", server.url)} }
evaluators:
${evaluators}
`,
    );
  const stored = async (): Promise<readonly Evaluation[]> => {
    const store = await Store.open(folder.file(".homeostat"));
    try {
      return (await store.tables.evaluations.read())
        .map(evaluationOf)
        .sort((a, b) => (a.sampleId < b.sampleId ? -1 : 1));
    } finally {
      store.close();
    }
  };
  return {
    get folder() {
      return folder;
    },
    get server() {
      return server;
    },
    begin: async ({ options = {}, chats = three, ...rest }) => {
      server = await startScriptedModel(options);
      folder.write("chats.jsonl", chats);
      configure(rest);
      const host = await openHost({ root: folder.path, trusted: true });
      await host.importConversations(["chats.jsonl"], undefined);
      await host.close();
    },
    configure,
    evaluate: async (trusted = true) => {
      const host = await openHost({ root: folder.path, trusted });
      try {
        return await host.evaluate();
      } finally {
        await host.close();
      }
    },
    stored,
    labels: async () => (await stored()).map(({ label }) => label).join(" "),
  };
}
