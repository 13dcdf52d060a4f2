/** What a program is built on, as far as its list of dependencies tells. */
export interface Packages {
  readonly javascript?: readonly string[];
  readonly python?: readonly string[];
}

/** The files in which dependencies stand. */
export const dependencyFiles = ["package.json", "pyproject.toml", "requirements.txt"] as const;

/**
 * The names of packages in one of `dependencyFiles`. Of the two for Python whatever looks like a name is taken: they are only looked up
 * among the packages that are known.
 */
export function packagesIn(file: string, text: string): Packages {
  if (file.endsWith(".json")) return { javascript: inPackageJson(text) };
  const patterns = file.endsWith(".toml")
    ? [/["']([A-Za-z][\w.-]*)(?=[\s[<>=!~;@"'])/g, /^\s*["']?([A-Za-z][\w.-]*)["']?\s*=/gm]
    : [/^[ \t]*([A-Za-z][\w.-]*)/gm];
  return { python: patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name!)) };
}

/** A file that cannot be read as JSON names nothing. */
function inPackageJson(text: string): readonly string[] {
  try {
    const { dependencies, devDependencies } = JSON.parse(text) as Record<string, object | undefined>;
    return Object.keys({ ...dependencies, ...devDependencies });
  } catch {
    return [];
  }
}
