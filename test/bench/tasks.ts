/**
 * Behaviors found in conversations with agents, beside the tasks that the users were given: STAR (people play the agent) and tau-bench's
 * airline (50 tasks, each tried four times). Requests are read from conversations as an import reads them. Three times: what was asked
 * alone; with what the agent said first; with the tools that it called as well, which is what the product does. In STAR the tools are
 * called like the tasks, so the last one says little there. Then the names, for a person to read.
 *
 * usage: npm run bench -- tasks [--seeds 3]
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { handlingOf, openingRequest, type Request } from "../../server/core/behaviors/index.ts";
import { importFiles } from "../../server/core/capture/index.ts";
import { type Message, messagesFromSpans } from "../../server/core/store/index.ts";
import { partitionScores } from "../support/partition-scores.ts";
import { realData } from "../support/real-data.ts";
import { starDialogues } from "../support/star-dialogues.ts";
import type { Searched } from "./support/clustering-run.ts";
import { round } from "./support/numbers.ts";
import { searchInChild } from "./support/search-in-child.ts";

const { values: flags } = parseArgs({ options: { seeds: { type: "string", default: "3" } } });
const seeds = Array.from({ length: Number(flags.seeds) }, (_, i) => i + 1);

interface Talk {
  readonly id: string;
  readonly task: string;
  readonly messages: readonly Message[];
}

interface Asked {
  readonly request: Request;
  readonly task: string;
}

const keys = ["ari", "ami", "nmi", "acc", "k", "seconds"] as const;

const withoutTools = (messages: readonly Message[]): Message[] =>
  messages.filter(({ role }) => role !== "tool").map(({ toolCalls: _, ...message }) => message);

/** How much of what the agent did goes into the search. */
const views: Readonly<Record<string, (messages: readonly Message[]) => string | undefined>> = {
  asked: () => undefined,
  answered: (messages) => handlingOf(withoutTools(messages)),
  handled: handlingOf,
};

const star = realData("b-intents", "star", "dialogues.dev.tar.gz");
const tau = realData("a-traces", "tau-bench-airline", "gpt-4o-airline.json.gz");
if (!star || !tau) process.exit(0);
const sets = { star: await starTalks(star), "tau-bench-airline": await imported(tau) };
const results: Record<string, object> = {};
for (const [name, talks] of Object.entries(sets)) results[name] = await measured(name, talks);
console.log(JSON.stringify(results));

async function starTalks(path: string): Promise<Talk[]> {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
  try {
    const file = join(folder, "star.jsonl");
    const lines = starDialogues(path)
      .filter(({ messages }) => messages.length > 0)
      .map((dialogue) => JSON.stringify(dialogue));
    writeFileSync(file, lines.join("\n"));
    return await imported(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function imported(path: string): Promise<Talk[]> {
  const talks: Talk[] = [];
  await importFiles([path], {
    onCaptured: async (batch) => {
      for (const { conversation, spans } of batch)
        talks.push({
          ...{ id: conversation.id, task: conversation.taskId ?? "" },
          messages: messagesFromSpans(spans),
        });
    },
  });
  return talks;
}

async function measured(name: string, talks: readonly Talk[]): Promise<object> {
  const tasks = new Set(talks.map(({ task }) => task)).size;
  console.log(`\n${name}: ${talks.length} conversations, ${tasks} tasks, ${seeds.length} seeds; x100, means`);
  const figures: Record<string, object> = {};
  let last: { searched: Searched; asked: Asked[] } | undefined;
  for (const [view, handling] of Object.entries(views)) {
    const asked = talks.flatMap(({ id, task, messages }) => {
      const request = openingRequest(id, messages);
      return request ? [{ task, request: { ...request, handling: handling(messages) } }] : [];
    });
    const runs: Readonly<Record<(typeof keys)[number], number>>[] = [];
    for (const seed of seeds) {
      const searched = await searchInChild({ requests: asked.map(({ request }) => request), seed });
      runs.push({ ...scoresOf(asked, searched), k: searched.behaviors.length, seconds: searched.seconds });
      last = { searched, asked };
    }
    const mean = Object.fromEntries(
      keys.map((key) => [key, round(runs.reduce((sum, run) => sum + run[key], 0) / runs.length)]),
    );
    figures[view] = { n: asked.length, ...mean };
    console.log(
      `  ${view.padEnd(10)} ${Object.entries(mean)
        .map(([key, value]) => `${key} ${value}`)
        .join(", ")}`,
    );
  }
  if (last) printNames(last);
  return { tasks, ...figures };
}

function scoresOf(asked: readonly Asked[], { assignment }: Searched) {
  const behaviorOf = new Map(assignment);
  const { ari, ami, nmi, acc } = partitionScores(
    asked.map(({ task }) => task),
    asked.map(({ request }) => behaviorOf.get(request.id) ?? `alone ${request.id}`),
  );
  return { ari: ari * 100, ami: ami * 100, nmi: nmi * 100, acc: acc * 100 };
}

/** Names as the product would show them, with the size and the most frequent tasks of each. */
function printNames({
  searched,
  asked,
}: {
  readonly searched: Searched;
  readonly asked: readonly Asked[];
}): void {
  const taskOf = new Map(asked.map(({ request, task }) => [request.id, task]));
  const outliers = asked.length - searched.assignment.length;
  for (const { id, name } of searched.behaviors) {
    const tasks = searched.assignment.flatMap(([request, behavior]) =>
      behavior === id ? [taskOf.get(request)!] : [],
    );
    console.log(`  ${String(tasks.length).padStart(5)}  ${name}  [${mostFrequent(tasks)}]`);
  }
  console.log(`  ${String(outliers).padStart(5)}  like nothing else`);
}

function mostFrequent(tasks: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const task of tasks) counts.set(task, (counts.get(task) ?? 0) + 1);
  const ordered = [...counts].sort((a, b) => b[1] - a[1]);
  const shown = ordered.slice(0, 3).map(([task, count]) => `${task} ${count}`);
  return ordered.length > 3 ? `${shown.join(", ")} and ${ordered.length - 3} more tasks` : shown.join(", ");
}
