import { negativeSignals, reasonsFor } from "../attribution/index.ts";
import { indexBy, UserError } from "../base/index.ts";
import { didYouMean } from "../evaluators/index.ts";
import type { NamedReason, ReasonsQuery, ReasonsReport } from "../review/index.ts";
import { type Store, signalKinds } from "../store/index.ts";
import type { Built } from "./build-snapshot.ts";
import { conversationFacts } from "./issues-input.ts";

/** How many reasons come with what was said in their newest conversation. */
const quoted = 10;

/** `what`: in a sentence after "In 12 conversations". `isHit`: whether it happened in a conversation. `quotes`: what shows it, by conversation. */
interface Why {
  readonly what: string;
  readonly isHit: (conversationId: string) => boolean;
  readonly quotes: (conversationIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/**
 * The behaviors that account for a signal, the failures of an evaluator or all failures of the last days. `currentKeys`: those of the
 * evaluators as they are defined now, since only what these said is quoted. Throws `reason-unknown`.
 */
export async function reasonsReport(
  store: Store,
  built: Built,
  currentKeys: ReadonlySet<string>,
  { why: name, days }: ReasonsQuery,
): Promise<ReasonsReport> {
  const { snapshot, input } = built;
  const why = whyOf(store, built, currentKeys, name);
  const factsOf = conversationFacts(input);
  const found = reasonsFor(
    input.conversations.map(({ id }) => ({
      id,
      ...factsOf(id),
      behaviorIds: input.behaviorsOf.get(id) ?? [],
      isHit: why.isHit(id),
    })),
    days,
  );
  const quotes = await why.quotes(found.reasons.slice(0, quoted).map(({ exemplar }) => exemplar));
  const byId = indexBy(snapshot.behaviors, ({ id }) => id);
  return {
    ...found,
    what: why.what,
    reasons: found.reasons.map((reason): NamedReason => {
      const behavior = reason.behaviorId === undefined ? undefined : byId.get(reason.behaviorId);
      const quote = quotes.get(reason.exemplar);
      return { ...reason, ...(behavior && { name: behavior.name }), ...(quote && { quote }) };
    }),
  };
}

const shortNames: Readonly<Record<string, string>> = { "gave-up": "user-gives-up" };

function whyOf(store: Store, built: Built, currentKeys: ReadonlySet<string>, name: string): Why {
  const { snapshot, input } = built;
  const evaluators = snapshot.evaluators.map((one) => one.name);
  const signal = signalKinds.find((kind) => kind === (shortNames[name] ?? name));
  if (evaluators.includes(name)) return failuresOf(store, built, currentKeys, [name], `“${name}” fails`);
  if (name === "failed") return failuresOf(store, built, currentKeys, evaluators, "something fails");
  if (signal) return signalOf(store, { input }, signal);
  const names = ["gave-up", "failed", ...signalKinds, ...evaluators];
  const meant = didYouMean(name, names);
  throw new UserError(
    "reason-unknown",
    `Nothing is known by the name “${name}”.`,
    meant ? `Did you mean ${meant}?` : `One of: ${names.join(", ")}`,
  );
}

function signalOf(store: Store, { input }: Pick<Built, "input">, kind: string): Why {
  return {
    what: (negativeSignals as Readonly<Record<string, string>>)[kind] ?? `there is the signal ${kind}`,
    isHit: (id) => input.issues.signalsOf.get(id)?.includes(kind) ?? false,
    quotes: async (ids) => {
      const rows = await store.tables.signals.readAny("conversationId", ids, [
        "conversationId",
        "kind",
        "evidence",
      ]);
      return firstQuotes(
        rows
          .filter((row) => row.kind === kind)
          .map(({ conversationId = "", evidence = "" }) => [conversationId, evidence]),
      );
    },
  };
}

function failuresOf(
  store: Store,
  { input, isMeant }: Built,
  currentKeys: ReadonlySet<string>,
  evaluators: readonly string[],
  what: string,
): Why {
  const failed = new Set(
    input.verdicts
      .filter(({ evaluator, label }) => label === "fail" && evaluators.includes(evaluator))
      .map(({ conversationId }) => conversationId),
  );
  return {
    what,
    isHit: (id) => failed.has(id),
    quotes: async (ids) => {
      const columns = ["conversationId", "evaluator", "evaluatorKey", "label", "explanation"] as const;
      const rows = await store.tables.evaluations.readAny("conversationId", ids, [...columns]);
      return firstQuotes(
        rows
          .filter(
            ({ conversationId = "", label, evaluator = "", evaluatorKey = "" }) =>
              label === "fail" &&
              evaluators.includes(evaluator) &&
              currentKeys.has(evaluatorKey) &&
              isMeant(evaluator, conversationId),
          )
          .map(({ conversationId = "", evaluator, explanation }) => [
            conversationId,
            `${evaluator}: ${explanation}`,
          ]),
      );
    },
  };
}

/** One for each conversation, whatever the order they were read in. */
const firstQuotes = (quotes: readonly (readonly [string, string])[]): ReadonlyMap<string, string> =>
  new Map([...quotes].sort(([, a], [, b]) => (a < b ? 1 : -1)));
