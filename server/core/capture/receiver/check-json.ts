import { isUtf8 } from "node:buffer";
import { messageOf } from "../../base/index.ts";
import { shown } from "../entries.ts";
import { attributesOfJson } from "../otlp/json-records.ts";
import { idOfWire } from "../otlp/otlp-span.ts";
import { type Fields, fieldOf, isFields } from "../wire-values.ts";
import {
  type Checked,
  oddIds,
  type Refused,
  type ServiceShare,
  type Signal,
  serviceNameOf,
  smaller,
} from "./checked.ts";
import { jsonShape } from "./json-shape.ts";
import type { ReceiverLimits } from "./limits.ts";
import { bothSigns, isComplete, noSigns, type Signs, signsOf, signsOfEvent } from "./signs.ts";

const names = {
  traces: {
    groups: ["resourceSpans", "resource_spans"],
    scopes: ["scopeSpans", "scope_spans", "instrumentationLibrarySpans"],
    records: ["spans"],
    path: "/v1/traces",
  },
  logs: {
    groups: ["resourceLogs", "resource_logs"],
    scopes: ["scopeLogs", "scope_logs"],
    records: ["logRecords", "log_records"],
    path: "/v1/logs",
  },
} as const;

const spanNames = ["name", "span_name", "spanName"];

/** Looks over a JSON request. What is no list or object where the schema has one makes the request, or the record, no OTLP. */
export function checkJson(bytes: Uint8Array, signal: Signal, limits: ReceiverLimits): Checked | Refused {
  const parsed = parse(bytes, limits);
  if ("refusal" in parsed) return parsed;
  const { value } = parsed;
  if (!isFields(value)) return malformed("it is not an object.");
  const other = signal === "traces" ? "logs" : "traces";
  if (fieldOf(value, names[signal].groups) === undefined && fieldOf(value, names[other].groups) !== undefined)
    return malformed(`it holds ${other}; send it to ${names[other].path}.`);
  return new JsonCheck(bytes, value, signal, limits).checked();
}

const malformed = (reason: string): Refused => ({
  refusal: "malformed",
  message: `Not an OTLP request: ${reason}`,
});

function parse(bytes: Uint8Array, limits: ReceiverLimits): { readonly value: unknown } | Refused {
  if (!isUtf8(bytes)) return malformed("it is not UTF-8.");
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = jsonShape(buffer, { depth: limits.jsonDepth, values: limits.jsonValues });
  if (shape.depth > limits.jsonDepth)
    return malformed(`it is nested deeper than ${limits.jsonDepth} levels.`);
  if (shape.values > limits.jsonValues)
    return {
      refusal: "tooLarge",
      message: `The request has more than ${limits.jsonValues} values. ${smaller}`,
    };
  try {
    return { value: JSON.parse(buffer.toString("utf8")) };
  } catch (error) {
    return malformed(`it is not valid JSON: ${shown(messageOf(error))}`);
  }
}

