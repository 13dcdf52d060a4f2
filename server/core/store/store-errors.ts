import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../base/index.ts";
import { isLocalUri } from "./local-uri.ts";

/** Where a store lies, without what may be secret in a URI: user and password, query, fragment. */
export function withoutSecrets(uri: string): string {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(uri)) return uri;
  const [scheme = "", rest = ""] = uri.split(/:\/\/(.*)/s);
  const bare = rest.replace(/[?#].*$/s, "");
  // The last @ before the path ends the credentials; a password may hold one itself.
  const slash = bare.search(/[/\\]/);
  const authority = slash < 0 ? bare : bare.slice(0, slash);
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return `${scheme}://${authority.includes("@") ? "***@" : ""}${host}${slash < 0 ? "" : bare.slice(slash)}${bare === rest ? "" : "?***"}`;
}

export const storeNewer = (found: string, expected: number, uri: string): UserError =>
  new UserError(
    "store-version",
    `The store ${withoutSecrets(uri)} has schema version ${found}; this build reads version ${expected}.`,
    "Update Homeostat, or point `store:` in homeostat.yaml at another folder.",
  );

export const storeNotMigrated = (found: number, expected: number, uri: string, cause: string): UserError =>
  new UserError(
    "store-version",
    `The store ${withoutSecrets(uri)} has schema version ${found} and could not be brought to version ${expected}: ${cause}`,
    "Nothing was lost. Check the permissions and the free disk space, then run: homeostat migrate",
  );

export const storeBusy = (
  uri: string,
  owner: { readonly pid: number; readonly host: string } | undefined,
): UserError =>
  new UserError(
    "store-busy",
    `Another process${owner ? ` (${owner.pid} on ${owner.host})` : ""} has been making, migrating or repairing the store ${withoutSecrets(uri)} for a minute.`,
    "Try it again when that is done.",
  );

export const tableDamaged = (uri: string, table: string, cause: string): UserError =>
  new UserError(
    "store-damaged",
    `The table ${table} of the store ${withoutSecrets(uri)} could not be opened: ${cause}`,
    'Run "Homeostat: Repair the Store", or: homeostat repair',
  );

/** Of a store that is open; `message` as LanceDB gives it. */
export const tableUnreadable = (uri: string, table: string, message: string): UserError =>
  goneOr(
    uri,
    table,
    new UserError(
      "store-unreadable",
      `The table ${table} of the store ${withoutSecrets(uri)} could not be read: ${shortCause(message)}`,
      "To see what is wrong with it: homeostat doctor. A damaged store is mended by: homeostat repair",
    ),
  );

export const tableUnwritable = (uri: string, table: string, message: string): UserError =>
  goneOr(
    uri,
    table,
    new UserError(
      "store-unwritable",
      `The table ${table} of the store ${withoutSecrets(uri)} could not be written: ${shortCause(message)}`,
      "Check the free disk space and the permissions, then do it again: what was written before is kept.",
    ),
  );

const goneOr = (uri: string, table: string, error: UserError): UserError =>
  !isLocalUri(uri) || existsSync(join(uri, `${table}.lance`))
    ? error
    : new UserError(
        "store-gone",
        `The store ${withoutSecrets(uri)} is not there any more: it was moved or deleted while it was open.`,
        "Do it again: a new store is made, and importing the same files fills it.",
      );

/** LanceDB's messages end in places in its own source and repeat themselves, and the URI; the first part says what happened. */
export const shortCause = (message: string): string =>
  message
    .replace(/\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s'"`)\]}]+/gi, withoutSecrets)
    .split("\n")[0]!
    .split(/,? (?:[A-Za-z]:)?[\\/][^ ]*(?:cargo|rustc)[\\/][^ ]*|\s+Caused by: /)[0]!
    .replace(/^(?:.*GenericFailure, |Failed to get next batch from stream: )/, "")
    .replace(/^(?:lance error: |LanceError\(\w+\): |Generic \w+ error: )+/, "")
    .replace(/^failed to fill whole buffer$/, "a file of it is cut off")
    .slice(0, 300);
