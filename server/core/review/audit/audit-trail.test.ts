import { describe, expect, it } from "vitest";
import { type AuditEntry, readAuditTrail, withAuditEntry } from "./audit-trail.ts";

const entry: AuditEntry = {
  ...{ at: "2026-01-02T03:04:05Z", who: "a", action: "rejected", suggestion: "s1", file: "a.prompt.md" },
  ...{ reason: 'It says "sorry"\ntwice.', hunks: ["h1"] },
};

describe("the audit trail", () => {
  it("gives back what was written, a line each", () => {
    const text = withAuditEntry(withAuditEntry("", entry), { ...entry, action: "approved", commit: "abc" });
    expect(text.split("\n")).toHaveLength(3);
    expect(readAuditTrail(text)).toEqual({
      entries: [entry, { ...entry, action: "approved", commit: "abc" }],
      issues: [],
    });
  });

  it("keeps lines that it does not understand, and says which they are", () => {
    const broken =
      '<<<<<<< HEAD\n{"at": 1}\n[]\n{"at":"x","who":"a","action":"burnt","suggestion":"s","file":"f"}';
    const text = withAuditEntry(broken, entry);
    expect(text.startsWith(`${broken}\n`)).toBe(true);
    const { entries, issues } = readAuditTrail(text);
    expect(entries).toEqual([entry]);
    expect(issues).toEqual([
      { line: 1, message: "It is no JSON." },
      { line: 2, message: "It has no `at`." },
      { line: 3, message: "It is no object." },
      { line: 4, message: "Its `action` is none that is known." },
    ]);
  });
});
