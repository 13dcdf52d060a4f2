import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Captured, type Message, messagesFromSpans } from "../store/index.ts";
import { importFiles } from "./import-files.ts";

/** Imports one file of this content (values are written as JSON) as a person would, and says what became of it. */
export async function importedFrom(content: unknown, name = "file.json") {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-capture-"));
  try {
    const text = typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content);
    writeFileSync(join(folder, name), text);
    const all: Captured[] = [];
    const { files } = await importFiles([join(folder, name)], {
      onCaptured: async (batch) => void all.push(...batch),
    });
    return { all, format: files[0]!.format, reasons: files[0]!.problems.map(({ reason }) => reason) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const messagesIn = ({ spans }: Captured): Message[] => messagesFromSpans(spans);

/** Roles and texts alone. */
export const said = (captured: Captured): string[] =>
  messagesIn(captured).map(({ role, text, toolCalls }) =>
    [`${role}: ${text}`, ...(toolCalls ?? []).map(({ name }) => `>${name}`)].join(" "),
  );
