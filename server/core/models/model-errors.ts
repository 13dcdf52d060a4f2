import { UserError } from "../base/index.ts";

const orByWords = "or set `embeddings: lexical`, which needs no model";

/** What a model is asked for, as its key under `models:` says. */
export type ModelUse = "embeddings" | "chat";

const orWithout: Readonly<Record<ModelUse, string>> = {
  embeddings: orByWords,
  chat: "or take `models.chat` out: everything works without it",
};
const kept: Readonly<Record<ModelUse, string>> = {
  embeddings: "vectors that were made are kept",
  chat: "what was answered is kept",
};

export const modelOffline = (model: string, host: string, cause: string): UserError =>
  new UserError(
    "model-offline",
    `The model ${model} is not on this machine, and it cannot be downloaded: ${host} does not answer (${cause}).`,
    `Connect to the network once, or name a folder that has the model under \`models.embeddings.folder\`, ${orByWords}.`,
  );

export const cacheUnwritable = (model: string, folder: string, cause: string): UserError =>
  new UserError(
    "model-cache",
    `The model ${model} could not be kept in ${folder}: ${cause}.`,
    "Free some space there, or name another folder under `models.embeddings.cacheFolder`.",
  );

export const modelMissing = (model: string, folder: string, files: readonly string[]): UserError =>
  new UserError(
    "model-missing",
    `The folder ${folder} does not have the model ${model}: ${files.join(", ")} ${files.length === 1 ? "is" : "are"} not there.`,
    `Copy the model's files there as they are on the hub, ${orByWords}.`,
  );

export const modelUnknown = (use: ModelUse, model: string, where: string, detail: string): UserError =>
  new UserError(
    "model-unknown",
    `${where} has no model ${model}: ${detail}`,
    `Check the model's name under \`models.${use}\`, and ${use === "embeddings" ? "its revision or " : ""}the address beside it.`,
  );

export const modelUnloadable = (model: string, cause: string): UserError =>
  new UserError(
    "model-unloadable",
    `The model ${model} could not be loaded: ${cause}`,
    `It must be an embedding model in ONNX form. Try another one or another \`dtype\`, ${orByWords}.`,
  );

export const runtimeMissing = (cause: string): UserError =>
  new UserError(
    "model-runtime",
    `The runtime of local models does not load on this machine: ${cause}`,
    `Use an endpoint (\`baseUrl\` and \`model\` under \`models.embeddings\`), ${orByWords}.`,
  );

/** What to do about a key that is not there. */
export const setTheKey =
  "In VS Code run “Homeostat: Set a Model's Key”, or set this variable in the environment of VS Code or of the command line and start that anew.";

/** `problem`: what is wrong with it, after "the variable". */
export const keyUnusable = (use: ModelUse, host: string, variable: string, problem: string): UserError =>
  new UserError(
    "model-key",
    `There is no key for ${host}: the environment variable ${variable}, which \`models.${use}.apiKeyEnv\` names, ${problem}.`,
    setTheKey,
  );

export const keyRefused = (use: ModelUse, host: string, variable: string | undefined): UserError =>
  new UserError(
    "model-key",
    variable ? `${host} refused the key in ${variable}.` : `${host} wants a key, and none is configured.`,
    variable
      ? "Check the key, and that it may use this model; “Homeostat: Set a Model's Key” sets another one."
      : `Name the environment variable that holds it under \`models.${use}.apiKeyEnv\`.`,
  );

export const endpointUnreachable = (use: ModelUse, host: string, cause: string): UserError =>
  new UserError(
    "model-unreachable",
    `${host} cannot be reached: ${cause}`,
    `Check \`models.${use}.baseUrl\`, that the server runs, and the network, ${orWithout[use]}.`,
  );

export const endpointSilent = (use: ModelUse, host: string, timeoutMs: number): UserError =>
  new UserError(
    "model-silent",
    `${host} gave no whole answer within ${timeoutMs / 1_000} s.`,
    `Check that the server runs and how busy it is, or set a longer \`models.${use}.timeout\` (seconds), ${orWithout[use]}.`,
  );

/** Where there is no VS Code to ask it through. */
export const editorMissing = (model: string): UserError =>
  new UserError(
    "model-elsewhere",
    `The model ${model} is one of VS Code's own, and only VS Code can ask it.`,
    "Run this in VS Code, or name a model for the command line: `baseUrl` and `model` in place of `vscode`.",
  );

export const editorModelUnknown = (model: string, detail: string): UserError =>
  new UserError(
    "model-unknown",
    `VS Code has no language model ${model}${detail && `; ${detail}`}.`,
    "Check `vscode:` under `models:`, that the extension which brings the model is installed, and that you are signed in to it.",
  );

export const editorConsent = (model: string): UserError =>
  new UserError(
    "model-consent",
    `You have not allowed Homeostat to ask ${model}.`,
    "Run the command again and allow it when VS Code asks, or look under “Manage Language Model Access” of the extension.",
  );

export const editorBlocked = (model: string, detail: string): UserError =>
  new UserError(
    "model-blocked",
    `${model} in VS Code takes no more requests for now${detail && `: ${detail}`}.`,
    `Its plan or quota may be used up: wait, or name another model. ${kept.chat[0]!.toUpperCase()}${kept.chat.slice(1)}.`,
  );

export const editorFailed = (model: string, detail: string): UserError =>
  new UserError(
    "model-failed",
    `${model} in VS Code gave no answer${detail && `: ${detail}`}.`,
    `Run it again: ${kept.chat}. The log of the extension that brings the model may say more.`,
  );

export const endpointFailed = (use: ModelUse, host: string, status: number, cause: string): UserError =>
  new UserError(
    "model-failed",
    `${host} answered ${status}: ${cause}`,
    status === 429
      ? `It was asked again several times. Wait, then run it again: ${kept[use]}.`
      : `Run it again: ${kept[use]}. The server's own log may say more.`,
  );

export const widthWrong = (name: string, found: number, expected: number): UserError =>
  new UserError(
    "model-width",
    `${name} gave vectors of ${found} numbers where ${expected} were expected.`,
    "Check `models.embeddings.dimensions`: not every model can change its width.",
  );

export const answerUnusable = (use: ModelUse, name: string, what: string): UserError =>
  new UserError(
    "model-answer",
    `${name} gave no usable ${use === "embeddings" ? "vectors" : "answer"}: ${what}`,
    `Check that the model is one for ${use}, then run it again: ${kept[use]}.`,
  );
