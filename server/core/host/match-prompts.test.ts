import { describe, expect, it } from "vitest";
import { readPrompt } from "../prompt/index.ts";
import { type About, type KnownVersion, PromptMatcher, refKey } from "./match-prompts.ts";

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

describe("of several prompts in a text", () => {
  it("each has the part that it covers", () => {
    const text = `Preface.\n\n${policy}\n${style}\nToday is Monday.`;
    const matches = new PromptMatcher([version("policy.md", policy), version("style.md", style)]).inText(
      text,
    );
    expect(matches.map(({ file, range }) => [file, text.slice(range!.start, range!.end)])).toEqual([
      [
        "policy.md",
        "You are a travel agent.\n\n- Always ask for the booking code.\n- Never promise a refund.\n- Keep answers under 80 words.",
      ],
      ["style.md", "Write in plain English.\n\nUse no emoji.\n\nAddress people by their first name."],
    ]);
  });

  it("and what they have in common does not stretch it", () => {
    const other = "Use no emoji.\n\nCount to ten before each call.\n\nSay what you do.\n";
    const text = `${other}\n${"x ".repeat(300)}\n${style}`;
    const matches = new PromptMatcher([version("other.md", other), version("style.md", style)]).inText(text);
    const range = matches.find(({ file }) => file === "style.md")!.range!;
    expect(text.slice(range.start, range.end)).toMatch(/^Write in plain[^x]*name\.$/);
  });

  it("a variable at the end of one ends where the next begins", () => {
    const open = "Never lie to anybody.\n\nThe customer's data: {{data}}\n";
    const [match] = new PromptMatcher([version("open.md", open), version("style.md", style)])
      .inText(`Never lie to anybody.\n\nThe customer's data: Ada, 36\n\n${style}`)
      .filter(({ file }) => file === "open.md");
    expect(match?.variables).toEqual({ data: "Ada, 36" });
  });
});

describe("a text that is all of a version", () => {
  const reworded = policy.replace("# Policy", "# Rules");
  it("is known by its hash, whatever its line breaks", () => {
    const matcher = new PromptMatcher([version("policy.md", policy), version("old.md", reworded)]);
    expect(matcher.inText(policy.replaceAll("- ", "* "))).toMatchObject([
      { file: "policy.md", how: "containment", share: 1 },
    ]);
    expect(matcher.inText(policy.replaceAll("\n", "\r\n   "))).toMatchObject([
      { file: "policy.md", how: "hash", share: 1, missing: [], ambiguous: false },
    ]);
  });

  it("by its heading, where all instructions are alike", () => {
    const versions = [version("policy.md", policy, 2), version("policy.md", reworded, 1)];
    const matcher = new PromptMatcher(versions);
    for (const one of versions)
      for (const text of [one.document.text, `Preface.\n${one.document.text}`])
        expect(matcher.inText(text)).toMatchObject([
          { version: one.version, ambiguous: false, candidates: [] },
        ]);
  });
});

describe("a template's branches", () => {
  const template = `${policy}\n{{#if vip}}\nOffer an upgrade to business class.\n{{/if}}\n\n{% if late %}\nApologise once for the delay.\n{% else %}\nWish a pleasant flight.\n{% endif %}\n`;
  const match = (text: string) => new PromptMatcher([version("policy.md", template)]).inText(text)[0];

  it("may be left out: what is not there is missing and costs nothing", () => {
    expect(match(policy)).toMatchObject({ share: 1 });
    expect(match(policy)?.missing).toHaveLength(3);
    expect(match(`${policy}\nWish a pleasant flight.`)?.missing).toHaveLength(2);
  });

  it("two versions that differ in one that was not rendered are equally likely", () => {
    const versions = [
      version("policy.md", template, 2),
      version("policy.md", template.replace("business", "first"), 1),
    ];
    expect(new PromptMatcher(versions).inText(policy)).toMatchObject([
      {
        version: versions[0]!.version,
        ambiguous: true,
        candidates: [{ file: "policy.md", version: versions[1]!.version }],
      },
    ]);
  });
});

describe("where a text cannot decide between versions", () => {
  const front = (model: string): string => `---\nmodel: ${model}\n---\n${policy}`;
  const versions = [30, 20, 10].map((atMs) => version("policy.prompt.md", front(`m${atMs}`), atMs));
  const at = (atMs?: number) =>
    new PromptMatcher(versions).inText(policy, { ...(atMs !== undefined && { atMs }) })[0]!;
  const atOf = ({ version: found }: { version: string }) =>
    versions.find((one) => one.version === found)!.atMs;

  it("it is the newest one from before the conversation", () =>
    expect([15, 20, 99].map((atMs) => atOf(at(atMs)))).toEqual([10, 20, 30]));

  it("or the first one after it, where all came later", () => expect(atOf(at(5))).toBe(10));

  it("versions that say the same are one: the newest, with the others beside it", () => {
    expect(at()).toMatchObject({ version: versions[0]!.version, ambiguous: false });
    expect(at().candidates).toHaveLength(2);
  });

  it("versions that say something else are ambiguous without a time, and decided with one", () => {
    const user = (question: string) =>
      JSON.stringify([
        { role: "system", content: policy },
        { role: "user", content: question },
      ]);
    const chats = [20, 10].map((atMs) => version("chat.prompt.json", user(`Answer question ${atMs}.`), atMs));
    const matcher = new PromptMatcher(chats);
    expect(matcher.inText(`Preface. ${policy}`)[0]).toMatchObject({ ambiguous: false });
    const branches = ["gold", "silver"].map((word, i) =>
      version("t.prompt.md", `${policy}{{#if vip}}\n- Offer a ${word} card.\n{{/if}}\n`, i * 10),
    );
    const template = new PromptMatcher(branches);
    expect(template.inText(policy)[0]).toMatchObject({ ambiguous: true });
    expect(template.inText(policy, { atMs: 5 })[0]).toMatchObject({
      version: branches[0]!.version,
      ambiguous: false,
    });
  });
});

