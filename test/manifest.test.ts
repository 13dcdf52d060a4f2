import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { typeTable } from "../server/core/evaluators/type-table.ts";
import {
  auditFileName,
  configFileName,
  configSchema,
  decisionsFileName,
  frameworks,
  isPromptPath,
  labelsFileName,
  queueFileName,
} from "../server/core/index.ts";
import { commands, conversationLanguage, ownFiles, settings, views } from "../server/protocol/index.ts";

const root = resolve(__dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const sorted = (list: Iterable<string>): string[] => [...list].sort();

describe("package.json and the code name the same things", () => {
  it("commands", () => {
    expect(sorted(manifest.contributes.commands.map((one: { command: string }) => one.command))).toEqual(
      sorted(Object.values(commands)),
    );
  });
  it("views", () => {
    expect(sorted(manifest.contributes.views.homeostat.map((one: { id: string }) => one.id))).toEqual(
      sorted(Object.values(views)),
    );
  });
  it("settings", () => {
    expect(sorted(Object.keys(manifest.contributes.configuration.properties))).toEqual(
      sorted(Object.values(settings)),
    );
  });
  it("our own files, of which the client tells the server what is not saved", () => {
    expect(sorted(ownFiles)).toEqual(
      sorted([configFileName, decisionsFileName, labelsFileName, queueFileName, auditFileName]),
    );
  });
  it("the language of conversations, and those of the formats that nobody else brings", () => {
    const languages = manifest.contributes.languages as readonly { id: string; extensions: string[] }[];
    expect(languages.map(({ id }) => id)).toContain(conversationLanguage);
    for (const { id, extensions } of languages.filter((one) => one.id !== conversationLanguage))
      for (const extension of extensions) expect(isPromptPath(`a${extension}`), id).toBe(true);
  });
  it("menus, welcome texts and the walkthrough name commands that exist", () => {
    const text = JSON.stringify([
      manifest.contributes.menus,
      manifest.contributes.viewsWelcome,
      manifest.contributes.walkthroughs,
    ]);
    const named = [...text.matchAll(/(?:command:|"command":"|onCommand:)(homeostat\.\w+)/g)].map(
      ([, id]) => id!,
    );
    expect(named.length).toBeGreaterThan(10);
    for (const id of named) expect(Object.values(commands)).toContain(id);
  });
});

it("the walkthrough names every framework that can be connected, and has no lines for one of its own", () => {
  const text = readFileSync(join(root, "media/walkthrough/connect.md"), "utf8").replace(/\s+/g, " ");
  // "OpenAI in Python, with OpenInference" is one of several ways for OpenAI.
  for (const { name } of frameworks)
    expect(text.toLowerCase()).toContain(name.split(/, | in | by /)[0]!.toLowerCase());
  expect(text).not.toMatch(/OTEL_|:4318/);
});

describe("files made from the code are current", () => {
  it("the table in docs/evaluators.md (npm run schema)", () => {
    expect(readFileSync(join(root, "docs/evaluators.md"), "utf8")).toContain(`-->\n${typeTable()}\n<!--`);
  });

  it("media/homeostat.schema.json (npm run schema)", () => {
    expect(JSON.parse(readFileSync(join(root, "media/homeostat.schema.json"), "utf8"))).toEqual(
      JSON.parse(JSON.stringify(configSchema)),
    );
  });
});
