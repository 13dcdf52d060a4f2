/**
 * How long it takes to tell which of 1,000 prompt versions (50 files in 20 versions of 60 instructions) a system text holds, for 1,000
 * texts of which no two are alike. Beside it, on the same texts in the same run: the matcher that there was before, which looks for each
 * instruction once per text, and a plain scan that looks for each instruction of each version. Fails where answers are wrong.
 */
import { seededRandom, shuffle } from "../../server/core/base/index.ts";
import { type KnownVersion, PromptMatcher } from "../../server/core/host/match-prompts.ts";
import { knownVersion, pick } from "../support/made-prompts.ts";
import { round, spreadOf, spreadTable } from "./support/numbers.ts";
import { ScanningMatcher } from "./support/scanning-matcher.ts";

const files = 50;
const versionsPerFile = 20;
const instructions = 60;
const textCount = 1_000;
/** Texts for the slower ones: the plain scan takes a second for each. */
const scanned = { once: 200, always: 20 };

const random = seededRandom(4);
const syllables =
  "ba be bi bo da de di do fa fe ga go ka ke ki ko la le li lo ma me mi mo na ne no pa pe po ra re ro sa se so ta te to va vo".split(
    " ",
  );
const vocabulary = Array.from({ length: 1_500 }, () =>
  Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(syllables, random)).join(""),
);
/** Zipf's law, roughly: a few words are everywhere, as in prose. */
const word = (): string => vocabulary[Math.floor(vocabulary.length ** random())]!;

function sentence(): string {
  const words = Array.from({ length: 8 + Math.floor(random() * 12) }, word);
  if (random() < 0.1)
    words[Math.floor(random() * words.length)] = pick(["{{customer}}", "{{company}}"], random);
  const text = words.join(" ");
  return `- ${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/** Lines that every team writes into every prompt. */
const common = Array.from({ length: 30 }, sentence);

function history(file: number): KnownVersion[] {
  const shared = shuffle([...common], random).slice(0, 5);
  const lines = Array.from({ length: instructions }, (_, i) => shared[i] ?? sentence());
  return Array.from({ length: versionsPerFile }, (_, nth) => {
    lines[Math.floor(random() * lines.length)] = sentence();
    const text = `# Agent ${file}\n\n${lines.slice(0, 30).join("\n")}\n\n## More\n\n${lines.slice(30).join("\n")}\n`;
    return knownVersion(`prompts/agent-${file}.prompt.md`, text, nth);
  });
}

interface Made {
  readonly text: string;
  readonly holds: readonly KnownVersion[];
  /** Nobody knows the version that it was made of: a line is another one. */
  readonly isEdited: boolean;
}

/** A version with its variables filled in, some with a line changed by nobody knows whom, some beside a second prompt. */
function systemText(versions: readonly KnownVersion[], nth: number): Made {
  const one = pick(versions, random);
  const other = random() < 0.2 ? pick(versions, random) : undefined;
  const isEdited = random() < 0.3;
  const holds = other && other.file !== one.file ? [one, other] : [one];
  const parts = holds.map(({ document }) => fill(document.text, nth, isEdited));
  return {
    text: `You are agent number ${nth}.\n\n${parts.join("\n\n")}\nToday is day ${nth}.`,
    holds,
    isEdited,
  };
}

function fill(text: string, nth: number, isEdited: boolean): string {
  const filled = text
    .replaceAll("{{customer}}", `Customer ${nth}`)
    .replaceAll("{{company}}", `Company ${nth} Ltd.`);
  const lines = filled.split("\n");
  if (isEdited) lines[5 + Math.floor(random() * 20)] = sentence();
  return lines.join("\n");
}

const versions = Array.from({ length: files }, (_, file) => history(file)).flat();
const made = Array.from({ length: textCount }, (_, nth) => systemText(versions, nth));

