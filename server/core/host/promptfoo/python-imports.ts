import { dirname, resolve } from "node:path";

/** Where what a Python file at `path` imports may stand; `file`: the check's own, whose folder Python looks in whoever imports. */
export const pythonPlaces = (text: string, path: string, file: string): string[] =>
  importsIn(text).flatMap((name) => placesOf(name, path, file));

/**
 * What is imported, as `.checks.tone`. Names after `from x import` may be files of the package `x` or stand in the file `x`: which, only the
 * files can tell.
 */
function importsIn(code: string): string[] {
  const text = code.replace(/\\\r?\n/g, " ");
  const whole = text.matchAll(/(?:^|[;:])[ \t]*import[ \t]+([^\n;#]+)/gm);
  const parts = text.matchAll(
    /(?:^|[;:])[ \t]*from\b([ \t.]*)(\w[\w.]*)?[ \t]*\bimport\b[ \t]*(\([^)]*|[^\n;#]+)/gm,
  );
  return [
    ...[...whole].flatMap(([, list]) => namesIn(list!)),
    ...[...parts].flatMap(([, dots, module = "", list]) => {
      const from = `${dots!.replace(/[ \t]/g, "")}${module}`;
      return [from, ...namesIn(list!).map((name) => (module === "" ? `${from}${name}` : `${from}.${name}`))];
    }),
  ];
}

/** Of `a, b.c as d`, also in brackets and on several lines. */
const namesIn = (list: string): string[] =>
  list
    .replace(/#.*/g, "")
    .split(",")
    .flatMap((one) => /^[\s(]*(\w[\w.]*)/.exec(one)?.[1] ?? []);

/** The first dot of a name means the folder of the file itself, each other one a folder up. */
function placesOf(name: string, path: string, file: string): string[] {
  const [, dots = "", module = ""] = /^(\.*)(.*)$/.exec(name)!;
  const steps = module.split(".").filter((step) => step !== "");
  const up = Array<string>(Math.max(0, dots.length - 1)).fill("..");
  const folders = dots === "" ? [dirname(path), dirname(file)] : [resolve(dirname(path), ...up)];
  // Packages on the way run as well.
  const packages = steps.map((_, i) => `${steps.slice(0, i + 1).join("/")}/__init__.py`);
  const places = steps.length === 0 ? ["__init__.py"] : [`${steps.join("/")}.py`, ...packages];
  return folders.flatMap((folder) => places.map((place) => resolve(folder, place)));
}
