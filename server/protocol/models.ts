/** A key that is asked for by its name and by the one place that it is for. */
export interface KeyRequest {
  readonly variable: string;
  /** Scheme, host and port, such as https://api.example.com. */
  readonly origin: string;
}

/**
 * Sealed with the secret that the client started the server with, since whatever is said here may be logged; null where there is no key for
 * that place.
 */
export interface KeyResult {
  readonly sealed: string | null;
}

/** Name of the variable in the server's environment that has the secret, base64 of 32 bytes. */
export const sealVariable = "HOMEOSTAT_SEAL";

/** Places that a folder's configuration sends keys to. */
export interface KeyPlacesResult {
  readonly places: readonly KeyPlaceItem[];
}

export interface KeyPlaceItem extends KeyRequest {
  /** Entries of the configuration, such as `models.chat`. */
  readonly uses: readonly string[];
  readonly isInEnvironment: boolean;
}

/** A question to one of the editor's language models, which may ask its user first. */
export interface AskModelRequest {
  /** Vendor and family, or vendor and id, with a slash between them. */
  readonly model: string;
  readonly messages: readonly { readonly role: "system" | "user"; readonly content: string }[];
  /** How long it may take to answer, once it may be asked. */
  readonly timeoutMs: number;
  /** Whether a person started this: only then may they be asked for consent. */
  readonly isAsked: boolean;
}

export type AskModelResult =
  | {
      readonly text: string;
      readonly tokens?: { readonly inputTokens: number; readonly outputTokens: number };
    }
  | {
      readonly refused: "unknown" | "consent" | "blocked" | "silent" | "failed" | "long";
      /** What the editor says beyond that. */
      readonly detail: string;
    };
