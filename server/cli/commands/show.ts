import { access, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import pc from "picocolors";
import {
  type AnnotatedLine,
  annotatedLines,
  configPath,
  conversationText,
  loadSettings,
  type PromptView,
  readOptionsOf,
  readPrompt,
  relativeFile,
  UserError,
  viewOf,
} from "../../core/index.ts";
import { bySeverity } from "../paint.ts";
import type { Session } from "../session.ts";

/** Shows a prompt file with the figures of its lines, or a conversation by its id. */
export async function showCommand(session: Session, what: string): Promise<number> {
  const path = resolve(what);
  if (
    await access(path).then(
      () => true,
      () => false,
    )
  ) {
    const file = relativeFile(session.root, path);
    const config = await loadSettings(configPath(session.root, session.configFile), session);
    const document = readPrompt(file, await readFile(path, "utf8"), readOptionsOf(config)(file));
    const view = viewOf(await session.host.snapshot(), file, document);
    session.print(session.json ? JSON.stringify(annotatedLines(view)) : annotatedText(view));
    return 0;
  }
  const detail = await session.host.conversation(what);
  if (!detail)
    throw new UserError(
      "not-found",
      `There is no file and no conversation called ${what}.`,
      "List conversations with: homeostat traces",
    );
  session.print(session.json ? JSON.stringify(detail) : conversationText(detail).text);
  return 0;
}

/** The prompt with its figures in a column on the right. */
export function annotatedText(
  view: PromptView,
  width = Math.min(150, process.stdout.columns || 120),
): string {
  const lines = annotatedLines(view);
  const noteWidth = Math.min(46, Math.max(0, ...lines.map(({ note }) => note.length)));
  const textWidth = Math.max(40, width - noteWidth - 8);
  return lines.map((line) => annotatedLine(line, textWidth)).join("\n");
}

function annotatedLine({ number, text, note, level }: AnnotatedLine, width: number): string {
  const paint = level ? bySeverity[level] : (plain: string) => plain;
  const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text;
  const body = note ? cut.padEnd(width) : cut;
  const figure = note ? `  ${level ? paint(note) : pc.green(note)}` : "";
  return `${pc.dim(String(number).padStart(3))} ${level ? paint("▌") : " "} ${level ? paint(body) : body}${figure}`.trimEnd();
}