class JsonCheck {
  private records = 0;
  private rejected = 0;
  private odd = 0;
  /** Of the group that is being looked at. */
  private signs = noSigns;
  private readonly why = new Set<string>();
  private readonly services: ServiceShare[] = [];
  /** Records that are left out of what is kept; those that are no objects nobody reads. */
  private readonly leftOut = new Set<unknown>();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly value: Fields,
    private readonly signal: Signal,
    private readonly limits: ReceiverLimits,
  ) {}

  checked(): Checked | Refused {
    const { groups } = names[this.signal];
    const list = fieldOf(this.value, groups);
    if (list !== undefined && !Array.isArray(list)) return malformed(`"${groups[0]}" is not a list.`);
    for (const group of (list as readonly unknown[] | undefined) ?? []) {
      const problem = isFields(group) ? this.group(group) : `an element of "${groups[0]}" is not an object.`;
      if (problem !== undefined) return malformed(problem);
    }
    if (this.records > this.limits.recordsPerRequest)
      return {
        refusal: "tooLarge",
        message: `The request has more than ${this.limits.recordsPerRequest} records. ${smaller}`,
      };
    const kept = this.records - this.rejected;
    return {
      bytes: this.leftOut.size === 0 ? this.bytes : Buffer.from(JSON.stringify(this.value, this.keeping)),
      spans: this.signal === "traces" ? kept : 0,
      logs: this.signal === "logs" ? kept : 0,
      rejected: this.rejected,
      why: [...this.why],
      warnings: this.odd > 0 ? [oddIds(this.odd)] : [],
      services: this.services,
    };
  }

  private group(group: Fields): string | undefined {
    const { scopes, records } = names[this.signal];
    const list = fieldOf(group, scopes) ?? [];
    if (!Array.isArray(list)) return `"${scopes[0]}" is not a list.`;
    const before = this.records - this.rejected;
    this.signs = noSigns;
    for (const scoped of list) {
      if (!isFields(scoped)) return `an element of "${scopes[0]}" is not an object.`;
      const items = fieldOf(scoped, records) ?? [];
      if (!Array.isArray(items)) return `"${records[0]}" is not a list.`;
      for (const item of items) this.signs = this.record(item);
    }
    const resource = isFields(group.resource) ? attributesOfJson(group.resource.attributes) : {};
    const count = this.records - this.rejected - before;
    this.services.push({
      service: serviceNameOf(resource["service.name"]),
      spans: this.signal === "traces" ? count : 0,
      logs: this.signal === "logs" ? count : 0,
      signs: this.signs,
    });
    return undefined;
  }

  private record(item: unknown): Signs {
    this.records++;
    if (!isFields(item)) {
      this.reject("A record is not an object.");
      return this.signs;
    }
    if (this.signal === "traces" && item.attributes === undefined && fieldOf(item, spanNames) === undefined) {
      this.reject("A span has neither a name nor attributes.");
      return this.signs;
    }
    const attributes = Array.isArray(item.attributes) ? (item.attributes as readonly unknown[]) : [];
    const why = this.problemOf(attributes);
    if (why !== undefined) {
      this.leftOut.add(item);
      this.reject(why);
    }
    if (this.isOdd(item)) this.odd++;
    let signs = this.signsIn(attributes, this.signs, (key) => signsOf(key, this.signal));
    for (const event of Array.isArray(item.events) ? (item.events as readonly unknown[]) : []) {
      if (!isFields(event) || !Array.isArray(event.attributes)) continue;
      const name = typeof event.name === "string" ? event.name : "";
      signs = this.signsIn(event.attributes, signs, (key) => signsOfEvent(name, key));
    }
    return signs;
  }

  /** Once a service is known to tell everything, its attributes need not be looked at. */
  private signsIn(attributes: readonly unknown[], before: Signs, of: (key: string) => Signs): Signs {
    let signs = before;
    for (const one of attributes) {
      if (isComplete(signs)) break;
      if (isFields(one) && typeof one.key === "string") signs = bothSigns(signs, of(one.key));
    }
    return signs;
  }

  private problemOf(attributes: readonly unknown[]): string | undefined {
    const { attributesPerRecord, attributeBytes } = this.limits;
    if (attributes.length > attributesPerRecord)
      return `A record has ${attributes.length} attributes, the limit is ${attributesPerRecord}; record fewer.`;
    // Only a request that is larger than the limit can hold an attribute that is.
    if (this.bytes.length <= attributeBytes) return undefined;
    const longest = Math.max(0, ...attributes.map((one) => Buffer.byteLength(JSON.stringify(one) ?? "")));
    return longest > attributeBytes
      ? `An attribute has ${longest} bytes, the limit is ${attributeBytes}; shorten it (OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT).`
      : undefined;
  }

  private reject(why: string): void {
    this.rejected++;
    this.why.add(why);
  }

  private isOdd(item: Fields): boolean {
    const trace = fieldOf(item, ["traceId", "trace_id"]);
    const span = fieldOf(item, ["spanId", "span_id"]);
    const isFree = (id: unknown): boolean => this.signal === "logs" && (id === undefined || id === "");
    return (
      (!isFree(trace) && idOfWire(trace, 16) === undefined) ||
      (!isFree(span) && idOfWire(span, 8) === undefined)
    );
  }

  private readonly keeping = (_: string, value: unknown): unknown =>
    Array.isArray(value) ? value.filter((one) => !this.leftOut.has(one)) : value;
}
