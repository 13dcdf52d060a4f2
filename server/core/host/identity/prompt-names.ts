import { indexBy } from "../../base/index.ts";

/** A prompt file and what people call it. */
export interface NamedFile {
  readonly file: string;
  readonly name: string;
}

/** The files that a name may mean. */
export interface NamedFiles {
  readonly files: readonly string[];
  /** The name is the configured one or a path: nothing is guessed. */
  readonly isExact: boolean;
  /** A version that stood in the name, as in `coach@7`. */
  readonly version?: string;
}

/**
 * Which prompt files a trace means by a name. Traces call a prompt by its configured name, by its file, or as a prompt service does
 * (`support/agent`, `SupportAgent`): the last has to be the same words as a file's name or the last folders and name of its path, all of
 * them. The first rule that fits decides; several files by one rule are all given.
 */
export class PromptNames {
  private readonly files: readonly NamedFile[];
  private readonly bySlug = new Map<string, Set<string>>();

  constructor(files: readonly NamedFile[]) {
    this.files = [...indexBy(files, ({ file }) => file).values()];
    for (const { file, name } of this.files) {
      const segments = withoutExtension(file).split("/");
      this.addSlug(slugOf(withoutExtension(name)), file);
      for (let from = segments.length - 1; from >= 0; from--)
        this.addSlug(slugOf(segments.slice(from).join("/")), file);
    }
  }

  filesFor(hint: string): NamedFiles | undefined {
    const wanted = hint.replaceAll("\\", "/").trim();
    const found = this.exactly(wanted) ?? this.bySameWords(wanted);
    if (found) return found;
    const [, name, version] = /^(.+)[@:#]([\w.-]+)$/.exec(wanted) ?? [];
    const named = name && (this.exactly(name) ?? this.bySameWords(name));
    return named && version ? { ...named, version } : undefined;
  }

  private exactly(wanted: string): NamedFiles | undefined {
    const rules: ((file: NamedFile) => boolean)[] = [
      ({ file }) => file === wanted,
      ({ name }) => name === wanted,
      ({ file }) => wanted.endsWith(`/${file}`),
      ({ file }) => file.endsWith(`/${wanted.replace(/^(?:\.\/)+/, "")}`),
    ];
    for (const rule of rules) {
      const files = this.files.filter(rule);
      if (files.length > 0) return { files: files.map(({ file }) => file), isExact: true };
    }
    return undefined;
  }

  private bySameWords(wanted: string): NamedFiles | undefined {
    const slug = slugOf(withoutExtension(wanted));
    const files = slug === "" ? undefined : this.bySlug.get(slug);
    return files && { files: [...files].sort(), isExact: false };
  }

  private addSlug(slug: string, file: string): void {
    const files = this.bySlug.get(slug);
    if (files) files.add(file);
    else this.bySlug.set(slug, new Set([file]));
  }
}

const extension =
  /(?:\.(?:prompt|instructions|chatmode|agent|system|tmpl|template))?\.(?:mdx?|mdc|txt|ya?ml|json|prompt|prompty|poml|hbs|handlebars|j2|jinja2?|njk|mustache|[cm]?[jt]sx?|py)$/i;

/** `support.prompt` is a stem, too: what an editor shows without the last extension. */
const withoutExtension = (path: string): string =>
  path.replace(extension, "").replace(/\.(?:prompt|instructions|chatmode)$/i, "");

/** The words of a name: `SupportAgent`, `support_agent` and `support/agent` are one. */
const slugOf = (name: string): string =>
  name
    .normalize("NFC")
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1-$2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .join("-");
