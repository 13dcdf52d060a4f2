import { stableId } from "../../base/index.ts";
import {
  isRecord,
  type Judge,
  type Suite,
  type SuiteProvider,
  type SuiteTest,
} from "../../evaluators/index.ts";
import { type ChatModel, modelAccess, openChat } from "../../models/index.ts";
import { type ModelPlace, modelPlace } from "./model-provider.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** A suite whose judges are named by entries of `models:`, and what those entries are. */
export interface JudgedSuite {
  readonly suite: Suite;
  readonly models: ReadonlyMap<string, ChatModel>;
  /** Why others of those names cannot be asked. */
  readonly refusals: ReadonlyMap<string, string>;
}

/**
 * Whom a suite's own judges ask: `provider` of an assertion, else that of `options` of its test or of the default test, as in promptfoo. `known`
 * are names under `models:`, which may stand there too. Whoever cannot be asked leaves its verdicts unknown, with the reason.
 */
export function withJudgesOf(
  suite: Suite,
  { known, trusted }: { readonly known: ReadonlySet<string>; readonly trusted: boolean },
): JudgedSuite {
  const models = new Map<string, ChatModel>();
  const refusals = new Map<string, string>();
  const nameOf = (said: unknown): string | undefined => {
    const provider = chatIn(said, suite);
    if (!provider) return undefined;
    if (known.has(provider.id)) return provider.id;
    const place = placeOf(provider, suite, trusted);
    // The name is part of the evaluator's key.
    const name = `judge-${stableId([withoutSecrets(provider), place])}`;
    if ("refused" in place) refusals.set(name, place.refused);
    else if (!models.has(name)) models.set(name, chatModel(provider, place, suite));
    return name;
  };
  // Assertions of the default test stand in every test as the same value, and stay that.
  const renamed = new Map<unknown, Map<string | undefined, unknown>>();
  const judged = (raw: unknown, common: unknown): unknown => {
    if (!isRecord(raw)) return raw;
    const name = nameOf(raw.provider ?? common);
    const made = renamed.get(raw) ?? new Map<string | undefined, unknown>();
    renamed.set(raw, made);
    if (!made.has(name))
      made.set(name, {
        ...raw,
        provider: name,
        ...(Array.isArray(raw.assert) && { assert: raw.assert.map((one) => judged(one, common)) }),
      });
    return made.get(name);
  };
  const withJudges = <T extends Pick<SuiteTest, "assert" | "options">>(test: T): T => ({
    ...test,
    assert: test.assert.map((raw) => judged(raw, test.options.provider)),
  });
  return {
    suite: { ...suite, tests: suite.tests.map(withJudges), defaults: withJudges(suite.defaults) },
    models,
    refusals,
  };
}

/** What `provider` says of chat: an id, an id with its settings, a label of the suite's, or those under `text`. */
function chatIn(said: unknown, { providers }: Suite): SuiteProvider | undefined {
  if (typeof said === "string")
    return providers.find(({ label }) => label === said) ?? { id: said, config: {} };
  if (!isRecord(said)) return undefined;
  if (typeof said.id === "string") return { id: said.id, config: isRecord(said.config) ? said.config : {} };
  return said.text === undefined ? undefined : chatIn(said.text, { providers } as Suite);
}

function placeOf(
  provider: SuiteProvider,
  { env }: Suite,
  trusted: boolean,
): ModelPlace | { readonly refused: string } {
  const { id } = provider;
  if (!trusted) return { refused: `This workspace is not trusted, so the judge ${id} is not asked` };
  const place = modelPlace(provider, env);
  return (
    place ?? { refused: `The judge ${id} is no chat model that is known here: name one under \`models:\`` }
  );
}

/** Whoever runs a suite asks for all of it: there is no limit of calls. */
const chatModel = (provider: SuiteProvider, place: ModelPlace, { env, concurrency }: Suite): ChatModel =>
  openChat(
    { ...place, concurrency, maxCalls: Number.POSITIVE_INFINITY },
    modelAccess(undefined, { ...process.env, ...env, ...provider.env }),
  );

/** A judge that is shown texts without what is blacked out, and so says nothing of it. */
export const shownThrough = (judge: Judge, text: (text: string) => string): Judge => ({
  ask: (question, asked) =>
    judge.ask(
      {
        ...question,
        criterion: text(question.criterion),
        shown: question.shown.map((one) => ({ ...one, text: text(one.text) })),
      },
      asked,
    ),
  embed: (texts, signal) => judge.embed(texts.map(text), signal),
  tallies: () => judge.tallies(),
  close: () => judge.close(),
});
