import { expect, it } from "vitest";
import { shortCause, withoutSecrets } from "./store-errors.ts";

it.each([
  ["s3://ann:p@ss@bucket/a?key=x#y", "s3://***@bucket/a?***"],
  ["s3://bucket/a@b", "s3://bucket/a@b"],
  ["db://name", "db://name"],
  ["az://ann:secret@account", "az://***@account"],
  ["/home/ann/.homeostat", "/home/ann/.homeostat"],
  ["C:\\store?", "C:\\store?"],
])("%s is shown as %s", (uri, shown) => expect(withoutSecrets(uri)).toBe(shown));

it("a cause ends before LanceDB speaks of its own source", () => {
  const message =
    "lance error: Not found: a.lance/_versions, /usr/local/cargo/registry/src/x.rs:670:26  Caused by: Not found: a.lance";
  expect(shortCause(message)).toBe("lance error: Not found: a.lance/_versions");
});
