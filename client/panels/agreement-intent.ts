import {
  type AgreementIntent,
  type AgreementPageCommand,
  agreementPageCommands,
} from "../../server/protocol/index.ts";

/** What the page of agreement sent, checked field by field and made anew; undefined for everything that is no intent. */
export function parseAgreementIntent(message: unknown): AgreementIntent | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { type, against, id, evaluator, command } = message as Record<string, unknown>;
  switch (type) {
    case "ready":
    case "copy":
      return { type };
    case "against":
      return against === "labels" || against === "outcome" ? { type, against } : undefined;
    case "openConversation":
      if (!isText(id) || (evaluator !== undefined && !isText(evaluator))) return undefined;
      return { type, id, ...(evaluator !== undefined && { evaluator }) };
    case "run":
      return isPageCommand(command) ? { type, command } : undefined;
    default:
      return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isPageCommand = (value: unknown): value is AgreementPageCommand =>
  (agreementPageCommands as readonly unknown[]).includes(value);
