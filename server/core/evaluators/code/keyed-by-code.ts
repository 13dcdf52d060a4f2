import { stableId } from "../../base/index.ts";
import { assertedIn, type Evaluator, flat } from "../evaluator.ts";
import { codeReference } from "./code-reference.ts";

/** Files of the code that an evaluator runs, its checks' and its transforms', absolute. */
export const codeFilesOf = ({ definition }: Evaluator): readonly string[] => {
  const codes = flat([...definition.when, ...assertedIn(definition)]).flatMap(({ value, transform = [] }) =>
    [value, transform].flat(),
  );
  const files = codes.flatMap((code) => (typeof code === "string" ? (codeReference(code)?.file ?? []) : []));
  return [...new Set(files)].sort();
};

/** The evaluator with a key that says by which code: where a file holds another one, nobody has judged by it yet. `contentOf`: hash of a file. */
export function keyedByCode(evaluator: Evaluator, contentOf: (file: string) => string): Evaluator {
  const files = codeFilesOf(evaluator);
  return files.length === 0
    ? evaluator
    : { ...evaluator, key: stableId([evaluator.key, files.map(contentOf)]) };
}
