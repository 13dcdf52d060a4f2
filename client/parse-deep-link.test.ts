import { expect, test } from "vitest";
import { conversationLink, suggestionLink } from "../server/core/index.ts";
import { parseDeepLink, parseWholeLink } from "./parse-deep-link.ts";

test("what a commit names is found again, whatever the id", () => {
  for (const id of ["ab12", "chat/2026-05-03#7", "a b%20c", "größe", "..", "?x=1"]) {
    expect(parseWholeLink(conversationLink(id))).toEqual({ kind: "conversation", id });
    expect(parseWholeLink(` ${suggestionLink(id)}\n`)).toEqual({ kind: "suggestion", id });
  }
  expect(parseWholeLink("vscodium://homeostat.homeostat/suggestion/ab12")).toMatchObject({ id: "ab12" });
});

test("everything else is nothing", () => {
  for (const link of [
    "https://example.com/suggestion/ab12",
    "vscode://someone.else/suggestion/ab12",
    "vscode://homeostat.homeostat/command/ab12",
    "vscode://homeostat.homeostat/suggestion/",
    "vscode://homeostat.homeostat/suggestion/a?command=homeostat.approveSuggestion",
    "vscode://homeostat.homeostat/suggestion/%E0%A4%A",
    "vscode://homeostat.homeostat/suggestion/a%0Ab",
    "vscode://homeostat.homeostat/suggestion/%E2%80%AEab",
    `vscode://homeostat.homeostat/suggestion/${"x".repeat(301)}`,
  ])
    expect(parseWholeLink(link), link).toBeUndefined();
  for (const path of ["", "/", "/suggestion", "/suggestion/", "suggestion/a", "/x/a", "/suggestion/a\nb"])
    expect(parseDeepLink(path), path).toBeUndefined();
});
