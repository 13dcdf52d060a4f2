import { describe, expect, it } from "vitest";
import { readPrompt } from "../prompt/index.ts";
import { type KnownVersion, PromptMatcher } from "./match-prompts.ts";

function version(file: string, text: string, atMs = 0, commit?: string): KnownVersion {
  const document = readPrompt(file, text);
  return {
    file,
    name: file.replace(/\..*$/, ""),
    version: document.version,
    atMs,
    document,
    ...(commit && { commit }),
  };
}

const policy =
  "# Policy\n\nYou are a travel agent.\n\n- Always ask for the booking code.\n- Never promise a refund.\n- Keep answers under 80 words.\n";
const style = "Write in plain English.\n\nUse no emoji.\n\nAddress people by their first name.\n";
const found = (versions: KnownVersion[], text: string) =>
  new PromptMatcher(versions).inText(text).map(({ file, version: v, ambiguous, share }) => ({
    file,
    version: v,
    ambiguous,
    share: Math.round(share * 100) / 100,
  }));

describe("a prompt is found in a system text", () => {
  it("word for word", () =>
    expect(found([version("policy.md", policy)], policy)).toMatchObject([
      { file: "policy.md", share: 1, ambiguous: false },
    ]));

  it("inside a template, re-wrapped", () =>
    expect(
      found(
        [version("policy.md", policy)],
        `<instructions>Be nice</instructions>\n<policy>\n${policy.replace(/\n/g, "\n  ")}\n</policy>`,
      ),
    ).toMatchObject([{ share: 1 }]));

  it("with its variables rendered", () => {
    const prompt =
      "You help {{customer_name}} of {{company}}.\n\nNever tell {{customer_name}} the price of {product} twice.\n";
    const rendered =
      "You help Ada Byron of Analytical Engines Ltd.\n\nNever tell Ada Byron the price of the big engine twice.\n";
    expect(found([version("help.prompt.md", prompt)], rendered)).toMatchObject([{ share: 1 }]);
    expect(found([version("help.prompt.md", prompt)], rendered.replace("twice", "at all"))).toHaveLength(0);
  });

  it("split over two files", () =>
    expect(
      found([version("policy.md", policy), version("style.md", style)], `${policy}\n${style}`)
        .map(({ file }) => file)
        .sort(),
    ).toEqual(["policy.md", "style.md"]));

  it("by its system message, where the user's turn is not in the text", () => {
    const chat =
      "<poml><task>Always ask for the booking code.</task><human-msg>Please answer this long question of mine.</human-msg></poml>";
    const [match] = new PromptMatcher([version("chat.poml", chat)]).inText(
      "Always ask for the booking code.",
    );
    expect(match).toMatchObject({ share: 1, missing: [] });
  });

  it("by one of several prompts that a file holds; those of the others are missing", () => {
    const document = readPrompt(
      "a.prompt.md",
      "Ask for the code.\n\nWrite a long summary of what was said.\n",
    );
    const [ask, write] = document.instructions;
    const two: KnownVersion = {
      ...version("a.prompt.md", ""),
      document: {
        ...document,
        messages: document.instructions.map(({ range }) => ({ role: "system", range, isAlone: true })),
        instructions: [ask!, { ...write!, message: 1 }],
      },
    };
    const [match] = new PromptMatcher([two]).inText("Ask for the code.");
    expect(match).toMatchObject({ share: 1, missing: [write!.key] });
  });

  it("never by a few words that stand anywhere", () => {
    const system = "You are a numbered coach. Before you answer, ask for the booking code.";
    expect(
      found(
        [version("a.prompt.md", "Be {{tone}}.\n"), version("b.prompt.md", "You are {{persona}}.\n")],
        system,
      ),
    ).toEqual([]);
    expect(found([version("c.prompt.md", "Ask for the book {{x}}\n")], system)).toEqual([]);
    expect(found([version("d.prompt.md", "Ask for the {{x}} code.\n")], system)).toHaveLength(1);
  });

  it("is not found in another text", () => expect(found([version("policy.md", policy)], style)).toEqual([]));

  it("the version with most of its text wins, whichever is newer", () => {
    const old = policy.replace("80 words", "120 words");
    const versions = [version("policy.md", policy, 2), version("policy.md", old, 1)];
    expect(found(versions, policy)).toMatchObject([{ version: versions[0]!.version, share: 1 }]);
    expect(found(versions, old)).toMatchObject([{ version: versions[1]!.version, share: 1 }]);
  });

  it("a text that grew since: the longer version, not the shorter one that it contains", () => {
    const versions = [
      version("policy.md", `${policy}- Offer travel insurance once.\n`, 1),
      version("policy.md", policy, 2),
    ];
    expect(found(versions, versions[0]!.document.text)).toMatchObject([{ version: versions[0]!.version }]);
  });

  it("a version nobody committed is matched by most of its lines, and the changed ones are missing", () => {
    const [match] = new PromptMatcher([version("policy.md", policy)]).inText(
      policy.replace("Never promise a refund.", "Promise refunds freely."),
    );
    expect(match?.share).toBeGreaterThan(0.5);
    expect(match?.missing).toHaveLength(1);
  });

  it("a copy of the file is ambiguous", () =>
    expect(
      found([version("a.md", policy), version("b.md", policy)], policy).map(({ ambiguous }) => ambiguous),
    ).toEqual([true, true]));
});

describe("a prompt is named by its trace", () => {
  const versions = [
    version("prompts/coach.md", policy, 2, "abcdef12"),
    version("prompts/coach.md", style, 1, "1234abcd"),
  ];
  const matcher = new PromptMatcher(versions);
  it.each(["prompts/coach", "prompts/coach.md", "coach.md"])("as %s", (name) =>
    expect(matcher.byName({ name }, undefined)[0]?.file).toBe("prompts/coach.md"),
  );
  it("with its commit", () =>
    expect(matcher.byName({ name: "coach.md", version: "1234abc" }, undefined)[0]?.version).toBe(
      versions[1]!.version,
    ));
  it("with its hash", () =>
    expect(
      matcher.byName({ name: "coach.md", version: versions[1]!.version.slice(0, 12) }, undefined)[0]?.version,
    ).toBe(versions[1]!.version));
  it("without a version: the one its system text holds", () =>
    expect(matcher.byName({ name: "coach.md" }, style)[0]?.version).toBe(versions[1]!.version));
  it("by a name nobody knows: not at all", () =>
    expect(matcher.byName({ name: "nobody" }, undefined)).toEqual([]));
});
