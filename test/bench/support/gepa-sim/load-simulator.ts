import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Simulator } from "./simulator.ts";

const needed = {
  PHRASES: (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === "string"),
  BASE: (value: unknown) => [value].flat().every((one) => typeof one === "string"),
  makeCases: isFunction,
  maskOf: isFunction,
  passRate: isFunction,
  runCase: isFunction,
  reflect: isFunction,
} as const;
const optional = { ownerOf: isFunction, variants: Array.isArray, sizes: isObject } as const;

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}
function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** A simulator of somebody else's. What is missing, and what its functions give that cannot be used, is said before anything is measured. */
export async function loadSimulator(file: string): Promise<Simulator> {
  const module = (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
  const simulator = (module.PHRASES === undefined ? (module.default ?? module) : module) as Simulator;
  const faults = faultsOf(simulator);
  if (faults.length > 0)
    throw new Error(
      `${file} is no simulator: ${faults.join("; ")}. What one exports says test/bench/support/gepa-sim/README.md.`,
    );
  return simulator;
}

/** What keeps a simulator from being used, as sentences. */
export function faultsOf(simulator: Simulator): string[] {
  const has = simulator as unknown as Record<string, unknown>;
  const faults = [
    ...Object.entries(needed).flatMap(([name, fits]) =>
      has[name] === undefined
        ? [`it exports no ${name}`]
        : fits(has[name])
          ? []
          : [`its ${name} is of another type`],
    ),
    ...Object.entries(optional).flatMap(([name, fits]) =>
      has[name] === undefined || fits(has[name]) ? [] : [`its ${name} is of another type`],
    ),
  ];
  if (faults.length > 0) return faults;
  try {
    return faultsOfAnswers(simulator);
  } catch (error) {
    return [`it fails on its own base: ${error instanceof Error ? error.message : error}`];
  }
}

/** One case of the base and one reflection, to see what they give. */
function faultsOfAnswers({ PHRASES, BASE, variants, ...simulator }: Simulator): string[] {
  const { mode, noise, modules } = variants?.[0] ?? { mode: "frac", noise: 0, modules: 1 };
  const bases = Array.from({ length: modules }, (_, m) => (typeof BASE === "string" ? BASE : BASE[m]!));
  if (bases.some((one) => one === undefined))
    return [`BASE has fewer texts than there are modules (${modules})`];
  const cases = simulator.makeCases(1, "val", 2);
  if (!Array.isArray(cases) || cases.length !== 2) return ["makeCases(1, 'val', 2) gives no two cases"];
  const mask = simulator.maskOf(bases, modules);
  const answer = simulator.runCase(1, cases[0]!, mask, mode, noise) as unknown;
  const text = simulator.reflect(1, 0, bases[0]!, PHRASES.slice(0, 1), undefined, 0) as unknown;
  return [
    ...(isAnswer(answer) ? [] : ["runCase gives no [score, missing, [phrase or null, line][]]"]),
    ...(typeof simulator.passRate(mask, cases) === "number" ? [] : ["passRate gives no number"]),
    ...(typeof text === "string" ? [] : ["reflect gives no text"]),
  ];
}

function isAnswer(answer: unknown): boolean {
  if (!Array.isArray(answer)) return false;
  const [score, , lines] = answer as unknown[];
  const isLine = (one: unknown): boolean => Array.isArray(one) && typeof one[1] === "string";
  return typeof score === "number" && Array.isArray(lines) && lines.every(isLine);
}
