import type { CheckType, Prepared } from "../check-type.ts";
import { unknownVerdict } from "../check-type.ts";
import { shown as cited } from "../evidence.ts";
import { criterionOf } from "./criterion.ts";
import { relationForm } from "./forms.ts";
import { judged, said } from "./judged.ts";
import { outputShown } from "./shown-sample.ts";

export const factuality: CheckType = {
  name: "factuality",
  doc: "A model compares the facts of the output with those of the text `value`. It passes where it says a part of them, all, or more, and fails where one contradicts.",
  version: 1,
  value: { type: "string", minLength: 1 },
  required: ["value"],
  asksModel: true,
  prepare(assertion, inverse): Prepared {
    const { value } = assertion;
    if (typeof value !== "string" || value.trim() === "")
      return { problem: "`value` must be a text with the facts that are expected", at: "value" };
    return {
      check: async (sample, services, signal) => {
        const expected = criterionOf(value, sample);
        if ("problem" in expected) return unknownVerdict(`${expected.problem}.`);
        return judged(
          { assertion, sample, services, signal },
          {
            question: {
              form: relationForm,
              criterion: "Compare the output with what is expected.",
              shown: [
                { label: "what the user asked", text: sample.input },
                outputShown(sample),
                { label: "what is expected", text: expected.text },
                ...expected.shown,
              ],
            },
            read: ({ relation, reason }) => ({
              label: relation === "unknown" ? "unknown" : relation === "disagree" ? "fail" : "pass",
              ...(relation !== "unknown" && { score: relation === "disagree" ? 0 : 1 }),
              evidence: `${relation}: ${said(reason)}`,
            }),
            inverse,
            claim: `agree with ${cited(value)}`,
          },
        );
      },
    };
  },
};
