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

it.each([
  [
    "lance error: Not found: a.lance/_versions, /usr/local/cargo/registry/src/x.rs:670:26  Caused by: Not found: a.lance",
    "Not found: a.lance/_versions",
  ],
  [
    "Failed to execute query stream: GenericFailure, lance error: Not found: a, C:\\Users\\ci\\.cargo\\registry\\x.rs:1:2",
    "Not found: a",
  ],
  ["lance error: LanceError(IO): Generic S3 error: no region, /Users/ci/.cargo/x.rs:1:2", "no region"],
  [
    "Failed to get next batch from stream: lance error: LanceError(IO): Generic LocalFileSystem error: failed to fill whole buffer, /rustc/x.rs:1",
    "a file of it is cut off",
  ],
  ["Table 'a' was not found", "Table 'a' was not found"],
  ["no pattern for az://ann:secret@account/c?sig=x here", "no pattern for az://***@account/c?*** here"],
  [`${"a".repeat(290)} az://ann:secret@account`, `${"a".repeat(290)} az://***@`],
])("a cause is the part that says what happened: %s", (message, cause) =>
  expect(shortCause(message)).toBe(cause),
);
