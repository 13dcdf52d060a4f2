import type { ConnectNotes, ConnectTarget, Framework } from "./framework.ts";
import { anySdk, commandLines, javascriptFrameworks, pythonClients } from "./other-frameworks.ts";
import type { Packages } from "./packages-in.ts";
import { pythonFrameworks } from "./python-frameworks.ts";

/** What people can be told how to connect. Frameworks stand before the clients they are built on: a guess takes the first. */
export const frameworks: readonly Framework[] = [
  anySdk,
  ...pythonFrameworks,
  ...javascriptFrameworks,
  ...pythonClients,
  ...commandLines,
];

/** How one framework is made to send to this machine, filled in. */
export interface ConnectSnippet {
  readonly id: string;
  readonly name: string;
  readonly language: Framework["language"];
  readonly install?: string;
  readonly code: string;
  readonly notes: ConnectNotes;
  /** The name under which it will send. */
  readonly service: string;
}

/** Undefined where nothing is known by that id. */
export function connectSnippet(id: string, target: ConnectTarget): ConnectSnippet | undefined {
  const framework = frameworks.find((one) => one.id === id);
  if (!framework) return undefined;
  const { name, language, install, code, notes, ownService } = framework;
  return {
    ...{ id, name, language, notes },
    ...(install !== undefined && { install }),
    code: code(target),
    service: ownService ?? target.service,
  };
}

/** Whose packages are among a program's, the likeliest first. A package means the framework of its own language. */
export function frameworksOf({ javascript = [], python = [] }: Packages): readonly Framework[] {
  const inJavascript = new Set(javascript);
  const inPython = new Set(python.map((name) => name.toLowerCase().replaceAll(/[-_.]+/g, "-")));
  return frameworks.filter(({ id, packages }) =>
    packages.some((name) => (pythonIds.has(id) ? inPython : inJavascript).has(name)),
  );
}

const pythonIds = new Set([...pythonFrameworks, ...pythonClients].map(({ id }) => id));
