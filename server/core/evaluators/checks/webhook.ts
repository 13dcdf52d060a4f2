import { messageOf } from "../../base/index.ts";
import type { CheckType, Prepared } from "../check-type.ts";
import { refusedVerdict, unknownVerdict } from "../check-type.ts";
import { quote } from "../evidence.ts";
import { isRecord } from "../is-record.ts";
import { scriptFailed, scriptVerdict } from "./script-verdict.ts";

const timeoutMs = 5000;
/** Longest answer that is read, in bytes. */
const longestAnswer = 1 << 20;

export const webhook: CheckType = {
  name: "webhook",
  doc: "Posts `{output, context: {prompt, vars}}` as JSON to the address `value` and takes `{pass, score, reason}` as the verdict. Only in a trusted workspace, to https or to this machine, for at most 5 seconds; an address that does not answer, or answers something else, leaves the sample unknown.",
  version: 1,
  value: { type: "string", minLength: 1 },
  required: ["value"],
  costs: true,
  postsSamples: true,
  prepare({ value }, inverse): Prepared {
    const url = addressOf(value);
    if (typeof url === "string") return { problem: url, at: "value" };
    return {
      check: async (sample, { webhooks }, signal) => {
        if (webhooks !== "allowed") return refusedVerdict(webhooks.refused);
        const sent = {
          output: sample.outputValue ?? sample.output,
          context: { prompt: sample.input, vars: sample.vars ?? {} },
        };
        const answer = await answerOf(url, sent, signal);
        if (typeof answer === "string") return unknownVerdict(`The webhook at ${url.host} ${answer}`);
        const { pass, score, reason } = answer;
        if (typeof pass !== "boolean")
          return unknownVerdict(`The webhook at ${url.host} gave no \`pass\` that is true or false`);
        const own = typeof score === "number" ? score : Number(pass);
        const told = typeof reason === "string" ? reason : `it says ${pass ? "pass" : "fail"}`;
        if (own < 0 || own > 1)
          return scriptFailed(sample, `The webhook gave the score ${own}, which is not from 0 to 1`);
        return scriptVerdict(
          sample,
          { pass, score: inverse ? 1 - own : own, reason: told },
          { language: "webhook", threshold: undefined, inverse },
        );
      },
    };
  },
};

function addressOf(value: unknown): URL | string {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (!url) return "`value` must be an address such as https://checks.example.com/polite";
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && isLocal)) return url;
  return "`value` must be an https address, or http on this machine";
}

/** What it answered, or what is wrong with that, as the end of a sentence. */
async function answerOf(
  url: URL,
  sent: object,
  signal?: AbortSignal,
): Promise<Record<string, unknown> | string> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(sent),
      // The address is what somebody agreed to; another one is not.
      redirect: "error",
      signal: signal ? AbortSignal.any([late, signal]) : late,
    });
    if (!response.ok) return `answered with status ${response.status}`;
    const text = await bounded(response);
    if (text === undefined) return `answered with more than ${longestAnswer} bytes`;
    const answer: unknown = JSON.parse(text);
    return isRecord(answer) ? answer : "answered with no JSON object";
  } catch (error) {
    signal?.throwIfAborted();
    if (late.aborted) return `did not answer within ${timeoutMs} ms`;
    return error instanceof SyntaxError
      ? "answered with no JSON"
      : `could not be asked: ${quote(causeOf(error))}`;
  }
}

async function bounded({ body }: Response): Promise<string | undefined> {
  const reader = (body as ReadableStream<Uint8Array> | null)?.getReader();
  const parts: Uint8Array[] = [];
  for (let size = 0; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
    if (size <= longestAnswer) continue;
    await reader.cancel();
    return undefined;
  }
  return Buffer.concat(parts).toString("utf8");
}

const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? messageOf(error.cause) : messageOf(error);
