/** What judges by itself what comes in while a workspace is open: checks, which cost nothing, or judges as well, or nothing. */
export type Continuous = "checks" | "all" | "off";

export interface EvaluateSettings {
  readonly continuous: Continuous;
}

export const continuousChoices = ["checks", "all", "off"] as const satisfies readonly Continuous[];

/** `evaluate:` as far as it can be read; what its schema refuses counts as not said. */
export function evaluateSettingsOf(raw: unknown): EvaluateSettings {
  const given = (raw as { readonly continuous?: unknown } | null | undefined)?.continuous;
  // YAML 1.1 reads a bare `off` as false.
  const said = given === false ? "off" : given;
  return { continuous: continuousChoices.find((one) => one === said) ?? "checks" };
}

export const evaluateSettingsSchema = {
  type: "object",
  additionalProperties: false,
  description: "When conversations are judged.",
  properties: {
    continuous: {
      enum: [...continuousChoices, false],
      default: "checks",
      description:
        "What judges new conversations by itself while the workspace is open in the editor. checks: evaluators that cost nothing. all: judges that ask a model too, once a conversation has been quiet for a minute; of what arrived within the last day, and within the limits of `models:` for all of a day (UTC). off: nothing; run Evaluate.",
    },
  },
} as const;
