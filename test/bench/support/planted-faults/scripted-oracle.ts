import { readFileSync } from "node:fs";
import { join } from "node:path";
import { conditionOf } from "../../../../server/core/attribution/index.ts";
import { readPrompt } from "../../../../server/core/index.ts";
import {
  type ScriptedModel,
  scriptedModelName,
  startScriptedModel,
  textOf,
} from "../../../support/scripted-model.ts";
import { type Prompted, promptedIn } from "../../../support/scripted-reading.ts";
import { Draw } from "./draw.ts";
import { otherKinds } from "./plan.ts";
import type { Truth } from "./truth.ts";

/**
 * A stand-in for a chat model that knows what was planted and errs with a known share of its answers: what asking a model of that accuracy is
 * worth. It is no model, and its answers about real conversations would be none.
 */
export interface Oracle {
  /** Share of conditions that it answers wrongly. */
  readonly conditions: number;
  /** Share of failures that it answers at random. */
  readonly causes: number;
}

interface Known {
  readonly truth: Truth;
  /** By what the user says in it, all of it: conversations are told apart by that. */
  readonly written: ReadonlyMap<string, Written>;
  /** The line of a condition, as the prompt has it: of several the one that needs least. */
  readonly lineOf: ReadonlyMap<string, number>;
  readonly errs: Oracle;
}

interface Written {
  readonly id: string;
  readonly evaluations: readonly { readonly evaluator: string; readonly explanation: string }[];
}

export async function startOracle(folder: string, truth: Truth, errs: Oracle): Promise<ScriptedModel> {
  const known = { truth, written: conversationsIn(folder), lineOf: conditionsIn(folder, truth), errs };
  return startScriptedModel({
    garbles: ({ messages: [system, user] }) => {
      const prompted = system && user && promptedIn(textOf(system), textOf(user));
      return (
        prompted && JSON.stringify({ answers: prompted.numbers.map((one) => answerTo(one, prompted, known)) })
      );
    },
  });
}

function conditionsIn(folder: string, { lines }: Truth): Map<string, number> {
  const text = readFileSync(join(folder, "prompt.md"), "utf8");
  const needs = new Map(lines.map((one) => [one.line, one.needs.length]));
  const found = new Map<string, number>();
  for (const one of readPrompt("prompt.md", text).instructions) {
    const line = text.slice(0, one.range.start).split("\n").length;
    const before = found.get(conditionOf(one));
    if (before === undefined || needs.get(before)! > (needs.get(line) ?? 0))
      found.set(conditionOf(one), line);
  }
  return found;
}

export const oracleSettings = (url: string, maxCalls: number): string =>
  `models: { chat: { baseUrl: "${url}", model: ${scriptedModelName}, maxCalls: ${maxCalls} } }\n`;

function conversationsIn(folder: string): Map<string, Written> {
  const lines = readFileSync(join(folder, "conversations.jsonl"), "utf8").trim().split("\n");
  return new Map(
    lines.map((line) => {
      const { conversation, spans, evaluations } = JSON.parse(line) as {
        readonly conversation: { readonly id: string };
        readonly spans: readonly {
          readonly input?: readonly { readonly role: string; readonly text: string }[];
        }[];
        readonly evaluations: Written["evaluations"];
      };
      const said = spans.flatMap(({ input = [] }) => input.filter(({ role }) => role === "user"));
      return [keyOf(said.map(({ text }) => text)), { id: conversation.id, evaluations }] as const;
    }),
  );
}

const keyOf = (said: readonly string[]): string =>
  [...new Set(said.map((text) => text.replace(/\s+/g, " ").trim().slice(0, 900)))].join(" | ");

type Number = Prompted["numbers"][number];
const textIn = ({ texts }: Number, label: RegExp): string =>
  texts.find((one) => label.test(one.label))?.text ?? "";

function answerTo(one: Number, { fields }: Prompted, known: Known): object {
  const shown = textIn(one, /^the conversation/);
  const said = [
    ...shown.matchAll(/^\d+ user: ([\s\S]*?)(?=\n\d+ (?:user|agent|call|result): |\n…\n|$(?![\s\S]))/gm),
  ];
  const written = known.written.get(keyOf(said.map(([, text]) => text!)));
  const answer = fields.includes("holds")
    ? conditionsOf(one, written?.id, known)
    : causeOf(one, written, known);
  return { number: one.number, ...answer };
}

const listIn = (text: string): string[] => text.split("\n").map((line) => line.replace(/^\d+\. /, ""));

/** Our own questions, whose answers are known, are answered as a careful reader would: by a few words. */
const ownConditions = /refund|parcel is lost|when the shop is open/;

function conditionsOf(one: Number, id: string | undefined, known: Known): object {
  const { truth, errs } = known;
  const conditions = listIn(textIn(one, /^conditions/));
  const atWork = new Set(truth.conversations.find((conversation) => conversation.id === id)?.atWork);
  const shown = textIn(one, /^the conversation/);
  const draw = new Draw(hash(`${id} ${conditions.join()}`)).apart(2);
  const holding = conditions.flatMap((condition, at) => {
    const line = known.lineOf.get(condition);
    if (id === undefined || line === undefined) {
      const isHeld = ownConditions.test(condition) && isShown(condition, shown);
      return isHeld ? [at + 1] : [];
    }
    const holds = atWork.has(line) !== draw.chance(errs.conditions);
    return holds ? [at + 1] : [];
  });
  return { holds: holding.join(", ") || "none" };
}

const isShown = (condition: string, shown: string): boolean =>
  condition.includes("refund")
    ? shown.includes("money back")
    : condition.includes("lost")
      ? shown.includes("lost")
      : shown.includes("opening");

function causeOf(one: Number, written: Written | undefined, { truth, errs }: Known): object {
  const lines = listIn(textIn(one, /^lines/));
  const shown = textIn(one, /^the conversation/);
  const quote = /^\d+ user: (.{15,80})/m.exec(shown)?.[1] ?? "";
  const other = (cause: string) => ({ cause, line: "none", step: "1", quote });
  const picked = (at: number) => ({ cause: "line", line: String(at + 1), step: "1", quote });
  if (!written) return shown.includes("503") ? other("tool") : picked(1);
  const draw = new Draw(hash(`${written.id} ${lines.join()}`)).apart(3);
  if (draw.chance(errs.causes)) {
    const at = draw.int(0, lines.length + 5);
    return at < lines.length ? picked(at) : other(others[at - lines.length]!);
  }
  const reason = textIn(one, /^its reason/);
  const failed = written.evaluations.find(
    ({ evaluator, explanation }) => reason.startsWith(`"${evaluator}" `) && reason.includes(explanation),
  )?.evaluator;
  const conversation = truth.conversations.find(({ id }) => id === written.id)!;
  const causes = conversation.failures.find(({ evaluator }) => evaluator === failed)?.causes ?? [];
  for (const { kind, lines: planted } of truth.faults.filter(({ id }) => causes.includes(id))) {
    const texts = truth.lines.filter(({ line }) => planted.includes(line)).map(({ text }) => text);
    const at = lines.findIndex((line) => texts.some((text) => text.includes(line)));
    if (at >= 0) return picked(at);
    if (["missing", ...otherKinds].includes(kind)) return other(kind);
  }
  return other(causes.length === 0 ? "nothing" : "unknown");
}

const others = ["missing", "context", "capability", "tool", "user", "nothing"];

function hash(text: string): number {
  let value = 7;
  for (const sign of text) value = (Math.imul(value, 31) + sign.codePointAt(0)!) | 0;
  return value >>> 0;
}
