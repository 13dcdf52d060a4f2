import { type Action, actions } from "./actions.ts";
import type { Domain } from "./domain.ts";
import type { Draw } from "./draw.ts";
import type { Condition, PlannedLine } from "./plan.ts";
import { alwaysLines, formatLines, personaLines } from "./standing-lines.ts";

const numbers = [
  "2",
  "3",
  "5",
  "7",
  "10",
  "12",
  "14",
  "15",
  "20",
  "24",
  "25",
  "30",
  "36",
  "40",
  "48",
  "50",
  "60",
  "75",
  "80",
  "90",
];
const sections = {
  persona: ["Who you are", "Role", "About you"],
  context: ["Good to know", "Background", "Facts"],
  always: ["Rules", "General conduct", "House rules", "Working method", "Always"],
  format: ["Form of answers", "Style", "How to write"],
  conditional: [
    "Special cases",
    "Procedures",
    "Money matters",
    "Who is who",
    "Exceptions",
    "By situation",
    "Before you act",
    "Handling",
    "Particular requests",
    "What to watch for",
  ],
} as const;

/** Fills `{slot}`. */
export const filled = (text: string, slots: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => slots[name] ?? whole);

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Words for the slots, one choice for each line. */
export function slotsOf(
  domain: Domain,
  draw: Draw,
  choice: readonly string[] = numbers,
): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(domain.slots).map(([name, words]) => [name, draw.pick(words)])),
    ...{ c: domain.customer, business: domain.business, n: draw.pick(choice) },
  };
}

/** Makes conditional lines, never the same order under the same condition twice. */
export class LineMaker {
  private readonly used = new Set<string>();

  constructor(
    private readonly domain: Domain,
    private readonly conditions: ReadonlyMap<string, Condition>,
    private readonly draw: Draw,
  ) {}

  /** Undefined where every order that fits is taken. */
  conditional(
    needs: readonly string[],
    fits: (action: Action) => boolean = () => true,
  ): PlannedLine | undefined {
    const { domain, draw } = this;
    const key = (action: Action): string => `${needs.join("+")} ${action.id}`;
    // Not what an order under the same condition forbids: that would be a conflict that nobody planted.
    const free = actions.filter(
      (one) =>
        fits(one) &&
        !this.used.has(key(one)) &&
        !(one.opposite && this.used.has(`${needs.join("+")} ${one.opposite}`)),
    );
    if (free.length === 0) return undefined;
    const action = draw.pick(free);
    return this.made(needs, action, slotsOf(domain, draw, action.numbers));
  }

  made(needs: readonly string[], action: Action, slots: Record<string, string>): PlannedLine {
    const { draw } = this;
    this.used.add(`${needs.join("+")} ${action.id}`);
    const when = needs.map((id) => this.spoken(id)).join(" and ");
    const order = filled(draw.pick(action.text), slots);
    const text = draw.weighted(
      [
        [`If ${when}, ${order}.`, 5],
        [`When ${when}, ${order}.`, 4],
        [`${upperFirst(order)} if ${when}.`, 2],
        [`${upperFirst(order)} when ${when}.`, 1],
        [`Where ${when}, ${order}.`, 1],
      ] as const,
      ([, weight]) => weight,
    )[0];
    return { kind: "conditional", needs, action, text, when, order, slots, section: "", line: 0 };
  }

  /** The condition as a clause. Those of tasks are verbs, which need somebody. */
  private spoken(id: string): string {
    const words = this.draw.pick(this.conditions.get(id)!.when);
    return id.startsWith("t:") ? `${this.draw.pick(["the", "a"])} ${this.domain.customer} ${words}` : words;
  }
}

export function standingLines(
  domain: Domain,
  draw: Draw,
  counts: Record<"persona" | "context" | "always" | "format", number>,
): PlannedLine[] {
  const plain = (kind: "persona" | "context", text: string): PlannedLine => {
    const slots = slotsOf(domain, draw);
    return { kind, needs: [], text: filled(text, slots), slots, section: "", line: 0 };
  };
  const ordered =
    (kind: "always" | "format") =>
    (action: (typeof alwaysLines)[number]): PlannedLine => {
      const slots = slotsOf(domain, draw);
      return {
        kind,
        needs: [],
        action,
        text: filled(draw.pick(action.text), slots),
        slots,
        section: "",
        line: 0,
      };
    };
  return [
    ...[personaLines[0]!, ...draw.some(personaLines.slice(1), counts.persona - 1)].map((text) =>
      plain("persona", text),
    ),
    ...draw.some(domain.facts, counts.context).map((text) => plain("context", text)),
    ...draw.some(alwaysLines, counts.always).map(ordered("always")),
    ...draw.some(formatLines, counts.format).map(ordered("format")),
  ];
}

/**
 * Lays lines out as markdown: the persona as sentences at the top, the rest in sections in any order, as bullets, numbers or sentences.
 * Tells each line where it stands.
 */
export function laidOut(lines: readonly PlannedLine[], title: string, draw: Draw): string {
  const rows: string[] = [`# ${title}`, ""];
  const put = (line: PlannedLine, mark: string, section: string): void => {
    rows.push(mark + line.text);
    line.section = section;
    line.line = rows.length;
  };
  for (const line of lines.filter(({ kind }) => kind === "persona")) {
    put(line, "", title);
    rows.push("");
  }
  const groups = draw.shuffled(groupsOf(lines, draw));
  for (const { section, lines: inside, isNumbered } of groups) {
    rows.push(`## ${section}`, "");
    let count = 0;
    for (const [first, ...rest] of nested(inside, draw)) {
      const mark = isNumbered ? `${++count}. ` : "- ";
      if (rest.length === 0) put(first!, mark, section);
      else {
        rows.push(`${mark}${draw.pick(["If", "When"])} ${first!.when}:`);
        for (const line of [first!, ...rest]) {
          line.text = `${upperFirst(line.order!)}.`;
          put(line, `${" ".repeat(mark.length)}- `, section);
        }
      }
    }
    rows.push("");
  }
  return `${rows.join("\n").trimEnd()}\n`;
}

/** Some of what has the same condition stands below it. */
function nested(lines: readonly PlannedLine[], draw: Draw): PlannedLine[][] {
  const groups = new Map<string, PlannedLine[]>();
  for (const [i, line] of lines.entries()) {
    const together = line.needs.length === 1 ? line.needs[0]! : `${i}`;
    groups.set(together, [...(groups.get(together) ?? []), line]);
  }
  return [...groups.values()].flatMap((group) =>
    group.length > 1 && draw.chance(0.5) ? [group] : group.map((line) => [line]),
  );
}

function groupsOf(lines: readonly PlannedLine[], draw: Draw) {
  const group = (section: string, inside: readonly PlannedLine[]) => ({
    ...{ section, lines: draw.shuffled(inside), isNumbered: draw.chance(0.2) },
  });
  const ofKind = (kind: PlannedLine["kind"]): PlannedLine[] => lines.filter((line) => line.kind === kind);
  const conditional = ofKind("conditional");
  const titles = draw.some(
    sections.conditional,
    Math.max(1, Math.min(10, Math.round(conditional.length / 9))),
  );
  const dealt = titles.map((): PlannedLine[] => []);
  for (const line of conditional) draw.pick(dealt).push(line);
  return [
    ...(["context", "always", "format"] as const).map((kind) =>
      group(draw.pick(sections[kind]), ofKind(kind)),
    ),
    ...titles.map((title, i) => group(title, dealt[i]!)),
  ].filter(({ lines: inside }) => inside.length > 0);
}
