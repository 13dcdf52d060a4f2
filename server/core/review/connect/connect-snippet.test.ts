import { parser as pythonParser } from "@lezer/python";
import { transformSync } from "esbuild";
import { describe, expect, it, test } from "vitest";
import { connectSnippet, frameworks, frameworksOf } from "./connect-snippet.ts";
import { packagesIn } from "./packages-in.ts";
import { snippetDocument } from "./snippet-document.ts";

const target = { http: 14318, grpc: 14317, service: `bob's "airline" agent` };

/** Whether an address is one of this machine's, at one of the ports that were given. */
const isOurs = (url: string): boolean =>
  /^http:\/\/127\.0\.0\.1:1431[78](?:\/v1\/(?:traces|logs))?$/.test(url);

describe.each(frameworks.map(({ id }) => [id] as const))("the snippet of %s", (id) => {
  const snippet = connectSnippet(id, target)!;
  const { code, install = "", language, service, notes } = snippet;

  test("sends to this machine and nowhere else", () => {
    const urls = code.match(/\b(?:https?|grpc):\/\/[^\s"'`,)]+/g) ?? [];
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.filter((url) => !isOurs(url))).toEqual([]);
    const hosts = `${code} ${install}`.match(/\b[\w-]+\.(?:com|dev|io|cloud|net)\b/g) ?? [];
    expect(hosts).toEqual([]);
    expect(code).not.toMatch(/api[_-]?key|token|secret/i);
  });

  test("names the service, with its quotes", () => {
    if (service !== target.service) expect([id, service]).toEqual(["gemini-cli", "gemini-cli"]);
    else if (language === "shell") expect(code).toContain(`='bob'\\''s "airline" agent'`);
    else expect(code).toContain(String.raw`"bob's \"airline\" agent"`);
  });

  test("can be read by whoever is to run it", () => {
    if (language === "javascript") transformSync(code, { loader: "js", format: "esm" });
    else if (language === "json") JSON.parse(code);
    else if (language === "python") {
      const broken: string[] = [];
      pythonParser.parse(code).iterate({
        enter: ({ type, from, to }) => {
          if (type.isError) broken.push(code.slice(from - 20, to + 20));
        },
      });
      expect(broken).toEqual([]);
    } else
      for (const line of code.split("\n"))
        expect(line).toMatch(/^(?:export [A-Z_]+='|opentelemetry-instrument )/);
  });

  test("is a document that whoever is to run it reads the same, with what else is to be done", () => {
    const { text, language: shown } = snippetDocument(snippet);
    const comment = shown === "shellscript" || shown === "python" ? "# " : "// ";
    const [comments, rest] = partition(text.split("\n"), (line) => line.startsWith(comment));
    expect(rest.join("\n").trim()).toBe(withoutComments(code, comment));
    for (const part of [install, notes.content, notes.conversation, notes.prompt])
      expect(comments.join("\n")).toContain(part);
  });

  test("tells what to do for content, conversations and prompts", () => {
    for (const note of [notes.content, notes.conversation, notes.prompt]) expect(note).toMatch(/\w.*\.$/);
  });
});

const partition = (lines: readonly string[], is: (line: string) => boolean): [string[], string[]] => [
  lines.filter(is),
  lines.filter((line) => !is(line)),
];

/** Snippets have comments of their own. */
const withoutComments = (code: string, comment: string): string =>
  partition(code.split("\n"), (line) => line.startsWith(comment))[1]
    .join("\n")
    .trim();

describe("the framework at hand", () => {
  const guessed = (file: string, text: string): string[] =>
    frameworksOf(packagesIn(file, text)).map(({ id }) => id);

  it("is found in a package.json", () => {
    expect(
      guessed(
        "package.json",
        JSON.stringify({ dependencies: { ai: "^5", openai: "^6" }, devDependencies: {} }),
      ),
    ).toEqual(["vercel-ai", "openai-js"]);
    expect(guessed("package.json", "{")).toEqual([]);
    expect(guessed("package.json", JSON.stringify({ dependencies: { langchain: "1" } }))).toEqual([]);
  });

  it("is found in requirements, whatever is said of the version", () => {
    expect(
      guessed(
        "requirements.txt",
        "# ours\nLangGraph>=1.0\nopenai[realtime]==2.1 ; python_version>'3.9'\n-r x.txt\n",
      ),
    ).toEqual(["langchain", "openai-python"]);
    expect(guessed("requirements.txt", "openai_agents~=0.11\n")).toEqual(["openai-agents"]);
  });

  it("is found in a pyproject.toml, of either kind", () => {
    expect(
      guessed(
        "pyproject.toml",
        '[project]\nname = "x"\ndependencies = ["pydantic-ai>=1", "strands-agents[otel]"]\n',
      ),
    ).toEqual(["pydantic-ai", "strands"]);
    expect(
      guessed("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.12"\ncrewai = "^1.0"\n'),
    ).toEqual(["crewai"]);
  });
});
