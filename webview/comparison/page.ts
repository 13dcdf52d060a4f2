import type { ComparisonIntent } from "../../server/protocol/index.ts";

/** What the parts of the page are given: the way out, and what the person has unfolded. */
export interface Page {
  readonly send: (intent: ComparisonIntent) => void;
  readonly isOpen: (key: string) => boolean;
  readonly setOpen: (key: string, isOpen: boolean) => void;
}

/** "policy.md@9f8e7d6c", however long the version was that it was asked for by. */
export const shortName = (called: string): string => called.replace(/@([0-9a-f]{8})[0-9a-f]+$/i, "@$1");
