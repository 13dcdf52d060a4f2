// A task in which lines of a prompt help, do nothing, harm, and act on each other; interacting-lines.md is its specification.
import { Rng } from "./rng.ts";
import type { Simulator } from "./simulator.ts";

const phrases = [
  "quote the order number",
  "name the refund window",
  "state the currency",
  "list next steps",
  "confirm the delivery address",
  "give the tracking link",
  "explain the decision",
  "ask before cancelling",
  "log the cancellation reason",
  "repeat the number of the order",
  "say how long refunds are possible",
  "mind your spelling",
  "decline when unsure",
  "answer in one word",
  "never use lists",
  "leave addresses and links out",
] as const;
const base = "You are a helpful support assistant.";
const otherWords = new Map([
  [0, 9],
  [1, 10],
]);
const [needy, company] = [8, 7];
const moduleOfB = 8;
const vague = [
  "Something about the answer is off.",
  "This did not help the customer.",
  "Not what we would say.",
  "Please look at this one again.",
];
const freePhrases = 10;
const lengthPenalty = 0.01;
const breaking = 0.5;

type CaseClass = "x" | "y" | "z";
export interface InteractingCase {
  readonly id: string;
  readonly kind: CaseClass;
  readonly req: readonly number[];
}

const pools: Readonly<Record<CaseClass, readonly number[]>> = {
  x: [0, 1, 2, 3, 4, 5],
  y: [2, 3, 4, 5, 6, 7],
  z: [0, 1, 2, 3, 4, 5, 6, 7],
};

const has = (mask: number, k: number): boolean => ((mask >> k) & 1) === 1;

function isMet(mask: number, k: number): boolean {
  if (k === needy) return has(mask, needy) && has(mask, company);
  const other = otherWords.get(k);
  return has(mask, k) || (other !== undefined && has(mask, other));
}

/** How many things the lines break in a case. */
function brokenIn(mask: number, { kind, req }: InteractingCase): number {
  const broken = [
    has(mask, 12) && kind === "x",
    has(mask, 13) && kind === "y",
    has(mask, 14) && req.includes(3),
    has(mask, 15) && has(mask, 6) && (req.includes(4) || req.includes(5)),
  ];
  return broken.filter(Boolean).length;
}

function makeCase(rng: Rng, id: string): InteractingCase {
  const u = rng.f();
  const kind = u < 0.6 ? "x" : u < 0.9 ? "y" : "z";
  const pool = [...pools[kind]];
  const many = 1 + rng.i(3);
  const req = Array.from({ length: many }, () => pool.splice(rng.i(pool.length), 1)).flat();
  return { id, kind, req: kind === "z" ? [needy, ...req.slice(1)] : req };
}

const runCase: Simulator<InteractingCase, number>["runCase"] = (seed, one, mask, mode, noise) => {
  const rng = new Rng(`${seed}|run|${one.id}|${mask}`);
  const missing = one.req.filter((k) => {
    const u = rng.f();
    return !isMet(mask, k) || u < noise;
  });
  const broken = brokenIn(mask, one);
  const length = phrases.filter((_, k) => has(mask, k)).length;
  const penalty = Math.max(0, length - freePhrases) * lengthPenalty;
  const met = (one.req.length - missing.length) / one.req.length - broken * breaking;
  const whole = missing.length === 0 && broken === 0;
  const score = Math.max(0, (mode === "pass" ? Number(whole) : Math.max(0, met)) - penalty);
  const feedback = missing.map((k): [number | null, string] => {
    const u = rng.f();
    if (u >= 0.85) return [null, vague[rng.i(vague.length)]!];
    const named = u < 0.7 ? k : rng.i(phrases.length);
    return [named, `Missing: ${phrases[named]}`];
  });
  for (let i = 0; i < broken; i++) feedback.push([null, vague[rng.i(vague.length)]!]);
  return [score, missing, feedback];
};

const reflect: Simulator["reflect"] = (seed, n, current, named, dropRate = 0.25) => {
  const rng = new Rng(`${seed}|reflect|${n}`);
  const open = [...new Set(named)].filter((phrase) => !current.includes(phrase));
  const want = rng.f() < 0.5 ? 1 : 2;
  const added: string[] = [];
  while (open.length > 0 && added.length < want) added.push(...open.splice(rng.i(open.length), 1));
  const lines = phrases.filter((phrase) => current.includes(phrase)) as string[];
  // In the order of the text, whatever form the lines have in it.
  lines.sort((a, b) => current.indexOf(a) - current.indexOf(b));
  if (rng.f() < dropRate && lines.length > 0) lines.splice(rng.i(lines.length), 1);
  if (rng.f() >= 0.1) return [base, ...[...lines, ...added].map((phrase) => `- ${phrase}`)].join("\n");
  const kept = lines.filter(() => rng.f() < 0.5);
  return `${base} ${[...kept, ...added].map((phrase) => `Always ${phrase}.`).join(" ")}`.trim();
};

export const interactingLines: Simulator<InteractingCase, number> = {
  PHRASES: phrases,
  BASE: base,
  makeCases: (seed, split, n) => {
    const rng = new Rng(`${seed}|cases|${split}`);
    return Array.from({ length: n }, (_, c) => makeCase(rng, `${split}-${c}`));
  },
  maskOf: (texts, modules = 1) =>
    phrases.reduce(
      (mask, phrase, k) =>
        texts[modules === 1 || k < moduleOfB ? 0 : 1]!.includes(phrase) ? mask | (1 << k) : mask,
      0,
    ),
  passRate: (mask, cases) =>
    cases.filter((one) => one.req.every((k) => isMet(mask, k)) && brokenIn(mask, one) === 0).length /
    cases.length,
  runCase,
  reflect,
};
