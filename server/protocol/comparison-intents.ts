import type { ComparedPair, ComparisonView } from "./comparison.ts";

/** What the page of a comparison asks of the extension. It shows captured text, so it counts as hostile: each field is checked. */
export type ComparisonIntent =
  /** The page is there (again) and knows nothing. */
  | { readonly type: "ready" }
  /** Of the same two, with the figures of now; the other way round; of two others. */
  | { readonly type: "again" | "swap" | "choose" }
  | { readonly type: "cancel" }
  /** A line that is on the page, by its key. */
  | { readonly type: "openLine"; readonly file: string; readonly key: string }
  /** The comparison as text goes to the clipboard. */
  | { readonly type: "copy" };

/** What the extension tells the page. */
export type ComparisonUpdate =
  | { readonly type: "comparison"; readonly view: ComparisonView; readonly state: ComparedPair }
  /** It is being made; `percent` where that is known. */
  | {
      readonly type: "working";
      readonly state: ComparedPair;
      readonly message: string;
      readonly percent?: number;
    }
  /** It was not made: cancelled, or the window was reloaded. Nothing costly begins by itself. */
  | { readonly type: "idle"; readonly state: ComparedPair; readonly isCancelled: boolean }
  | { readonly type: "copied" }
  | { readonly type: "error"; readonly state: ComparedPair; readonly message: string };
