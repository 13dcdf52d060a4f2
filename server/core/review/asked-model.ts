import { plural, tame } from "./wording.ts";

/** What a chat model was asked in one search for behaviors. */
export interface AskedModel {
  readonly model: string;
  /** Such as http://127.0.0.1:11434. */
  readonly origin: string;
  /** Requests in different words that it was shown. */
  readonly requests: number;
  /** Behaviors and groups that it was to name. */
  readonly names: number;
  readonly calls: number;
  /** Of both, those it gave no usable answer for: the users' own words do there. */
  readonly fellBack: number;
  /** Of both, those it was not asked about, since no more calls may be made. */
  readonly unasked: number;
  readonly maxCalls: number;
  /** It gave no usable answer at all. */
  readonly isHopeless: boolean;
}

/** One line on what was asked: "asked llama3.2 at http://127.0.0.1:11434: 214 requests and 9 names in 24 calls, 3 fell back". */
export function askedText(asked: AskedModel): string {
  const { model, origin, requests, names, calls, fellBack, unasked, maxCalls, isHopeless } = asked;
  const place = placed(model, origin);
  const end = isHopeless
    ? `. It gave no usable answer to anything: check that this model can answer in JSON. The users' own words were used`
    : unasked > 0
      ? `. ${unasked} more were left to the users' own words: the limit of ${plural(maxCalls, "call")} was reached (models.chat.maxCalls). The next search goes on`
      : "";
  if (calls === 0) return `asked ${place} nothing: it has read everything already${end}`;
  const what = [
    requests > 0 ? plural(requests, "request") : [],
    names > 0 ? plural(names, "name") : [],
  ].flat();
  const fallen = fellBack > 0 ? `, ${fellBack} fell back to the users' own words` : "";
  return `asked ${place}: ${what.join(" and ")} in ${plural(calls, "call")}${fallen}${end}`;
}

/** A model and where it is asked: "llama3.2 at http://127.0.0.1:11434", "copilot/gpt-4o in VS Code". */
export const placed = (model: string, origin: string): string =>
  `${tame(model, 80)} ${origin.includes("://") ? "at" : "in"} ${tame(origin, 120)}`;
