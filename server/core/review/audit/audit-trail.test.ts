import { describe, expect, it } from "vitest";
import { type AuditEntry, readAuditTrail, withAuditEntry, withMemoryReset } from "./audit-trail.ts";

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
      resets: [],
      issues: [],
    });
  });

  it("says what a decision teaches, and from where on that is forgotten", () => {
    const learnt = {
      ...{ target: "polite", context: { cause: "missing" }, fixed: ["c1"] },
      edits: [{ hunk: "h1", operator: "add", effect: 0.5, text: "Greet." }],
    };
    const reset = { at: "2026-01-03T03:04:05Z", who: "b", file: "a.prompt.md" };
    const text = withMemoryReset(withAuditEntry("", { ...entry, learnt }), reset);
    expect(readAuditTrail(withAuditEntry(text, entry))).toEqual({
      entries: [{ ...entry, learnt }, entry],
      resets: [{ ...reset, behind: 1 }],
      issues: [],
    });
    const odd = {
      target: "t",
      context: { cause: 1, else: "x" },
      fixed: [1],
      edits: [null, { hunk: "h" }, { hunk: "h", operator: "add", effect: 7 }],
    };
    const read = readAuditTrail(JSON.stringify({ ...entry, learnt: odd })).entries;
    expect(read[0]!.learnt).toEqual({
      target: "t",
      context: {},
      fixed: [],
      edits: [{ hunk: "h", operator: "add" }],
    });
    expect(readAuditTrail(JSON.stringify({ ...entry, learnt: "x" })).entries).toEqual([entry]);
    expect(readAuditTrail('{"action":"memory-reset"}').issues).toHaveLength(1);
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
