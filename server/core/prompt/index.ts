/**
 * prompt: the text of a prompt file comes in, a `PromptDocument` goes out: messages, sections, instructions with exact ranges and
 * kinds, variables, includes, front matter, version. Also the versions a file had in git. This room never measures anything, never
 * asks a model, and never throws over what a person wrote: bad text gives problems beside what could be read.
 */
export type { InstructionPlace } from "./assemble.ts";
export { isNestedTooDeep } from "./data/yaml-data.ts";
export * from "./git-user.ts";
export * from "./git-versions.ts";
export { FoldedText, foldForContainment, isInsideWord, type Words, wordsOf } from "./identity/folded-text.ts";
export {
  findLiteral,
  type Literal,
  type LiteralPattern,
  literalPattern,
  placesOf,
  standsAt,
} from "./identity/literal-pattern.ts";
export { branchOf, type TemplateReading, templatePieces } from "./identity/template-pieces.ts";
export { opensWithOrder } from "./instructions/directives.ts";
export { slugOf } from "./instructions/sections.ts";
export { splitSentences } from "./instructions/sentences.ts";
export { triggerOf } from "./instructions/triggers.ts";
export { holdsNamedValues, type NamedValue, type NamedValues, namedValues } from "./named-values.ts";
export * from "./prompt-document.ts";
export {
  formatOf,
  isPromptPath,
  maxPromptLength,
  PromptReader,
  placesIn,
  promptGlobs,
  type ReadOptions,
  readPrompt,
} from "./read-prompt.ts";
export { literalsOf } from "./references.ts";
export { systemParts, systemTexts } from "./system-parts.ts";
export { canonicalText, foldText, promptVersion, shortVersion } from "./version.ts";
