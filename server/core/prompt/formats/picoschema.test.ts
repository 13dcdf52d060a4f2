import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { schemaProperties, withoutTypeSyntax } from "./picoschema.ts";

const names = (schema: unknown): readonly string[] | undefined =>
  schemaProperties(schema)?.map(({ name }) => name);

describe("schemaProperties", () => {
  it("reads names out of Picoschema", () => {
    const schema = parse(
      "name: string, who\nage?: number\nsteps(array, in order): string\nshop?(object): {id: string}\nsize(enum): [S, M]",
    );
    expect(names(schema)).toEqual(["name", "age", "steps", "shop", "size"]);
  });

  it("reads names out of JSON Schema, with a type or without", () => {
    expect(schemaProperties({ type: "object", properties: { a: "string" } })).toEqual([
      { name: "a", path: ["properties", "a"] },
    ]);
    expect(names({ properties: { a: {}, b: {} } })).toEqual(["a", "b"]);
  });

  it.each([
    ["a wildcard", { a: "string", "(*)": "any" }],
    ["more properties", { type: "object", properties: { a: {} }, additionalProperties: true }],
    ["another schema", { type: "object", properties: { a: {} }, allOf: [{ $ref: "#/b" }] }],
    ["a schema's name", "Recipe"],
    ["a scalar", { type: "string" }],
    ["a list", ["a"]],
    ["nothing", null],
  ])("knows not all names where there is %s", (_, schema) => {
    expect(schemaProperties(schema)).toBeUndefined();
  });
});

describe("withoutTypeSyntax", () => {
  it("makes YAML of types written as in TypeScript, at equal length", () => {
    const text = 'a: { b: string[], c: "x" | "y" | null }[]\nd: string[], what | "they" are\n';
    const mended = withoutTypeSyntax(text);
    expect(mended).toHaveLength(text.length);
    expect(parse(mended)).toMatchObject({ a: { b: "string", c: "x" } });
  });
});
