import { expect, it } from "vitest";
import { enginePlatforms, unsupportedPlatform } from "./engine.ts";

it("a platform that LanceDB does not ship is named, with what is supported and what to do", () => {
  const error = unsupportedPlatform("darwin", "x64");
  expect(error).toMatchObject({ code: "engine-missing", hint: expect.stringMatching(/Remote SSH/) });
  expect(error!.message).toMatch(/a Mac with an Intel processor.*Supported: darwin-arm64, /);
  expect(unsupportedPlatform("freebsd", "x64")!.message).toContain("freebsd-x64");
});

it("those it ships are fine", () => {
  for (const platform of enginePlatforms) {
    const [name, arch] = platform.split("-");
    expect(unsupportedPlatform(name, arch)).toBeUndefined();
  }
});
