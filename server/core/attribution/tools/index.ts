/** What lines of a prompt say of tools, held against the tools that its conversations had. */
export { forbiddenTools } from "./forbidden-tools.ts";
export type { ForbiddenCalls, PromptTools } from "./prompt-tools.ts";
export { type UnknownTool, unknownTools } from "./unknown-tools.ts";
