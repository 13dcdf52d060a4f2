import { assertionOfText } from "./assertion-text.ts";

/** A test as it stands in a file, whatever kind of file that is. */
export type RawTest = { readonly [key: string]: unknown };

const finite = (text: string): number | undefined =>
  text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;

/**
 * The test that a row of a CSV file stands for, by promptfoo's rules: `__expected`, `__expected2`… are assertions, `__prefix`, `__suffix`,
 * `__description`, `__metric`, `__threshold`, `__providerOutput`, `__metadata:name` (with `[]` a list) and `__config:__expected2:threshold`
 * what they say; every other column is a variable.
 */
export function testOfRow(row: Readonly<Record<string, string>>): RawTest {
  const vars: Record<string, string> = {};
  const assert: Record<string, unknown>[] = [];
  const options: Record<string, string> = {};
  const metadata: Record<string, unknown> = {};
  const thresholds = new Map<number, number>();
  const said: Record<string, string> = {};
  for (const [column, value] of Object.entries(row)) {
    const name = column.trim();
    const [, of, key] = /^__(metadata|config):(.+)$/.exec(name) ?? [];
    if (name.startsWith("__expected")) {
      if (value.trim() !== "") assert.push(assertionOfText(value));
    } else if (name === "__prefix" || name === "__suffix") options[name.slice(2)] = value;
    else if (of === "metadata") addMetadata(metadata, key!, value);
    else if (of === "config") {
      const [, number = "1"] = /^__expected(\d+)?:threshold$/.exec(key!) ?? [];
      const threshold = finite(value);
      if (threshold !== undefined) thresholds.set(Number(number) - 1, threshold);
    } else if (/^__(?:description|metric|threshold|providerOutput)$/.test(name)) said[name.slice(2)] = value;
    else if (name !== "__metadata") vars[name] = value;
  }
  const threshold = finite(said.threshold ?? "");
  return {
    vars,
    assert: assert.map((one, i) => ({
      ...one,
      ...(said.metric && { metric: said.metric }),
      ...(thresholds.has(i) && { threshold: thresholds.get(i) }),
    })),
    ...(Object.keys(options).length > 0 && { options }),
    ...(said.description && { description: said.description }),
    ...(said.providerOutput && { providerOutput: said.providerOutput }),
    ...(threshold !== undefined && { threshold }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

/** `tags[]` is a list, divided at the commas without a backslash. */
function addMetadata(metadata: Record<string, unknown>, key: string, value: string): void {
  if (value.trim() === "") return;
  if (key.endsWith("[]"))
    metadata[key.slice(0, -2)] = value.split(/(?<!\\),/).map((one) => one.trim().replaceAll("\\,", ","));
  else metadata[key] = value;
}
