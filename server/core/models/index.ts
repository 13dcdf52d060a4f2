/**
 * models: what was trained elsewhere and is asked here. Texts come in, vectors go out; questions come in, answers in JSON go out. This is the only room that loads or calls a model
 * and knows a provider's package; it must never choose what to ask, read the store, or send anything to a place that the configuration
 * does not name.
 */
export {
  type Agent,
  type AgentAnswer,
  type AgentMessage,
  type AgentSettings,
  type AgentTool,
  type AgentToolCall,
  type AgentTurn,
  defaultAgentConcurrency,
  defaultAgentTimeoutMs,
  defaultCommandConcurrency,
  type ModelAgent,
} from "./agent.ts";
export { isSystemic } from "./agent-errors.ts";
export {
  type AnswerSchema,
  type AskOptions,
  type ChatLimits,
  type ChatMessage,
  type ChatModel,
  type ChatReply,
  type ChatSettings,
  defaultConcurrency,
  defaultMaxCalls,
  defaultTimeoutMs,
  type EndpointChatSettings,
  type TokenCount,
} from "./chat-model.ts";
export {
  defaultModel,
  type Embedder,
  type EmbeddingSettings,
  type EndpointSettings,
  type ModelDtype,
  modelDtypes,
  type TransformersSettings,
} from "./embedder.ts";
export { type Fence, openFence } from "./fence.ts";
export {
  type Editor,
  type EditorAnswer,
  type EditorQuestion,
  type ModelAccess,
  modelAccess,
} from "./model-access.ts";
export { openAgent } from "./open-agent.ts";
export { openChat } from "./open-chat.ts";
export { openEmbedder } from "./open-embedder.ts";
export { mayBeCharged } from "./openai-endpoint.ts";
export { Pace } from "./pace.ts";
export * from "./question-parts.ts";
export { type Program, runProgram } from "./run-program.ts";
export { askEach, type Spending, spendingOn } from "./spending.ts";
export {
  type AnsweredCall,
  type SimulatedResult,
  type SimulatorSettings,
  simulatedResult,
} from "./tool-simulator.ts";
export type { Again } from "./with-retries.ts";
