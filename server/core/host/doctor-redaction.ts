/** Names of variables and keys whose values are nobody's business. */
const secretName =
  /key|token|secret|passw|pwd|credential|auth|bearer|cookie|session|signature|dsn|connection.?string|private/i;

/** Variables that sound secret and hold a place, a socket, the kind of desktop. */
const namesPlace =
  /^(?:OLD)?PWD$|_(?:SOCK|PATH|FILE|DIR)$|^XDG_|^XAUTHORITY$|^(?:DESKTOP_|GDM)?SESSION(?:_MANAGER)?$|^GOOGLE_APPLICATION_CREDENTIALS$/i;

export interface RedactorOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Values that are known to be secret, wherever they turn up. */
  readonly secrets: readonly string[];
}

/** Shorter ones are words: taking them out would garble sentences and tell where they stood. */
const shortestSecret = 5;

/**
 * Makes a function that takes secrets out of a sentence: values known to be secret, what looks like one, credentials and queries of
 * URIs; the home folder becomes `~`. It stands at the end of the way, whatever was said before it.
 */
export function redactor({ env, home, secrets }: RedactorOptions): (text: string) => string {
  const values = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && secretName.test(name) && !namesPlace.test(name) ? [value] : [],
  );
  const known = [...new Set([...values, ...secrets])]
    .filter((value) => value.length >= shortestSecret && !/^(?:true|false|[\d.]+)$/i.test(value))
    .filter((value) => !home.startsWith(value))
    .sort((a, b) => b.length - a.length);
  const homes = [...new Set([home, home.replaceAll("\\", "/")])].filter((path) => path.length > 1);
  return (text) => {
    let clean = text;
    for (const value of known) clean = clean.replaceAll(value, "***");
    clean = looksSecret(clean);
    for (const path of homes) clean = replacePath(clean, path);
    return clean;
  };
}

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#'"`]{1,500}@/gi, "$1***@"],
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s?#'"`]{1,2000})[?#][^\s'"`]*/gi, "$1?***"],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, "$1 ***"],
  [/\b(?:sk|pk|rk|ghp|gho|ghu|ghs|glpat|xox[a-z]|npm|hf|pat|ldb)[-_][\w-]{6,}/g, "***"],
  [/\bgithub_pat_\w{6,}|\bAKIA[A-Z0-9]{8,}|\bAIza[\w-]{10,}|\beyJ[\w-]{6,}\.[\w.-]+/g, "***"],
  [/\b([\w-]{0,40}(?:key|token|secret|passw(?:or)?d|pwd)\s?[=:]\s?["']?)[^\s"'`,;]{3,}/gi, "$1***"],
  // What mixes digits and letters at such length is no word.
  [/\b(?=[\w-]{0,200}\d)(?=[\w-]{0,200}[A-Za-z])[A-Za-z0-9_-]{32,}\b/g, "***"],
];

const looksSecret = (text: string): string =>
  patterns.reduce((clean, [pattern, by]) => clean.replace(pattern, by), text);

/** `/home/ann` but not `/home/anne`. */
function replacePath(text: string, path: string): string {
  return text
    .split(path)
    .reduce((before, after) => (/^[\w.-]/.test(after) ? `${before}${path}${after}` : `${before}~${after}`));
}

/** Values in a configuration that stand under a name that says they are secret. */
export function secretsIn(yaml: string): string[] {
  return yaml.split(/\r?\n/).flatMap((line) =>
    [...line.slice(0, 2_000).matchAll(/["']?([\w.-]+)["']?\s*[:=]\s*("[^"]*"|'[^']*'|[^\s,}{[\]]+)/g)]
      .filter(([, name]) => secretName.test(name!))
      // `keywords: [a]` and names of variables are no secrets, and `apiKeyEnv: X` names one.
      .filter(([, name]) => !/env$|words?$/i.test(name!))
      .map(([, , value]) => value!.replace(/^["']|["']$/g, "")),
  );
}
