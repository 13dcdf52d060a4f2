import { redactBytes } from "./find-hits.ts";
import { isSecretValue, sortOfName } from "./key-shapes.ts";
import { maxDepth, type Shape, serviceName } from "./otlp-text.ts";
import { addCounts, markOf, namesSomebody, type RedactionCounts, type RedactionRules } from "./rules.ts";

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Blacks out texts in a parsed OTLP/JSON message, in place. */
export class JsonRedaction {
  counts: RedactionCounts = {};
  private rules: RedactionRules;
  private isId = false;

  constructor(private readonly rulesOf: (service: string | undefined) => RedactionRules) {
    this.rules = rulesOf(undefined);
  }

  run(message: unknown, shape: Shape): void {
    this.message(message, shape, 0);
  }

  private message(message: unknown, shape: Shape, depth: number): void {
    if (Array.isArray(message)) {
      for (const one of message) this.message(one, shape, depth);
      return;
    }
    if (!isFields(message)) return;
    if (shape.isService) this.rules = this.rulesOf(serviceOf(message));
    if (shape.isPair) {
      this.secret(message);
      this.isId = typeof message.key === "string" && namesSomebody(message.key);
    }
    for (const [name, value] of Object.entries(message)) {
      const field = shape.members.get(name);
      if (field === undefined) continue;
      if (field !== "text" && depth >= maxDepth) message[name] = null;
      else if (field !== "text") this.message(value, field, depth + 1);
      else if (typeof value === "string") message[name] = this.text(value);
    }
    if (shape.isPair) this.isId = false;
  }

  private text(value: string): string {
    const made = redactText(value, this.rules, this.isId);
    this.counts = addCounts(this.counts, made.counts);
    return made.text;
  }

  private secret({ key, value }: Fields): void {
    const sort = this.rules.kinds.has("key") && typeof key === "string" ? sortOfName(key) : undefined;
    if (!sort || !isFields(value)) return;
    for (const name of ["stringValue", "string_value"]) {
      const text = value[name];
      if (typeof text !== "string" || !isSecretValue(text, sort) || this.rules.isAllowed(text)) continue;
      value[name] = markOf("key");
      this.counts = addCounts(this.counts, { key: 1 });
    }
  }
}

function serviceOf({ resource }: Fields): string | undefined {
  const attributes = isFields(resource) && Array.isArray(resource.attributes) ? resource.attributes : [];
  for (const one of attributes) {
    if (!isFields(one) || one.key !== serviceName || !isFields(one.value)) continue;
    const name = one.value.stringValue ?? one.value.string_value;
    if (typeof name === "string") return name;
  }
  return undefined;
}

/** The same for one string. */
export function redactText(
  text: string,
  rules: RedactionRules,
  isId = false,
): { readonly text: string; readonly counts: RedactionCounts } {
  if (text.length < 6) return { text, counts: {} };
  const made = redactBytes(Buffer.from(text), rules, isId);
  return made
    ? { text: Buffer.from(made.bytes).toString("utf8"), counts: made.counts }
    : { text, counts: {} };
}
