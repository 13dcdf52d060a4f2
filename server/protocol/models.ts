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
