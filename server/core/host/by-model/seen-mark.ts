import { sha256 } from "../../base/index.ts";

/** Stands for a request that a model saw; the text itself is not kept with the name it gave. */
export const seenMark = (text: string): string => sha256(text).slice(0, 16);
