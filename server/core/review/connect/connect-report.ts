import { tame } from "../wording.ts";
import { connectAdvice, type SeenService } from "./connect-advice.ts";
import type { ConnectSnippet } from "./connect-snippet.ts";

/** A service that has sent something. */
export interface SentService extends SeenService {
  readonly name: string;
  /** The workspace that claims it; absent = none. */
  readonly root?: string;
}

/** What is said to somebody who waited for a first span. Its texts are tame. */
export interface ConnectReport {
  /** Whether it is the service that was waited for. */
  readonly isExpected: boolean;
  readonly heading: string;
  /** What was seen, then what is there and what is missing, with the next step. */
  readonly advice: readonly string[];
  /** What is missing, in few words each. */
  readonly missing: readonly string[];
  /** Where its conversations go. */
  readonly place: string;
}

/** `root`: the workspace that asks. */
export function connectReport(
  service: SentService,
  { service: expected, notes }: Pick<ConnectSnippet, "service" | "notes">,
  root: string,
): ConnectReport {
  const name = tame(service.name, 80) || "A service without a name";
  const isExpected = service.name === expected;
  return {
    isExpected,
    heading: isExpected ? `${name} sends.` : `${name} sends; ${tame(expected, 80)} has not yet.`,
    advice: connectAdvice(service, notes),
    missing: missingFrom(service),
    place: placeOf(service, root),
  };
}

const missingFrom = ({ content, conversation, prompt }: SeenService): readonly string[] => [
  ...(content ? [] : ["message content"]),
  ...(conversation ? [] : ["conversation ids"]),
  ...(prompt ? [] : ["prompt names or versions"]),
];

function placeOf({ root: owner }: SentService, root: string): string {
  if (owner === undefined) return "No workspace claims it, so it waits in the inbox.";
  return owner === root ? "It goes into this workspace." : `It goes into the workspace ${tame(owner, 200)}.`;
}
