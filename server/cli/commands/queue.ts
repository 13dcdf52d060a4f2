import pc from "picocolors";
import {
  type CapabilityQueue,
  type Diagnosis,
  promptSubjects,
  type QueueItem,
  type QueueProposal,
  type QueueRequest,
  queueFileName,
  queueProposals,
  queueText,
  tame,
  UserError,
} from "../../core/index.ts";
import type { Session } from "../session.ts";

export interface QueueOptions {
  readonly all?: boolean;
  readonly add?: string;
  readonly what?: string;
  readonly conversation?: readonly string[];
  readonly why?: string;
  readonly prompt?: string;
  readonly handle?: string;
  readonly reopen?: string;
  readonly remove?: string;
  readonly note?: string;
  readonly who?: string;
}

/** `homeostat queue`: lists what a model could not do, or changes the list. Exit code 0, and 2 where the file cannot be read. */
export async function queueCommand(session: Session, options: QueueOptions): Promise<number> {
  const request = await requestOf(session, options);
  if (!request) return list(session, options);
  const result = await session.host.changeQueue(request);
  if (session.json) session.print(JSON.stringify(result));
  else
    session.print(
      result.isChanged
        ? `${tame(result.item.id, 80)} is ${doneWords[request.kind]}. Kept in ${result.file}`
        : `${tame(result.item.id, 80)} is ${doneWords[request.kind]} already.`,
    );
  return 0;
}

const doneWords: Readonly<Record<QueueRequest["kind"], string>> = {
  add: "in the queue",
  handle: "handled",
  reopen: "open again",
  remove: "out of the queue",
};

/** Throws `option-invalid`. Undefined: nothing is to be changed. */
async function requestOf(session: Session, options: QueueOptions): Promise<QueueRequest | undefined> {
  const { add, what, handle, reopen, remove, note, who } = options;
  const given = [add ?? what, handle, reopen, remove].filter((one) => one !== undefined);
  if (given.length > 1)
    throw usage(
      "--add or --what, --handle, --reopen and --remove exclude each other.",
      "--handle ID --note TEXT",
    );
  const own = { ...(who !== undefined && { who }) };
  const noted = { ...own, ...(note !== undefined && { note }) };
  if (handle !== undefined) return { kind: "handle", id: handle, ...noted };
  if (reopen !== undefined) return { kind: "reopen", id: reopen, ...noted };
  if (remove !== undefined) return { kind: "remove", id: remove, ...own };
  if (what !== undefined) return { kind: "add", ...own, ...byHand(what, options) };
  if (add === undefined) return undefined;
  const proposal = (await proposals(session, await session.host.queue())).find(({ id }) => id === add);
  if (!proposal)
    throw new UserError(
      "queue-unknown",
      `Nothing is proposed as ${tame(add, 80)}.`,
      "See what is: homeostat queue",
    );
  const { id, why, prompt, conversations } = proposal;
  return { kind: "add", ...own, ...{ id, why, prompt, conversations, what: proposal.what } };
}

function byHand(what: string, { add, why, prompt, conversation = [] }: QueueOptions) {
  if (what.trim() === "")
    throw usage("Say what could not be done.", "--what 'reads no handwriting' --conversation ID");
  return {
    ...{ what, conversations: conversation },
    ...(add !== undefined && { id: add }),
    ...(why !== undefined && { why }),
    ...(prompt !== undefined && { prompt }),
  };
}

const usage = (message: string, example: string): UserError =>
  new UserError("option-invalid", message, `For example: homeostat queue ${example}`);

async function proposals(session: Session, queue: CapabilityQueue): Promise<QueueProposal[]> {
  const prompts: Diagnosis["prompts"][number][] = [];
  for (const subject of promptSubjects(await session.host.snapshot()))
    prompts.push(...(await session.host.diagnose(subject, session.work)).prompts);
  return queueProposals(prompts, queue);
}

async function list(session: Session, { all }: QueueOptions): Promise<number> {
  const queue = await session.host.queue();
  const items = queue.items.filter(({ state }: QueueItem) => all || state === "open");
  const proposed = await proposals(session, queue);
  const problems = queue.issues.map(({ message }) => message);
  if (session.json) session.print(JSON.stringify({ items, proposed, problems }));
  else {
    for (const problem of problems) session.print(pc.yellow(`${queueFileName}: ${tame(problem, 300)}`));
    session.print(queueText(items, proposed, { bold: pc.bold, dim: pc.dim, alarm: pc.yellow }));
  }
  return queue.isUnreadable ? 2 : 0;
}
