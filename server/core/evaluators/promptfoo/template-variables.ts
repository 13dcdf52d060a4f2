/** Names that templates know without being told. */
const builtIn = new Set([
  "env",
  "true",
  "false",
  "none",
  "null",
  "loop",
  "range",
  "not",
  "and",
  "or",
  "in",
  "if",
  "else",
  "is",
]);

/** Names of the variables that a template of nunjucks renders. Too many rather than too few: words inside its tags, without texts in quotes. */
export function variablesIn(template: string): string[] {
  const found = new Set<string>();
  for (const [, tag] of template.matchAll(/\{(?:\{-?|%-?)([\s\S]*?)(?:-?\}|-?%)\}/g)) {
    const bare = tag!.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g, "");
    for (const [name] of bare.matchAll(/(?<![.\w|])(?<!\|\s*)[A-Za-z_]\w*/g))
      if (!builtIn.has(name)) found.add(name);
  }
  return [...found];
}
