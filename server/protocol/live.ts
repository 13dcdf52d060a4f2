/** What the receiver is doing for this folder. */
export interface CaptureStatus {
  readonly running: boolean;
  readonly http?: number;
  readonly grpc?: number;
  readonly services: readonly CaptureService[];
  /** Bytes that are received and not yet in a store. */
  readonly waitingBytes: number;
  /** One sentence each. */
  readonly problems: readonly string[];
}

export interface CaptureService {
  readonly name: string;
  readonly spans: number;
  readonly logs: number;
  readonly lastMs: number;
  /** What its spans have told so far: texts, which conversation, which prompt. */
  readonly content: boolean;
  readonly conversation: boolean;
  readonly prompt: boolean;
  /** Whether a workspace claims it; else its conversations wait in the inbox. */
  readonly claimed: boolean;
  /** Whether that is a folder of this window. */
  readonly here: boolean;
  /** Conversations in the inbox. */
  readonly waiting: number;
}

/** One of the conversations that came last. */
export interface LiveItem {
  readonly id: string;
  readonly opening: string;
  readonly status: "ok" | "error" | "unset";
  readonly errors: number;
  readonly spans: number;
  /** When something of it last arrived; where it was imported, when it began. */
  readonly lastMs?: number;
  /** It was received and not imported, so more of it may come. */
  readonly isReceived: boolean;
  readonly durationMs?: number;
  readonly tokens?: number;
  readonly costUsd?: number;
  readonly model?: string;
  readonly service?: string;
}

export interface LiveResult {
  readonly total: number;
  readonly conversations: readonly LiveItem[];
}
