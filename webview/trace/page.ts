import type { TraceIntent } from "../../server/protocol/index.ts";

/** What the parts of the page are given: the way out, the ways about the page, and what the person has unfolded. */
export interface Page {
  readonly send: (intent: TraceIntent) => void;
  /** Selects a span, shows it in the waterfall and its contents beside it. */
  readonly goToSpan: (id: string) => void;
  readonly goToMessage: (index: number) => void;
  readonly isOpen: (key: string) => boolean;
  readonly setOpen: (key: string, isOpen: boolean) => void;
  /** A text that was cut, once it was asked for and came. */
  readonly wholeText: (place: string) => string | undefined;
}
