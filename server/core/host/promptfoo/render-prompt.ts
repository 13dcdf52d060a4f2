import { isRecord, renderTemplate } from "../../evaluators/index.ts";

/**
 * The prompt that a provider is asked, as promptfoo renders it: in data (a chat as JSON) each text by itself, so that no value can break the
 * JSON; else the text as a whole. Variables may refer to variables. Rejects where a template cannot be rendered.
 */
export async function renderPrompt(raw: string, vars: Readonly<Record<string, unknown>>): Promise<string> {
  const resolved = resolvedVars(vars);
  const data = parsed(raw);
  if (data !== undefined) return JSON.stringify(await renderedData(data, resolved), undefined, 2);
  return renderTemplate(raw, resolved);
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined; // Nearly all prompts are texts.
  }
}

async function renderedData(value: unknown, vars: Readonly<Record<string, unknown>>): Promise<unknown> {
  if (typeof value === "string") return renderTemplate(value, vars);
  if (Array.isArray(value)) return Promise.all(value.map((one) => renderedData(one, vars)));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(
    async ([key, one]) => [key, await renderedData(one, vars)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

const reference = /\{\{\s*(\w+)\s*\}\}/;
const rounds = 5;

/** `{{name}}` in a variable is that other variable; what leads in a circle stays after some rounds. */
function resolvedVars(vars: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const resolved = Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [
      name,
      typeof value === "string" ? value.replace(/\n$/, "") : value,
    ]),
  );
  for (let round = 0; round < rounds; round++) {
    let isDone = true;
    for (const [name, value] of Object.entries(resolved)) {
      const [whole, other] = typeof value === "string" ? (reference.exec(value) ?? []) : [];
      if (other === undefined || resolved[other] === undefined) continue;
      resolved[name] = (value as string).replace(whole!, () => String(resolved[other]));
      isDone = false;
    }
    if (isDone) break;
  }
  return resolved;
}