describe("names and texts together", () => {
  const coach = version("prompts/coach.prompt.md", policy, 2, "abcdef1234");
  const old = version("prompts/coach.prompt.md", policy.replace("80", "120"), 1, "9999999aaaa");
  const tone = version("prompts/tone.prompt.md", style, 1);
  const matcher = new PromptMatcher([coach, old, tone]);
  const match = (text: string | undefined, about: About) =>
    matcher.match(text === undefined ? undefined : matcher.read(text), about);

  it("a prompt service's number decides nothing: the text does, and the number is kept", () =>
    expect(match(old.document.text, { hint: { name: "coach", version: "7" } })).toMatchObject([
      { version: old.version, how: "attribute", hintVersion: "7", ambiguous: false },
    ]));

  it("a short number is no beginning of a hash", () => {
    const digit = old.version.slice(0, 1);
    expect(match(policy, { hint: { name: "coach", version: digit } })[0]).toMatchObject({
      version: coach.version,
      hintVersion: digit,
    });
  });

  it("a tag or branch is what git says of it", () => {
    const refs = new Map([[refKey(old.file, "v1.2"), old.version]]);
    expect(match(undefined, { hint: { name: "coach", version: "v1.2" }, refs })).toMatchObject([
      { version: old.version, how: "attribute", ambiguous: false },
    ]);
  });

  it("a named prompt without text or version is the newest from before; without a time it is ambiguous", () => {
    expect(match(undefined, { hint: { name: "coach" }, atMs: 1 })[0]).toMatchObject({
      version: old.version,
      ambiguous: false,
    });
    expect(match(undefined, { hint: { name: "coach" } })[0]).toMatchObject({
      version: coach.version,
      ambiguous: true,
      candidates: [{ version: old.version }],
    });
  });

  it("what the text lacks of a named version is missing", () => {
    const text = policy.replace("Never promise a refund.", "Promise refunds freely.");
    const [found] = match(text, { hint: { name: "coach", version: coach.version.slice(0, 12) } });
    expect(found).toMatchObject({ how: "attribute", version: coach.version });
    expect(found!.missing).toHaveLength(1);
  });

  it("a second prompt in the text is found beside the named one", () =>
    expect(
      match(`${policy}\n${style}`, { hint: { name: "coach" } }).map(({ file, how }) => [file, how]),
    ).toEqual([
      ["prompts/coach.prompt.md", "attribute"],
      ["prompts/tone.prompt.md", "containment"],
    ]));

  it("a copy of the named prompt is not", () => {
    const copy = version("prompts/copy.prompt.md", policy, 3);
    const two = new PromptMatcher([coach, copy]);
    expect(two.match(two.read(policy), { hint: { name: "coach" } })).toMatchObject([
      { file: coach.file, ambiguous: false },
    ]);
  });

  it("words that fit a file's name by chance lose to a text that holds another prompt", () => {
    const named = version("prompts/travel/agent.prompt.md", "Sell nothing but trains, ever.\n");
    const two = new PromptMatcher([{ ...named, name: "trains" }, tone]);
    expect(two.match(two.read(style), { hint: { name: "Agent" } })).toMatchObject([{ file: tone.file }]);
    expect(two.match(two.read("Something else."), { hint: { name: "Agent" } })).toMatchObject([
      { file: named.file },
    ]);
  });

  it("a name that fits two files means the one in the text, else both are said", () => {
    const [a, b] = ["a", "b"].map((folder) => ({
      ...version(`${folder}/system.md`, folder === "a" ? policy : style),
      name: folder,
    }));
    const two = new PromptMatcher([a!, b!]);
    expect(two.byName({ name: "system" }, style)).toMatchObject([{ file: "b/system.md", ambiguous: false }]);
    expect(two.byName({ name: "system" })).toMatchObject([
      { file: "a/system.md", ambiguous: true, candidates: [{ file: "b/system.md" }] },
      { file: "b/system.md", ambiguous: true, candidates: [{ file: "a/system.md" }] },
    ]);
  });

  it("a template that the trace shows is its version's, whatever it was filled with", () => {
    const template = version(
      "prompts/t.prompt.md",
      "Help {{name}} with all there is.\n\nNever lie to {{name}}.\n",
    );
    const own = new PromptMatcher([template, tone]);
    const about = {
      template: template.document.text.replaceAll("\n", "\r\n"),
      variables: { name: "Ada", day: "1" },
    };
    expect(own.match(own.read("Aide Ada."), about)).toMatchObject([
      { file: template.file, how: "hash", share: 1, variables: { name: "Ada", day: "1" } },
    ]);
    const text = "Help Ada with all there is.\n\nNever lie to Ada.";
    expect(own.match(own.read(text), about)).toMatchObject([
      { file: template.file, variables: { day: "1" } },
    ]);
  });
});
