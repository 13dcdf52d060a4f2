import { type PageCommand, pageCommands, type WebviewIntent } from "../../server/protocol/index.ts";

/**
 * What a page sent, checked field by field; undefined for everything that is no intent. The result is made anew: nothing that was not
 * looked at comes along.
 */
export function parseIntent(message: unknown): WebviewIntent | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { type, file, line, instructions, title, id, command } = message as Record<string, unknown>;
  switch (type) {
    case "ready":
      return { type };
    case "openPrompt":
      return isText(file) && isLine(line) ? { type, file, line } : undefined;
    case "openConversation":
    case "openBehavior":
      return isText(id) ? { type, id } : undefined;
    case "showFailing":
      // Without any it would list everything under a title that says less.
      return Array.isArray(instructions) &&
        instructions.length > 0 &&
        instructions.every(isText) &&
        isText(title)
        ? { type, instructions, title }
        : undefined;
    case "run":
      return isPageCommand(command) ? { type, command } : undefined;
    default:
      return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isLine = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isPageCommand = (value: unknown): value is PageCommand =>
  (pageCommands as readonly unknown[]).includes(value);
