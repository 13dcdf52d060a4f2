import { defaultTrust, type JsonSchema, type TrustLimits } from "../evaluators/index.ts";

const share = (description: string, fallback: number): JsonSchema => ({
  type: "number",
  minimum: 0,
  maximum: 1,
  default: fallback,
  description,
});

export const trustSchema: JsonSchema = {
  type: "object",
  additionalProperties: false,
  description:
    "What a mutation test (`homeostat test-evaluators`) must show before an evaluator may raise an error.",
  properties: {
    kill: share("At least this share of the broken answers is caught.", defaultTrust.kill),
    falseAlarm: share("At most this share of the harmless changes fails.", defaultTrust.falseAlarm),
    operators: {
      type: "integer",
      minimum: 1,
      default: defaultTrust.operators,
      description: "At least so many kinds of breaks apply to it.",
    },
  },
};

export function trustLimits(raw: unknown): TrustLimits {
  const given = Object.entries((raw ?? {}) as object).filter(
    ([key, value]) => key in defaultTrust && typeof value === "number",
  );
  return { ...defaultTrust, ...Object.fromEntries(given) };
}
