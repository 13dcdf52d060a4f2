import { expect, it } from "vitest";
import { type Editor, modelAccess } from "./model-access.ts";

/** An editor that has one key, and notes what it is asked for. */
function editorWith(key: string, at: string) {
  const asked: string[] = [];
  const editor: Editor = {
    chat: async () => ({ refused: "unknown", detail: "" }),
    key: async (variable, origin) => {
      asked.push(`${variable} ${origin}`);
      return `${variable} ${origin}` === at ? key : undefined;
    },
  };
  return { editor, asked };
}

it("a key that was set for a place goes before the environment's, which holds for all others", async () => {
  const { editor, asked } = editorWith("set", "KEY https://api.example.com");
  const { key } = modelAccess(editor, { KEY: "environment" });
  expect(await key("KEY", "https://api.example.com/v1")).toBe("set");
  expect(await key("KEY", "https://api.example.com:8443/v1")).toBe("environment");
  expect(await key("KEY", "http://api.example.com/v1")).toBe("environment");
  expect(await key("OTHER", "https://api.example.com/v1")).toBeUndefined();
  // What is secret in an address is no part of its origin.
  await key("KEY", "https://user:password@api.example.com/v1?token=x");
  expect(asked.at(-1)).toBe("KEY https://api.example.com");
});

it("without an editor, or where one has nothing, keys are those of the environment, and an empty one is none", async () => {
  expect(await modelAccess(undefined, { KEY: "a" }).key("KEY", "http://127.0.0.1:1")).toBe("a");
  expect(await modelAccess(undefined, { KEY: "" }).key("KEY", "http://127.0.0.1:1")).toBeUndefined();
  const { editor } = editorWith("", "KEY http://127.0.0.1:1");
  expect(await modelAccess(editor, { KEY: "a" }).key("KEY", "http://127.0.0.1:1")).toBe("a");
});
