/** A tag that `tags:` of the configuration defines: found where a user's message holds one of the phrases or matches one of the patterns. */
export interface TagDefinition {
  readonly name: string;
  readonly description?: string;
  /** None where a built-in tag is to be left out. */
  readonly phrases: readonly string[];
  /** JavaScript regular expressions, run under a deadline. */
  readonly patterns: readonly RegExp[];
}

export const tagNameForm = "^[a-z0-9]+(?:-[a-z0-9]+)*$";

type Report = (path: readonly (string | number)[], message: string) => void;

/** `tags:` as far as it can be read. What its schema refuses is left out; a word between slashes that is no expression is reported. */
export function tagsIn(raw: unknown, report: Report): TagDefinition[] {
  if (!Array.isArray(raw)) return [];
  const tags = new Map<string, TagDefinition>();
  raw.forEach((entry: unknown, index) => {
    const { name, words, description } = (entry ?? {}) as Record<string, unknown>;
    if (typeof name !== "string" || !new RegExp(tagNameForm).test(name) || !Array.isArray(words)) return;
    if (tags.has(name)) report([index, "name"], `The tag ${name} is defined twice; the first holds.`);
    if (tags.has(name)) return;
    const phrases: string[] = [];
    const patterns: RegExp[] = [];
    words.forEach((word: unknown, i) => {
      if (typeof word !== "string" || word.trim() === "") return;
      const expression = /^\/(.+)\/([imsu]*)$/s.exec(word.trim());
      if (!expression) phrases.push(word);
      else
        try {
          patterns.push(new RegExp(expression[1]!, expression[2]));
        } catch (error) {
          report([index, "words", i], `This is not a regular expression: ${(error as Error).message}`);
        }
    });
    tags.set(name, { name, ...(typeof description === "string" && { description }), phrases, patterns });
  });
  return [...tags.values()];
}
