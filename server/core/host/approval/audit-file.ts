import { sha256 } from "../../base/index.ts";
import {
  type AuditEntry,
  type AuditReset,
  type AuditTrail,
  auditFileName,
  readAuditTrail,
  withAuditEntry,
  withMemoryReset,
} from "../../review/index.ts";
import { type CommittedFile, changeCommitted, committedText } from "../committed-file.ts";

/** An entry takes some 1,200 bytes: 13,000 decisions. */
const maxBytes = 16 * 1024 * 1024;

const auditFile: CommittedFile<AuditTrail> = {
  name: auditFileName,
  code: "audit",
  maxBytes,
  act: "decide",
  load: async (root) => {
    const text = await committedText(root, auditFileName, maxBytes);
    return { text, said: readAuditTrail(text) };
  },
  // Lines that are not understood stay, and what is added stands behind them.
  unreadable: () => undefined,
};

export async function loadAuditTrail(root: string): Promise<AuditTrail> {
  return (await auditFile.load(root)).said;
}

/** Adds a decision. Throws what `changeCommitted` throws with `audit-`. */
export const addAuditEntry = (root: string, entry: AuditEntry): Promise<void> =>
  changeCommitted(root, auditFile, (text) => withAuditEntry(text, entry));

/** Changes with every decision; empty where there are none. */
export async function auditRevision(root: string): Promise<string> {
  const text = await committedText(root, auditFileName, maxBytes).catch(() => "");
  return text === "" ? "" : sha256(text).slice(0, 8);
}

/** Says that what was decided so far is forgotten. Throws what `changeCommitted` throws with `audit-`. */
export const addMemoryReset = (root: string, reset: Omit<AuditReset, "behind">): Promise<void> =>
  changeCommitted(root, auditFile, (text) => withMemoryReset(text, reset));
