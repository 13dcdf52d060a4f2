import { type Random, shuffle } from "../../server/core/base/index.ts";
import type { KnownVersion } from "../../server/core/host/match-prompts.ts";
import { readPrompt } from "../../server/core/prompt/index.ts";

/** Few words, so that made prompts have much in common: sentences that begin alike, and whole sentences. */
const words =
  "ask the customer for order number before you answer never promise a refund date always say thanks keep it short use plain english list flights sort by price offer help don't guess call tool once per turn 你好 先 Café".split(
    " ",
  );

export function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)]!;
}

export function madeSentence(random: Random, holes = 0.2): string {
  const length = 2 + Math.floor(random() * 7);
  const said = Array.from({ length }, () =>
    random() < holes / length
      ? pick(["{{name}}", "{{ user.city }}", "{count}", "${input:day}", "{{count}}st"], random)
      : pick(words, random),
  );
  const text = said.join(" ");
  return `${text[0]!.toUpperCase()}${text.slice(1)}${pick([".", "!", ".", ":"], random)}`;
}

/** Lines of a prompt; some stand in a condition of its template. */
export function madePrompt(random: Random, lines = 3 + Math.floor(random() * 8)): string {
  const made: string[] = [`# ${pick(["Policy", "Rules", "Style"], random)}`, ""];
  while (made.length < lines + 2) {
    if (random() < 0.12) made.push("{{#if vip}}", `- ${madeSentence(random)}`, "{{/if}}");
    else made.push(`- ${madeSentence(random)}`);
  }
  return `${made.join("\n")}\n`;
}

/** Another version: a line changed, dropped or added. */
export function madeEdit(prompt: string, random: Random): string {
  const lines = prompt.trimEnd().split("\n");
  const at = lines.findIndex((line, index) => line.startsWith("- ") && index >= random() * lines.length);
  const kind = random();
  if (at < 0 || kind < 0.3) lines.push(`- ${madeSentence(random)}`);
  else if (kind < 0.6 && lines.length > 5 && !lines[at - 1]!.startsWith("{{")) lines.splice(at, 1);
  else lines[at] = `- ${madeSentence(random)}`;
  return `${lines.join("\n")}\n`;
}

/** What production may make of a prompt: variables filled in, branches left out, other quotes, other line breaks, other marks. */
export function rendered(prompt: string, random: Random): string {
  const keepsBranches = random() < 0.5;
  const text = prompt
    .replace(/\{\{#if vip\}\}\n([\s\S]*?)\{\{\/if\}\}\n/g, keepsBranches ? "$1" : "")
    .replace(/\{\{\s*[\w.]+\s*\}\}|\$\{input:\w+\}|\{\w+\}/g, () =>
      pick(["Ada", "7", "new york", ""], random),
    );
  const change = random();
  if (change < 0.2) return text.replaceAll("'", "’").replaceAll("- ", "* ");
  if (change < 0.4) return text.replaceAll("\n", "\n   ");
  if (change < 0.5) return text.replace(/\n(?!- )/g, " ");
  if (change < 0.7) return shuffle(text.split("\n"), random).slice(1).join("\n");
  return text;
}

export function knownVersion(file: string, text: string, atMs = 0, commit?: string): KnownVersion {
  const document = readPrompt(file, text);
  const name = file.replace(/\..*$/, "");
  return { file, name, version: document.version, atMs, document, ...(commit && { commit }) };
}
