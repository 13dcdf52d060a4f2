import { sha256 } from "../../base/index.ts";
import { type Captured, messagesFromSpans } from "../../store/index.ts";
import { contentHashOf } from "../captured.ts";
import { isSecretValue, sortOfName } from "./key-shapes.ts";
import { redactText } from "./redact-json.ts";
import { addCounts, markOf, namesSomebody, type RedactionCounts, type RedactionRules } from "./rules.ts";

/** Members of our records that name, refer or classify: no text of anybody, and what records find each other by. */
const kept = new Set([
  ...["id", "traceId", "conversationId", "parentId", "spanId", "callId", "toolCallId", "contentHash"],
  ...["systemHash", "toolsHash", "kind", "role", "status", "file", "format", "model", "service", "mimeType"],
]);
/** Members whose value is what an agent or a tool wrote: names inside of it are its own. */
const foreign = new Set(["args", "attributes", "metadata", "parameters"]);
const maxDepth = 200;

/**
 * A conversation with marks in place of what the rules black out, in all that anybody said or a tool gave. Nothing to black out gives the
 * very same record. The hash of its content is made anew, so that importing the file again finds it unchanged.
 */
export function redactCaptured(
  captured: Captured,
  rules: RedactionRules,
): { readonly captured: Captured; readonly counts: RedactionCounts } {
  const walk = new Walk(rules);
  const { conversation, traces, spans, evaluations } = captured;
  const texts = Object.entries(captured.systemTexts).map(([hash, text]) => [hash, walk.text(text)] as const);
  const made = {
    conversation: walk.value(conversation),
    traces: walk.value(traces),
    spans: walk.value(spans),
    ...(evaluations && { evaluations: walk.value(evaluations) }),
  };
  if (Object.keys(walk.counts).length === 0) return { captured, counts: {} };
  const hashes = new Map(
    texts.map(([hash, text]) => [hash, text === captured.systemTexts[hash] ? hash : sha256(text)]),
  );
  const renamed = (hash: string | undefined): string | undefined =>
    hash ? (hashes.get(hash) ?? hash) : hash;
  const systemTexts = Object.fromEntries(texts.map(([hash, text]) => [hashes.get(hash)!, text]));
  const named = made.traces.map((trace) => ({
    ...trace,
    ...(trace.systemHash && { systemHash: renamed(trace.systemHash) }),
    ...(trace.toolsHash && { toolsHash: renamed(trace.toolsHash) }),
  }));
  const systemText = systemTexts[named.find(({ systemHash }) => systemHash)?.systemHash ?? ""];
  const contentHash = contentHashOf(messagesFromSpans(made.spans), { ...made.conversation, systemText });
  return {
    captured: {
      ...captured,
      ...made,
      conversation: { ...made.conversation, contentHash },
      traces: named,
      systemTexts,
    },
    counts: walk.counts,
  };
}

/** Walks plain data; what does not change stays the same object. */
class Walk {
  counts: RedactionCounts = {};

  constructor(private readonly rules: RedactionRules) {}

  value<T>(value: T): T {
    return this.visit(value, false, 0) as T;
  }

  text(text: string, isId = false): string {
    const made = redactText(text, this.rules, isId);
    if (made.text !== text) this.counts = addCounts(this.counts, made.counts);
    return made.text;
  }

  private visit(value: unknown, isForeign: boolean, depth: number): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value !== "object" || value === null || depth > maxDepth) return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => this.visit(item, isForeign, depth + 1));
      return items.some((item, i) => item !== value[i]) ? items : value;
    }
    // Nearly nothing changes, so nothing is copied before something does.
    let copy: Record<string, unknown> | undefined;
    for (const name of Object.keys(value)) {
      const item = (value as Record<string, unknown>)[name];
      const made = this.member(name, item, isForeign, depth);
      if (made === item) continue;
      copy ??= { ...value };
      copy[name] = made;
    }
    return copy ?? value;
  }

  private member(name: string, item: unknown, isForeign: boolean, depth: number): unknown {
    if (!isForeign && kept.has(name)) return item;
    const sort = isForeign && typeof item === "string" && this.rules.kinds.has("key") && sortOfName(name);
    if (sort && isSecretValue(item, sort) && !this.rules.isAllowed(item)) {
      this.counts = addCounts(this.counts, { key: 1 });
      return markOf("key");
    }
    if (isForeign && typeof item === "string" && namesSomebody(name)) return this.text(item, true);
    return this.visit(item, isForeign || foreign.has(name), depth + 1);
  }
}
