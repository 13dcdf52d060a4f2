/**
 * Requests that change the subject inside a conversation. On the data folder: how many are found, and how many of those that a reader
 * judged are right. On a checkout of RasaHQ/STAR, whose dialogues of several tasks are not in the data folder: how many of the changes
 * of the domain are found, and a sample of hits to judge. The rule was made on the half of dialogues called "tuning".
 *
 * usage: npm run bench -- later-requests [--star CHECKOUT] [--print 50]
 */
import { parseArgs } from "node:util";
import { seededRandom, shuffle } from "../../server/core/base/index.ts";
import { laterRequests } from "../../server/core/behaviors/index.ts";
import { judgedLaterRequests, laterHits, requestTalks } from "../support/judged-later-requests.ts";
import { halfOf, type Talk } from "../support/judged-signals.ts";
import { starDialoguesOfSeveralTasks } from "../support/star-changes.ts";

const { values: flags } = parseArgs({
  options: { star: { type: "string" }, print: { type: "string", default: "0" } },
});
/** Messages of the user up to a change in which the request may stand: the agent may turn to it late. */
const EARLIER = 3;

const figures: Record<string, object> = {};
const talks = await requestTalks();
for (const [name, own] of Object.entries(talks ?? {})) figures[name] = judgedFigures(own);
if (flags.star) figures.severalTasks = changeFigures(flags.star);
console.table(figures);
console.log(JSON.stringify(figures));

function judgedFigures(own: readonly Talk[]): object {
  const hits = laterHits(own, judgedLaterRequests());
  const right = hits.filter(({ isRight }) => isRight).length;
  const judged = hits.filter(({ isRight }) => isRight !== undefined).length;
  return { conversations: own.length, hits: hits.length, judged, right, usEach: usEach(own) };
}

function changeFigures(checkout: string): object {
  const own = starDialoguesOfSeveralTasks(checkout);
  const heldOut = own.filter(({ id }) => halfOf(id) === "held-out");
  const found = heldOut.map((talk) => ({ talk, hits: laterRequests(talk.messages) }));
  const changes = found.flatMap(({ talk, hits }) =>
    talk.changes.map((at) => {
      const users = talk.messages.flatMap(({ role }, i) => (role === "user" && i <= at ? [i] : []));
      const near = users.slice(-EARLIER);
      return hits.some(({ messageIndex }) => near.includes(messageIndex));
    }),
  );
  const hits = found.flatMap(({ talk, hits }) => hits.map((hit) => ({ talk, hit })));
  for (const { talk, hit } of shuffle([...hits], seededRandom(1)).slice(0, Number(flags.print))) {
    const answer = talk.messages
      .slice(0, hit.messageIndex)
      .findLast(({ role, text }) => role === "assistant" && text);
    console.log(`${talk.id}:${hit.messageIndex}  ${answer?.text.slice(-100)}  >>  ${hit.text.slice(0, 200)}`);
  }
  return {
    ...{ conversations: heldOut.length, hits: hits.length, changes: changes.length },
    found: changes.filter(Boolean).length,
    usEach: usEach(heldOut),
  };
}

/** Processor time for one conversation, in microseconds; the first round is for the compiler. */
function usEach(own: readonly Talk[]): number {
  const all = () => own.forEach(({ messages }) => void laterRequests(messages));
  all();
  const before = process.cpuUsage();
  all();
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / own.length);
}
