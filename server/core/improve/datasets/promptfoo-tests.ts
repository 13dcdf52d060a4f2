import { LineCounter, parseDocument, stringify } from "yaml";
import { stableId } from "../../base/index.ts";
import { type CaseFile, type CaseFileIssue, caseIn, type FileCase, isRecord } from "./case-file.ts";
import type { Dataset, DatasetCase } from "./dataset.ts";

/** What a file of promptfoo's tests says beside the dataset's own file. */
export interface TestFile {
  /** Tests that a person wrote or changed. */
  readonly edited: readonly FileCase[];
  readonly removed: ReadonlySet<string>;
  /** By id, keys of a test that are not ours, such as `assert`. */
  readonly extras: ReadonlyMap<string, Record<string, unknown>>;
  readonly issues: readonly CaseFileIssue[];
  /** Nothing of it could be read: it must not be written over. */
  readonly isUnreadable: boolean;
}

export const noTestFile: TestFile = {
  ...{ edited: [], removed: new Set(), extras: new Map(), issues: [], isUnreadable: false },
};

const madeMark = "# made: ";
const ours = new Set(["description", "vars", "metadata"]);

/**
 * A dataset as tests of promptfoo (`tests: file://NAME.promptfoo.yaml`), with what users said as `{{input}}`. `before`: keys that people added to
 * tests stay.
 */
export function writeTests(
  { name, id, cases }: Dataset,
  texts: ReadonlyMap<string, string>,
  before: TestFile = noTestFile,
): string {
  const tests = cases.map((one) => ({
    ...testOf(one, texts.get(one.id) ?? ""),
    ...before.extras.get(one.id),
  }));
  const head = [
    `# Cases of ${name}, version ${id}. In a configuration of promptfoo: tests: file://${name}.promptfoo.yaml`,
    "# Change, add or take out tests; homeostat dataset --write reads that before it writes this file again.",
    `${madeMark}${cases.map((one) => one.id).join(" ")}`,
  ];
  return `${head.join("\n")}\n${stringify(tests, { lineWidth: 0 })}`;
}

function testOf(one: DatasetCase, text: string): Record<string, unknown> {
  const { id, role, split, outcome, behavior, weight, origin, conversation } = one;
  const metadata = {
    ...{ id, role, split, ...(outcome && { outcome }), ...(behavior !== undefined && { behavior }) },
    ...{ weight, origin, ...(conversation !== undefined && { conversation }), said: saidMark(text) },
  };
  return {
    description: [split, role, outcome ?? "not judged"].join(", "),
    vars: { input: literal(text) },
    metadata: { ...metadata, mark: markOf(metadata) },
  };
}

const saidMark = (text: string): string => stableId(["said", text], 8);

/** Whatever the order of its keys. */
const markOf = (metadata: Record<string, unknown>): string =>
  stableId(
    Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)),
    8,
  );

/**
 * promptfoo reads templates and `file://` in values, and what a user said must be neither: what would begin one is written as a template that
 * gives that character. (`{% raw %}` does not help: `{{env.KEY}}` is filled in before anything is rendered.) `spoken` takes it back.
 */
export const literal = (text: string): string =>
  text.replace(/\{(?=[{%#])|#(?=\})|^\s*[a-z](?=[a-z]*:\/\/)/gi, (found) =>
    found.replace(/\S/, (character) => `{{ "${character}" }}`),
  );

export const spoken = (value: string): string => value.replace(/\{\{ "([a-z{#])" \}\}/gi, "$1");

/** Reads what people did to the tests. Throws nothing. */
export function readTests(text: string): TestFile {
  if (text.trim() === "") return noTestFile;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const line = lines.linePos(error.pos[0]).line;
    return { ...noTestFile, issues: [{ line, message: error.message.split("\n")[0]! }], isUnreadable: true };
  }
  const tests: unknown = document.toJS({ maxAliasCount: 100 });
  if (!Array.isArray(tests))
    return { ...noTestFile, issues: [{ line: 1, message: "It holds a list of tests." }], isUnreadable: true };
  return testsIn(tests, text, (i) => {
    const node = document.getIn([i], true) as { readonly range?: readonly number[] } | undefined;
    return lines.linePos(node?.range?.[0] ?? 0).line;
  });
}

function testsIn(tests: readonly unknown[], text: string, lineOf: (i: number) => number): TestFile {
  const made = text
    .split("\n")
    .find((line) => line.startsWith(madeMark))
    ?.slice(madeMark.length)
    .trim();
  const removed = new Set(made ? made.split(/\s+/) : []);
  const edited: FileCase[] = [];
  const extras = new Map<string, Record<string, unknown>>();
  const issues: CaseFileIssue[] = [];
  for (const [i, test] of tests.entries()) {
    const read = caseOfTest(test);
    if (typeof read === "string") {
      issues.push({ line: lineOf(i), message: read });
      continue;
    }
    removed.delete(read.id);
    if (read.edited) edited.push(read.edited);
    if (read.extras) extras.set(read.edited?.id ?? read.id, read.extras);
  }
  // Where tests cannot be read, those that seem to be gone may be among them, and the file is not written over either.
  if (issues.length > 0) removed.clear();
  return { edited, removed, extras, issues, isUnreadable: issues.length > 0 };
}

/** Where the text was changed it is another case, and the one that it was is gone. */
function caseOfTest(
  test: unknown,
): { id: string; edited?: FileCase; extras?: Record<string, unknown> } | string {
  if (!isRecord(test)) return "A test is a mapping with `vars`.";
  const { vars, metadata } = test;
  const input = isRecord(vars) ? vars.input : undefined;
  if (typeof input !== "string" || input.trim() === "") return "A test needs `vars.input`, a text.";
  const { mark, said, ...own } = isRecord(metadata) ? metadata : {};
  const text = spoken(input);
  const isSaid = said === saidMark(text);
  const isRecorded = own.origin === "recorded" && isSaid;
  const read = caseIn(isRecorded ? own : { ...own, input: text });
  if (typeof read === "string") return read;
  const isUntouched = isSaid && mark === markOf({ ...own, said });
  const others = Object.fromEntries(Object.entries(test).filter(([key]) => !ours.has(key)));
  return {
    id: isSaid && typeof own.id === "string" ? own.id : read.id,
    ...(!isUntouched && { edited: read }),
    ...(Object.keys(others).length > 0 && { extras: others }),
  };
}

/** The dataset's own file with what people did to its tests: the same as if they had done it there. */
export function withTestEdits(file: CaseFile, { edited, removed, issues }: TestFile): CaseFile {
  const changed = new Map(edited.map((one) => [one.id, one]));
  const lineFor = (given: FileCase) => ({ raw: JSON.stringify(given), given, isEdited: true });
  const kept = file.lines.filter(({ given }) => !given || !removed.has(given.id));
  const known = new Set(kept.flatMap(({ given }) => given?.id ?? []));
  return {
    ...file,
    lines: [
      ...kept.map((line) => {
        const own = line.given && changed.get(line.given.id);
        return own ? lineFor(own) : line;
      }),
      ...edited.filter(({ id }) => !known.has(id)).map(lineFor),
    ],
    removed: new Set([...file.removed, ...removed]),
    issues: [
      ...file.issues,
      ...issues.map(({ line, message }) => ({ line, message: `(of the tests) ${message}` })),
    ],
  };
}
