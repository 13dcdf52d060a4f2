import { xmlNameAt } from "./xml-names.ts";

/** What is wrong with the text of a `<!DOCTYPE …>`, undefined where it is well-formed. */
export function doctypeProblem(doctype: string): string | undefined {
  if (hasInternalSubset(doctype)) return "a DTD inside the document is not read";
  return isWellFormed(doctype) ? undefined : "its DOCTYPE is malformed";
}

/** Whether it names a DTD elsewhere, which may declare any entity. */
export function isOpenToEntities(doctype: string): boolean {
  const start = skipBlanks(doctype, 0);
  const name = xmlNameAt(doctype, start);
  return (
    name !== undefined && /^(?:SYSTEM|PUBLIC)/.test(doctype.slice(skipBlanks(doctype, start + name.length)))
  );
}

/** A bracket outside of quotation marks opens it. */
const hasInternalSubset = (doctype: string): boolean => /\[/.test(doctype.replace(/"[^"]*"?|'[^']*'?/g, ""));

function isWellFormed(doctype: string): boolean {
  const start = skipBlanks(doctype, 0);
  const name = start > 0 ? xmlNameAt(doctype, start) : undefined;
  if (!name) return false;
  const rest = doctype.slice(start + name.length);
  if (/^[ \t\r\n]*$/.test(rest)) return true;
  const system = /^[ \t\r\n]+SYSTEM[ \t\r\n]+(?:"([^"]*)"|'([^']*)')[ \t\r\n]*$/.exec(rest);
  if (system) return isSystemId(system[1] ?? system[2]!);
  const open =
    /^[ \t\r\n]+PUBLIC[ \t\r\n]+(?:"([^"]*)"|'([^']*)')[ \t\r\n]+(?:"([^"]*)"|'([^']*)')[ \t\r\n]*$/.exec(
      rest,
    );
  return open !== null && isPublicId(open[1] ?? open[2]!) && isSystemId(open[3] ?? open[4]!);
}

const isSystemId = (id: string): boolean => !id.includes("#");
const isPublicId = (id: string): boolean => /^[\x20\r\na-zA-Z0-9'()+,./:=?;!*#@$_%-]*$/.test(id);

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (/[ \t\r\n]/.test(text[at] ?? "")) at++;
  return at;
}
