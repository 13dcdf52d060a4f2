import type { InFolder } from "./messages.ts";

/** Something an agent may be built on, and how it is connected can be told. */
export interface ConnectFramework {
  readonly id: string;
  readonly name: string;
  /** Whether the folder's list of dependencies names it. */
  readonly isAtHand: boolean;
}

export interface ConnectRequest extends InFolder {
  /** Id of a framework. */
  readonly framework: string;
}

/** How a framework is made to send to the receiver, which runs from here on. */
export interface ConnectSnippet {
  /** The name under which it will send. */
  readonly service: string;
  readonly http: number;
  readonly install?: string;
  readonly code: string;
  /** The code with what to install and what to switch on, as a file of its language. */
  readonly document: { readonly language: string; readonly text: string };
  /** For `ArrivalRequest`: when each service had sent last. */
  readonly before: readonly { readonly name: string; readonly lastMs: number }[];
}

/** Waits until any service sends something after `before`. */
export interface ArrivalRequest extends ConnectRequest {
  readonly before: ConnectSnippet["before"];
}

/** What was seen of the service that sent first. All but its name are texts for people. */
export interface Arrival {
  readonly service: string;
  readonly heading: string;
  /** What was seen, then what is there and what is missing, with the next step. */
  readonly advice: readonly string[];
  /** In few words each. */
  readonly missing: readonly string[];
  readonly place: string;
  readonly isClaimed: boolean;
}
