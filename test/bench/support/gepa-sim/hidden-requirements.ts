// The "hidden requirements" task: a prompt must name twelve things, an answer is judged by those its case asks for, and a reflection writes
// some of what the feedback named. Written from its specification; the vectors in hidden-requirements.test.ts pin every draw. Other numbers
// than those of the specification make other tasks of it, to see what a search rests on.
import { Rng } from "./rng.ts";
import type { Simulator } from "./simulator.ts";

export const phrases = [
  "quote the order number",
  "answer in valid JSON",
  "name the refund window",
  "greet the customer by name",
  "cite the policy section",
  "list next steps",
  "state the currency",
  "avoid legal promises",
  "confirm the delivery address",
  "offer a human handoff",
  "mask card digits",
  "mention the warranty term",
];

export interface RequirementCase {
  readonly id: string;
  readonly req: readonly number[];
}

export interface RequirementOptions {
  readonly phrases?: readonly string[];
  /** Of feedback lines, how many name another phrase than the one that is missing. */
  readonly wrongHints?: number;
  /** How a line is put: as the specification has it, in words that differ each time, all in one line, or not at all. */
  readonly wording?: "plain" | "varied" | "joined" | "none";
  /** How a reflection writes what it asks for; the specification has bullets. `reworded`: each line in other words each time. */
  readonly layout?: "bullets" | "numbered" | "paragraph" | "commas" | "shuffled" | "reworded";
}

const vague = 0.1;
const manners = ["Always", "Please", "Make sure to", "In each answer you", "It is a must to"];
const openings = [
  "I missed this:",
  "It should have:",
  "Not done:",
  "Users expect you to",
  "The answer forgot to",
];

/** The bits of a mask are read by arithmetic: there may be more than 32. */
const isMet = (mask: number, k: number): boolean => Math.floor(mask / 2 ** k) % 2 === 1;

export function requirementSimulator(options: RequirementOptions = {}): Simulator<RequirementCase, number> {
  const { phrases: PHRASES = phrases, wrongHints = 0.1, wording = "plain", layout = "bullets" } = options;
  const BASE = "You are a helpful support assistant.";
  const K = PHRASES.length;
  return {
    ...{ PHRASES, BASE },
    makeCases: (seed, split, n) => {
      const rng = new Rng(`${seed}|cases|${split}`);
      return Array.from({ length: n }, (_, c) => {
        const many = 2 + rng.i(3);
        const pool = Array.from({ length: K }, (_, k) => k);
        const req = Array.from({ length: many }, () => pool.splice(rng.i(pool.length), 1)).flat();
        return { id: `${split}-${c}`, req };
      });
    },
    maskOf: (texts, modules = 1) => {
      const owner = (k: number): string => texts[modules === 1 || k < K / 2 ? 0 : 1]!;
      return PHRASES.reduce((mask, phrase, k) => mask + (owner(k).includes(phrase) ? 2 ** k : 0), 0);
    },
    passRate: (mask, cases) =>
      cases.filter(({ req }) => req.every((k) => isMet(mask, k))).length / cases.length,
    runCase: (seed, { id, req }, mask, mode, noise) => {
      const rng = new Rng(`${seed}|run|${id}|${mask}`);
      const missing = req.filter((k) => {
        const u = rng.f();
        return !isMet(mask, k) || u < noise;
      });
      const score =
        mode === "pass" ? Number(missing.length === 0) : (req.length - missing.length) / req.length;
      const named = missing.map((k): number | null => {
        const u = rng.f();
        if (u < 1 - vague - wrongHints) return k;
        if (u >= 1 - vague) return null;
        const drawn = rng.i(K - 1);
        return drawn >= k ? drawn + 1 : drawn;
      });
      return [score, missing, worded(named, PHRASES, wording, `${seed}|words|${id}|${mask}`)];
    },
    reflect: (seed, n, current, named, dropRate = 0.25) => {
      const rng = new Rng(`${seed}|reflect|${n}`);
      const lines =
        layout === "bullets"
          ? current.split("\n").flatMap((line) => (line.startsWith("- ") ? [line.slice(2)] : []))
          : inOrder(PHRASES, current);
      const open = [...new Set(named)].filter((phrase) => !current.includes(phrase));
      const want = rng.f() < 0.5 ? 1 : 2;
      const added: string[] = [];
      while (open.length > 0 && added.length < want) added.push(...open.splice(rng.i(open.length), 1));
      if (rng.f() < dropRate && lines.length > 0) lines.splice(rng.i(lines.length), 1);
      return laidOut(BASE, [...lines, ...added], layout, rng);
    },
  };
}

const inOrder = (all: readonly string[], text: string): string[] =>
  all.filter((one) => text.includes(one)).sort((a, b) => text.indexOf(a) - text.indexOf(b));

function laidOut(
  base: string,
  asked: readonly string[],
  layout: NonNullable<RequirementOptions["layout"]>,
  rng: Rng,
): string {
  if (layout === "numbered") return [base, ...asked.map((one, i) => `${i + 1}. ${one}`)].join("\n");
  if (layout === "paragraph") return [base, ...asked.map((one) => `Always ${one}.`)].join(" ");
  if (layout === "commas") return asked.length === 0 ? base : `${base} You ${asked.join(", ")}.`;
  if (layout === "reworded")
    return [base, ...asked.map((one) => `- ${manners[rng.i(manners.length)]!} ${one}`)].join("\n");
  const lines = [...asked];
  if (layout === "shuffled")
    for (let i = lines.length - 1; i > 0; i--) {
      const j = rng.i(i + 1);
      [lines[i], lines[j]] = [lines[j]!, lines[i]!];
    }
  return [base, ...lines.map((one) => `- ${one}`)].join("\n");
}

function worded(
  named: readonly (number | null)[],
  all: readonly string[],
  wording: NonNullable<RequirementOptions["wording"]>,
  key: string,
): [number | null, string][] {
  if (wording === "none") return [];
  const plain = named.map((k) => (k === null ? "Something about the answer is off." : `Missing: ${all[k]}`));
  if (wording === "joined") return named.map((k, i) => [k, i === 0 ? plain.join(" ") : ""]);
  if (wording === "plain") return named.map((k, i) => [k, plain[i]!]);
  const rng = new Rng(key);
  return named.map((k) => {
    const opening = openings[rng.i(openings.length)]!;
    return [k, `${opening} ${k === null ? "something else" : all[k]} (${rng.i(1000)})`];
  });
}

export const hiddenRequirements = requirementSimulator();
