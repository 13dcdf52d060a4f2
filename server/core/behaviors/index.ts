/**
 * behaviors: what people ask an agent for. The messages of conversations come in and become requests; requests come in and behaviors
 * go out: clusters of like requests with a name, a line of description and the users' own words, and the requests that are like
 * nothing else. Pure computing on plain data, with no network and no model; all randomness is seeded. This room must never read or
 * write the store, know about evaluations (shares and failure rates are figured elsewhere), or need the number of behaviors.
 */

export { adjustedMutualInformation, adjustedRandIndex } from "./agreement.ts";
export { type Alike, alikeByCentres, alikeByWords } from "./alike.ts";
export { type Assigner, assign, packAssigner, unpackAssigner } from "./assigner.ts";
export type { PreviousBehavior } from "./behavior-ids.ts";
export { type BehaviorChange, type ChangeKind, changesBetween, type KnownBehavior } from "./changes.ts";
export {
  MARKS,
  type Mark,
  type Membership,
  type MembershipDecisions,
  type Merge,
  markOf,
  nothingDecided,
  type Split,
  swallowedBy,
} from "./decisions.ts";
export type { Behavior, Group } from "./describe-clusters.ts";
export { describeGroup } from "./description.ts";
export {
  type FindBehaviorsOptions,
  type FoundBehaviors,
  findBehaviors,
} from "./find-behaviors.ts";
export { isFunctionWord, isLightWord } from "./function-words.ts";
export { laterRequests } from "./later-requests.ts";
export { type Embeddings, embedTexts, fitLexicalEmbedder, type LexicalModel } from "./lexical-embedder.ts";
export { type Neighbours, nearestNeighbours } from "./neighbours.ts";
export { type BehaviorPart, partsOfBehavior } from "./parts-of-behavior.ts";
export { contentKey, isGap } from "./request-text.ts";
export { conversationOf, handlingOf, openingRequest, type Request, requestId } from "./requests.ts";
export { lowerWordsOf, stemOf, type Word, wordsOf } from "./words.ts";
