import { Document, type YAMLMap, type YAMLSeq } from "yaml";
import type { TagProposal } from "../attribution/index.ts";
import { plural } from "../base/index.ts";
import { tame } from "./wording.ts";

/** Proposed tags as text for homeostat.yaml, each with what speaks for it; empty where there are none. */
export function tagProposalsText(proposals: readonly TagProposal[]): string {
  if (proposals.length === 0) return "";
  const document = new Document({ tags: proposals.map(({ name, words }) => ({ name, words })) });
  const tags = document.get("tags") as YAMLSeq<YAMLMap>;
  for (const [i, tag] of tags.items.entries()) {
    const { n, wrong, expected, behaviors, exemplar } = proposals[i]!;
    const where = behaviors > 0 ? ` in the same ${plural(behaviors, "behavior")}` : "";
    tag.commentBefore = ` ${wrong} of ${n} went wrong, where ${Math.round(expected)} would as others do${where}: homeostat show ${tame(exemplar, 80)}`;
    (tag.get("words") as YAMLSeq).flow = true;
  }
  return document.toString({ lineWidth: 0 }).trimEnd();
}
