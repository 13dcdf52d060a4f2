import { Ajv, type ValidateFunction } from "ajv";
import type { AnswerSchema, ChatMessage, ChatReply } from "./chat-model.ts";

const validators = new WeakMap<AnswerSchema, ValidateFunction>();

export interface AnswerText {
  readonly text?: string | null | undefined;
  /** What the model said in place of an answer, where the endpoint keeps that apart. */
  readonly refusal?: string | null | undefined;
  /** Why it stopped, as the endpoint says it. */
  readonly why?: string | null | undefined;
}

/** The shape in words, for who cannot be held to a schema. */
export function withShape(messages: readonly ChatMessage[], schema: AnswerSchema): ChatMessage[] {
  const shape = `Answer with one JSON object and nothing else. Its JSON Schema: ${JSON.stringify(schema)}`;
  return messages.map((one) =>
    one.role === "system" ? { ...one, content: `${one.content}\n\n${shape}` } : one,
  );
}

/** Reads the object that a schema asks for out of what a model wrote; where there is none, says what is there instead. */
export function readAnswer({ text, refusal, why }: AnswerText, schema: AnswerSchema): ChatReply {
  if (refusal) return nothing(`refused to answer: ${cited(refusal)}`);
  if (why === "content_filter") return nothing("answered nothing: its provider's filter held it back");
  if (!text?.trim()) return nothing("answered with an empty text");
  const answer = jsonIn(text);
  if (answer === undefined)
    return nothing(
      why === "length"
        ? "was cut off in the middle of its answer"
        : `answered without whole JSON: ${cited(text)}`,
    );
  const validate = validatorOf(schema);
  if (validate(answer)) return { answer };
  const { instancePath = "", message = "" } = validate.errors?.[0] ?? {};
  return nothing(
    `answered in another form than asked for: ${instancePath.slice(1).replaceAll("/", ".") || "it"} ${message}`,
  );
}

const nothing = (problem: string): ChatReply => ({ answer: undefined, problem });

function validatorOf(schema: AnswerSchema): ValidateFunction {
  const known = validators.get(schema);
  if (known) return known;
  // An Ajv of its own, which goes with the schema: one that lives on keeps all that it ever compiled.
  const made = new Ajv({ strict: false }).compile(schema);
  validators.set(schema, made);
  return made;
}

/** A model's words are somebody else's: one line of them, and nothing in it may steer a terminal. */
const cited = (text: string): string =>
  `"${text
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .trim()
    .slice(0, 120)}"`;

/** The object in an answer; some models think aloud before it, or put it in a block of code. */
function jsonIn(text: string): unknown {
  const said = text.slice(text.lastIndexOf("</think>") + 1);
  const [start, end] = [said.indexOf("{"), said.lastIndexOf("}")];
  try {
    return JSON.parse(said.slice(start, end + 1));
  } catch {
    return undefined;
  }
}
