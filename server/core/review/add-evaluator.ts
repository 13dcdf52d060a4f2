import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { TextEdit } from "../prompt/index.ts";
import { addEntriesEdit } from "./config-entries.ts";

type Entry = Readonly<Record<string, unknown>>;

/** Without `evaluators:` the recorded outcome is what judges; naming others must not end that. */
const outcome: Entry = { name: "outcome", assert: [{ type: "outcome" }] };

/** The edit of homeostat.yaml that adds an entry under `evaluators:`; undefined where it cannot be added to, as `addEntriesEdit` says. */
export const addEvaluatorEdit = (text: string | undefined, entry: Entry): TextEdit | undefined =>
  addEntriesEdit(text, { key: "evaluators", entries: [entry], first: [outcome], write: written });

/** Entries in the style of a person: keys on lines of their own, assertions and lists of names on one line each. */
function written(entries: readonly object[]): string {
  const document = parseDocument("[]", { logLevel: "silent" });
  const list = document.createNode(entries);
  document.contents = list as never;
  if (isSeq(list))
    for (const item of list.items)
      if (isMap(item))
        for (const { key, value } of item.items) {
          const name = String(isScalar(key) ? key.value : key);
          if (isSeq(value) && (name === "covers" || name === "prompts" || name === "behaviors"))
            value.flow = true;
          if (isSeq(value) && (name === "assert" || name === "when"))
            for (const one of value.items) if (isMap(one)) one.flow = true;
        }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}
