import { type CaptureSettings, defaultCapture, redactions } from "../capture/index.ts";

/** `capture:` as far as it can be read; what its schema refuses counts as not said. */
export function captureOf(raw: unknown): CaptureSettings {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return defaultCapture;
  const fields = raw as Record<string, unknown>;
  const { services, http, grpc, redact, allow } = defaultCapture;
  return {
    services: texts(fields.services) ?? services,
    http: port(fields.http) ?? http,
    grpc: port(fields.grpc) ?? grpc,
    redact: texts(fields.redact) ? redactions.filter((name) => texts(fields.redact)!.includes(name)) : redact,
    allow: texts(fields.allow) ?? allow,
    ...(positive(fields.retainDays) && { retainDays: fields.retainDays as number }),
    ...(positive(fields.retainMb) && { retainMb: fields.retainMb as number }),
    prices: pricesOf(fields.prices),
  };
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === "string" && one !== "")
    : undefined;
}

const port = (value: unknown): number | undefined =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= 65_535
    ? (value as number)
    : undefined;

const positive = (value: unknown): boolean => typeof value === "number" && value > 0;

function pricesOf(value: unknown): CaptureSettings["prices"] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const isAmount = (one: unknown): boolean => typeof one === "number" && one >= 0;
  return Object.fromEntries(
    Object.entries(value as Record<string, Record<string, unknown>>).filter(
      ([, price]) => isAmount(price?.input) && isAmount(price?.output),
    ),
  ) as unknown as CaptureSettings["prices"];
}
