import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { withClaim } from "./claim-edit.ts";

describe("claiming a service in homeostat.yaml", () => {
  it("begins the file where there is none", () => {
    expect(withClaim(undefined, "shop")).toBe("version: 1\ncapture:\n  services: [shop]\n");
  });

  it("leaves every byte of a file that says nothing of capture", () => {
    const text = "version: 1 # mine\nprompts:\n    - { file:   a.md }";
    expect(withClaim(text, "shop")).toBe(`${text}\ncapture:\n  services: [shop]\n`);
  });

  it.each([
    "capture: { services: [a], http: 5000 } # why\n",
    "capture:\n  # ours\n  services:\n    - a\n  http: 5000\n",
    "capture:\n  http: 5000\n  services: [a]\n",
  ])("adds to the list that is there: %j", (text) => {
    const after = withClaim(text, "b: c");
    expect(parse(after)).toEqual({ capture: { services: ["a", "b: c"], http: 5000 } });
    if (text.includes("#")) expect(after).toContain(text.includes("why") ? "# why" : "# ours");
    expect(withClaim(after, "a")).toBe(after);
  });

  it.each(["capture:\n", "capture: {}\n", "capture: { http: 1 }\n"])("makes the list: %j", (text) => {
    expect(parse(withClaim(text, "a")).capture.services).toEqual(["a"]);
  });

  it.each(["- a\n", "a: [", "capture: 7\n"])("says that it cannot: %j", (text) => {
    expect(() => withClaim(text, "a")).toThrow(/cannot be read/);
  });
});
