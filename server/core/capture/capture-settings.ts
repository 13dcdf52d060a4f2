/** What can be blacked out, by name; `redact:` in the configuration takes these. */
export const redactions = ["email", "phone", "card", "key"] as const;
export type Redaction = (typeof redactions)[number];
/** Phone numbers look like order numbers: they are blacked out where somebody asks for it. */
export const defaultRedactions: readonly Redaction[] = ["email", "card", "key"];

/** US dollars per million tokens. Cache prices default to the input's. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

/** `capture:` of homeostat.yaml with its defaults. */
export interface CaptureSettings {
  readonly services: readonly string[];
  readonly http: number;
  readonly grpc: number;
  readonly redact: readonly Redaction[];
  readonly allow: readonly string[];
  readonly retainDays?: number;
  readonly retainMb?: number;
  readonly prices: Readonly<Record<string, ModelPrice>>;
}

export const defaultCapture: CaptureSettings = {
  services: [],
  http: 4318,
  grpc: 4317,
  redact: defaultRedactions,
  allow: [],
  prices: {},
};
