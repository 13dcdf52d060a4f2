import { UserError } from "../base/index.ts";

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

export const tableDamaged = (uri: string, table: string, cause: string): UserError =>
  new UserError(
    "store-damaged",
    `The table ${table} of the store ${withoutSecrets(uri)} could not be opened: ${cause}`,
    'Run "Homeostat: Repair the Store", or: homeostat repair',
  );

/** LanceDB's messages end in places in its own source and repeat themselves; the first part says what happened. */
export const shortCause = (message: string): string =>
  message
    .split("\n")[0]!
    .split(/,? \/(?:usr|rustc|root)\/[^ ]*|\s+Caused by: /)[0]!
    .slice(0, 300);
