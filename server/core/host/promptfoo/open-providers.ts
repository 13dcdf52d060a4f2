import { stripVTControlCharacters } from "node:util";
import { messageOf } from "../../base/index.ts";
import {
  type CallProcess,
  codeReference,
  type EvaluationServices,
  javascriptCalls,
  type SuiteProvider,
  stdioCalls,
  transformedValue,
} from "../../evaluators/index.ts";
import { runProgram } from "../../models/index.ts";
import { byModel, modelPlace } from "./model-provider.ts";
import { type AskProvider, answerIn, type ProviderAnswer, refusing } from "./provider-answer.ts";
import { withoutSecrets } from "./without-secrets.ts";

export interface ProviderServices {
  readonly trusted: boolean;
  readonly sandboxEntry?: string;
  /** The `env:` of the configuration. */
  readonly env: Readonly<Record<string, string>>;
  /** Of the configuration: where programs run. */
  readonly folder: string;
  /** What transforms run in. */
  readonly services: EvaluationServices;
}

/** Code of a provider may wait for a network. */
const timeoutMs = 120_000;

type Code = { readonly file: string; readonly name?: string };

/** Providers by their ids. What cannot be asked answers with an error that says why; processes start with the first call. */
export class Providers {
  private readonly processes: CallProcess[] = [];

  constructor(private readonly options: ProviderServices) {}

  open(provider: SuiteProvider): AskProvider {
    const ask = this.opened(provider);
    return provider.transform === undefined ? ask : this.transforming(ask, provider.transform);
  }

  async close(): Promise<void> {
    for (const one of this.processes) one.close();
  }

  private opened(provider: SuiteProvider): AskProvider {
    const { id } = provider;
    if (id === "echo") return async ({ text }) => ({ output: text });
    if (!this.options.trusted)
      return refusing(`This workspace is not trusted, so the provider ${id} is not asked.`);
    if (id.startsWith("exec:")) return this.byProgram(provider);
    const file = codeReference(id.replace(/^(?:python:|ruby:)/, "file://"));
    if (file?.file.endsWith(".py")) return this.byPython(file, provider);
    if (file && !file.file.endsWith(".rb")) return this.byJavascript(file, provider);
    const place = modelPlace(provider, this.options.env);
    if (place && "refused" in place) return refusing(place.refused);
    if (place) return byModel(provider, place, { ...process.env, ...this.envOf(provider) });
    return refusing(
      `The provider ${id} is not known here. Known are echo, exec:, file:// with JavaScript or Python, and openai: or other OpenAI-compatible ids for chat.`,
    );
  }

  private envOf({ env }: SuiteProvider): Record<string, string> {
    return { ...this.options.env, ...env };
  }

  private byJavascript(file: Code, provider: SuiteProvider): AskProvider {
    const { sandboxEntry: entry } = this.options;
    const { id, config } = provider;
    if (!entry) return refusing(`No place to run the provider ${id} was given.`);
    const process = this.kept(
      javascriptCalls({ entry, timeoutMs, memoryMb: 512, env: this.envOf(provider) }),
    );
    process.warm();
    return async ({ text, label, vars }, signal) => {
      const context = { vars, prompt: { raw: text, label }, config, providerId: provider.label ?? id };
      return answerOf(await process.run({ ...file, args: [text, context] }, signal), id);
    };
  }

  /** Python takes one call at a time: as many processes as there are calls under way. */
  private byPython(file: Code, provider: SuiteProvider): AskProvider {
    const { id, config } = provider;
    const idle: CallProcess[] = [];
    return async ({ text, vars }, signal) => {
      const process = idle.pop() ?? this.kept(stdioCalls("python", { timeoutMs, env: this.envOf(provider) }));
      try {
        const args = [text, { id: provider.label ?? id, config }, { vars }];
        return answerOf(await process.run({ ...file, name: file.name ?? "call_api", args }, signal), id);
      } finally {
        idle.push(process);
      }
    };
  }

  /**
   * promptfoo's `exec:`: a program that gets the prompt, the settings and the variables as its last arguments, and prints the output. Everybody on
   * the machine can read arguments, so keys come with its environment alone.
   */
  private byProgram(provider: SuiteProvider): AskProvider {
    const { id } = provider;
    const config = withoutSecrets(provider.config);
    const words = [...id.slice("exec:".length).matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)].map(
      ([whole, double, single]) => double ?? single ?? whole,
    );
    if (words.length === 0) return refusing(`The provider ${id} names no program.`);
    const env = { ...process.env, ...this.envOf(provider) };
    const { folder } = this.options;
    return async ({ text, label, vars }, signal) => {
      const context = { vars, prompt: { raw: text, label } };
      const command = [...words, text, JSON.stringify({ id, config }), JSON.stringify(context)];
      const place = words.join(" ").slice(0, 80);
      try {
        const printed = await runProgram({ place, command, folder, env, timeoutMs }, signal);
        return { output: stripVTControlCharacters(printed).trim() };
      } catch (error) {
        signal?.throwIfAborted();
        return { error: `The provider ${id} gave no answer: ${messageOf(error)}` };
      }
    };
  }

  /** The output is what the provider's transform makes of it. */
  private transforming(ask: AskProvider, code: string): AskProvider {
    const { services } = this.options;
    return async (prompt, signal) => {
      const answer = await ask(prompt, signal);
      if (answer.error !== undefined || answer.output === undefined) return answer;
      const context = { vars: prompt.vars, prompt: { raw: prompt.text, label: prompt.label } };
      const made = await transformedValue(answer.output, [code], { context, services }, signal);
      return "problem" in made ? { ...answer, error: `${made.problem}.` } : { ...answer, output: made.value };
    };
  }

  private kept(process: CallProcess): CallProcess {
    this.processes.push(process);
    return process;
  }
}

function answerOf(outcome: Awaited<ReturnType<CallProcess["run"]>>, id: string): ProviderAnswer {
  if ("stopped" in outcome) return { error: `The provider ${id} was stopped: ${outcome.stopped}.` };
  if ("threw" in outcome) return { error: `The provider ${id} threw: ${outcome.threw}` };
  return answerIn(outcome.value);
}