interface Timed<T> {
  readonly ms: readonly number[];
  /** Processor time for each text on average, which other programs on the machine do not lengthen. */
  readonly cpuMs: number;
  readonly results: readonly T[];
}

function timed<T>(matcher: (text: string) => T, texts: readonly Made[]): Timed<T> {
  const ms: number[] = [];
  const cpu = process.cpuUsage();
  const results = texts.map(({ text }) => {
    const start = performance.now();
    const result = matcher(text);
    ms.push(performance.now() - start);
    return result;
  });
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000 / texts.length, results };
}

const memoryMb = (): number => {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};
const heapBefore = memoryMb();
const start = performance.now();
const matcher = new PromptMatcher(versions);
const buildMs = performance.now() - start;
const heapMb = memoryMb() - heapBefore;
for (const { text } of made.slice(0, 50)) matcher.inText(text);
const index = timed((text) => matcher.inText(text), made);
const remembering = new ScanningMatcher(versions, true);
const before = timed((text) => remembering.inText(text), made.slice(0, scanned.once));
const plain = new ScanningMatcher(versions, false);
const scan = timed((text) => plain.inText(text), made.slice(0, scanned.always));

type Ids = readonly { readonly file: string; readonly version: string }[];
const names = (list: Ids): string =>
  list
    .map(({ file, version }) => `${file}@${version.slice(0, 8)}`)
    .sort()
    .join(" ");
/**
 * Of an edited text the changed line may be the one by which two versions differ: then it may hold more of another version. And where two
 * prompts stand in a text, a line of the second may complete another version of the first: then it holds all of both.
 */
const isRight = ({ holds, isEdited }: Made, found: (typeof index.results)[number]): boolean =>
  found.length === holds.length &&
  holds.every(({ file, version }) =>
    found.some((one) => one.file === file && (isEdited || one.version === version || completed(holds, one))),
  );
const completed = (holds: Ids, { share }: { readonly share: number }): boolean =>
  holds.length === 2 && share === 1;
let wrong = 0;
made.forEach((one, i) => {
  if (isRight(one, index.results[i]!)) return;
  wrong++;
  console.log(`wrong: ${names(one.holds)} is not ${names(index.results[i]!)}`);
});
const others = made.filter(
  ({ holds, isEdited }, i) =>
    !isEdited && holds.some(({ version }) => !index.results[i]!.some((one) => one.version === version)),
).length;
const differs = before.results.filter((one, i) => names(one) !== names(index.results[i]!)).length;
const mean = (values: readonly number[]): number =>
  round(values.reduce((a, b) => a + b, 0) / values.length, 3);
const length = Math.round(mean(made.map(({ text }) => text.length)));

console.log(`${versions.length} versions, ${textCount} texts of ${length} characters on average`);
console.log(
  spreadTable({
    "by the index": spreadOf(index.ms),
    "each instruction once per text (before)": spreadOf(before.ms),
    "each instruction of each version": spreadOf(scan.ms),
  }),
);
console.log(
  `processor time per text: ${[index, before, scan].map(({ cpuMs }) => `${round(cpuMs)} ms`).join(", ")}; index made in ${round(buildMs)} ms, ${round(heapMb)} MB; ${wrong} wrong, ${others} another version that is there as well, ${differs} of ${before.results.length} unlike the matcher before`,
);
if (wrong > 0) process.exitCode = 1;
console.log(
  JSON.stringify({
    versions: versions.length,
    texts: textCount,
    msPerText: mean(index.ms),
    medianMs: spreadOf(index.ms).median,
    p95Ms: spreadOf(index.ms).p95,
    cpuMsPerText: round(index.cpuMs, 3),
    beforeMsPerText: mean(before.ms),
    beforeCpuMsPerText: round(before.cpuMs, 3),
    scanMsPerText: mean(scan.ms),
    scanCpuMsPerText: round(scan.cpuMs, 3),
    buildMs: round(buildMs),
    heapMb: round(heapMb),
    wrong,
    others,
    differs,
  }),
);
