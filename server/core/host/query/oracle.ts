import {
  type Condition,
  holdsPhrase,
  type Interval,
  matchesPattern,
  type Pattern,
  type QueryNode,
} from "../../review/index.ts";
import { derive } from "../import-conversations.ts";
import { behaviors, files, type Known } from "./random-conversations.ts";

// What a query finds when each conversation is read by itself.

export function holds(node: QueryNode, one: Known): boolean {
  if (node.kind === "not") return !holds(node.part, one);
  if (node.kind === "condition") return holdsCondition(node, one);
  return node.kind === "all"
    ? node.parts.every((part) => holds(part, one))
    : node.parts.some((part) => holds(part, one));
}

const inside = (value: number | undefined, any: readonly Interval[]): boolean =>
  value !== undefined &&
  any.some(
    ({ low, high, lowExcluded, highExcluded }) =>
      (low === undefined || (lowExcluded ? value > low : value >= low)) &&
      (high === undefined || (highExcluded ? value < high : value <= high)),
  );
const like = (value: unknown, any: readonly Pattern[]): boolean =>
  typeof value === "string" && any.some((pattern) => matchesPattern(pattern, value));

function holdsCondition({ field, test, key }: Condition, one: Known): boolean {
  const { conversation, spans } = one.captured;
  const patterns = test.kind === "patterns" ? test.any : [];
  const intervals = test.kind === "intervals" ? test.any : [];
  const { usage } = conversation;
  const errors = spans.filter(({ status }) => status === "error").length;
  const meant = (evaluator: string): boolean =>
    evaluator !== "no promise" || one.links.some(({ file }) => file === "prompts/coach.prompt.md");
  const current = one.verdicts.filter(
    ({ key: own, evaluator }) => own.startsWith("key-") && own !== "key-of-before" && meant(evaluator),
  );
  const chosen = Object.keys(field.values ?? {}).filter((value) => like(value, patterns));
  switch (field.name) {
    case "id":
      return like(conversation.id, patterns);
    case "status": {
      const [trace] = one.captured.traces;
      return like(trace!.status === "unset" ? (errors > 0 ? "error" : "unset") : trace!.status, patterns);
    }
    case "outcome":
      return like(conversation.outcome?.label, patterns);
    case "score":
      return inside(conversation.outcome?.score, intervals);
    case "service":
      return like(conversation.attributes.service, patterns);
    case "user":
      return like(conversation.attributes.userId, patterns);
    case "env":
      return like(conversation.attributes.environment, patterns);
    case "agent":
      return like(conversation.attributes.agent, patterns);
    case "task":
      return like(conversation.taskId, patterns);
    case "file":
      return like(conversation.source.file, patterns);
    case "format":
      return like(conversation.source.format, patterns);
    case "tag":
      return [...conversation.tags, ...one.tags].some((tag) => like(tag, patterns));
    case "tool":
      return spans.some(({ tool }) => like(tool?.name, patterns));
    case "model":
      return like(conversation.model, patterns);
    case "finish":
      return spans.some(({ finishReason }) => like(finishReason, patterns));
    case "signal":
      return one.signals.some(({ kind }) => like(kind, patterns));
    case "span":
      return spans.some(({ name }) => like(name, patterns));
    case "error":
      return spans.some(({ error }) => like(error, patterns));
    case "cost":
      return inside(conversation.costUsd, intervals);
    case "latency":
      return inside(conversation.durationMs, intervals);
    case "tokens.in":
      return inside(usage?.inputTokens, intervals);
    case "tokens.out":
      return inside(usage?.outputTokens, intervals);
    case "tokens":
      return inside(usage && (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0), intervals);
    case "turns":
      return inside(one.turns, intervals);
    case "messages":
      return inside(conversation.messageCount, intervals);
    case "spans":
      return inside(spans.length, intervals);
    case "errors":
      return inside(errors, intervals);
    case "after":
    case "before":
    case "started":
      return inside(conversation.startMs, intervals);
    case "attr":
      return [conversation.attributes, ...spans.map(({ attributes }) => attributes)].some((attributes) => {
        const value = attributes[key!];
        return Array.isArray(value) ? value.some((item) => like(item, patterns)) : like(value, patterns);
      });
    case "behavior": {
      const asked = behaviors.filter(({ id }) => one.behaviorIds.includes(id));
      return asked.some(({ id, name }) => like(name, patterns) || like(id, patterns));
    }
    case "prompt":
      return (
        test.kind === "prompts" &&
        test.any.some(({ name, version }) =>
          one.links.some(
            (link) =>
              link.file !== "" &&
              [
                files.find(({ file }) => file === link.file)!.name,
                link.file,
                link.file.replace(/^.*\//, ""),
              ].some((own) => like(own, [name])) &&
              link.version.startsWith(version ?? ""),
          ),
        )
      );
    // Nobody labelled these.
    case "label":
      return chosen.includes("none");
    case "disagrees":
      return false;
    case "evaluator":
      return (
        test.kind === "verdicts" &&
        test.any.some(({ name, label, score }) =>
          [...current, ...one.verdicts.filter(({ key: own }) => own === "recorded")].some(
            (own) =>
              like(own.evaluator, [name]) &&
              (label ? own.label === label : own.label !== "not-applicable") &&
              (!score || inside(own.score, [score])),
          ),
        )
      );
    case "input":
    case "output":
    case "text": {
      const phrases = test.kind === "phrases" ? test.any : [];
      return phrases.some((phrase) => {
        if (field.name !== "text") return holdsPhrase(one[field.name as "input"], phrase);
        const opening = derive(one.captured).opening;
        return (
          holdsPhrase(one.input, phrase) ||
          holdsPhrase(one.output, phrase) ||
          like(opening, [phrase.part]) ||
          like(conversation.id, [phrase.part])
        );
      });
    }
    case "is":
      return chosen.some((state) => {
        if (state === "failing") return current.some(({ label }) => label === "fail");
        if (state === "passing")
          return (
            current.some(({ label }) => label === "pass") && !current.some(({ label }) => label === "fail")
          );
        if (state === "unjudged") return !current.some(({ label }) => label === "pass" || label === "fail");
        if (state === "outlier") return !one.behaviorIds.some((id) => id !== undefined);
        return one.links.some(({ how }) => how === state);
      });
    case "has":
      return chosen.some(
        (what) =>
          ({
            error: errors > 0,
            tool: spans.some(({ tool }) => tool),
            tag: conversation.tags.length + one.tags.length > 0,
            signal: one.signals.length > 0,
            user: conversation.attributes.userId !== undefined,
            cost: conversation.costUsd !== undefined,
            time: conversation.startMs !== undefined,
            outcome: conversation.outcome !== undefined,
            evaluation: one.verdicts.length > 0,
            prompt: one.links.some(({ file }) => file),
            behavior: one.behaviorIds.some((id) => id !== undefined),
          })[what],
      );
    default:
      throw new Error(field.name);
  }
}
