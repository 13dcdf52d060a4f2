import type { ChatModel, ChatSettings } from "./chat-model.ts";
import { EditorChat } from "./editor-chat.ts";
import { type ModelAccess, modelAccess } from "./model-access.ts";
import { OpenAiChat } from "./openai-chat.ts";

/** A chat model by its settings; nobody is asked yet. */
export const openChat = (settings: ChatSettings, access: ModelAccess = modelAccess()): ChatModel =>
  settings.provider === "vscode" ? new EditorChat(settings, access) : new OpenAiChat(settings, access);
