/**
 * signals: messages of one conversation in, implicit feedback and tags out: what users, tools and the agent did that says how it went, and
 * what in the users' words cuts across behaviors, each with the message and a quotation. Rules only, in the tables in `signals-of.ts` and
 * `tags/tag-rules.ts`. This room must never call a model, read the store, or spend more than a millisecond on a usual conversation: it
 * runs while conversations are written.
 */
export { isDone, isRefusal } from "./answers.ts";
export { evidenceFrom } from "./evidence.ts";
export { signalsOf } from "./signals-of.ts";
export { sharedOf, termsIn, wordsIn } from "./similarity.ts";
export { fixedTags } from "./tags/tag-rules.ts";
export {
  builtInFinders,
  type FoundTag,
  phraseFinder,
  ruleKey,
  type TagFinder,
  tagsOf,
} from "./tags/tags-of.ts";
export { isFailed } from "./tool-error.ts";
