/**
 * Splits the text form of `contains-any` and its kin as promptfoo does: parts are trimmed, empty parts vanish, a part in double quotes
 * keeps commas and blanks, and inside it `\"`, `\\` and `""` stand for the character. Returns a sentence where the quoting is broken.
 */
export function parseCommaSeparated(value: string): string[] | string {
  const parts: string[] = [];
  let rest = value;
  for (;;) {
    rest = rest.replace(/^[\s,]+/, "");
    if (rest === "") return parts;
    if (!rest.startsWith('"')) {
      const comma = rest.indexOf(",");
      const end = comma < 0 ? rest.length : comma;
      parts.push(rest.slice(0, end).trim());
      rest = rest.slice(end);
      continue;
    }
    // The alternatives exclude each other, so there is one way to read a text and nothing to backtrack into.
    const quoted = /^"((?:\\["\\]|""|[^"\\]|\\(?!["\\]))*)"(?!")/.exec(rest);
    if (!quoted) return "a quoted part is not closed";
    parts.push(quoted[1]!.replace(/\\(["\\])|""/g, (_, escaped?: string) => escaped ?? '"'));
    rest = rest.slice(quoted[0].length).trimStart();
    if (rest !== "" && !rest.startsWith(",")) return "a comma must follow a quoted part";
  }
}
