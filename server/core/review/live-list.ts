/** One of the conversations that came last. */
export interface LiveConversation {
  readonly id: string;
  readonly opening: string;
  readonly status: "ok" | "error" | "unset";
  readonly errors: number;
  readonly spans: number;
  /** When something of it last arrived by the receiver; else when it ended, began or was imported. */
  readonly lastMs?: number;
  readonly isReceived: boolean;
  readonly durationMs?: number;
  readonly tokens?: number;
  readonly costUsd?: number;
  readonly model?: string;
  readonly service?: string;
}

export interface LiveList {
  readonly total: number;
  readonly conversations: readonly LiveConversation[];
}
