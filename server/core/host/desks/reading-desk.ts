import { type TraceDetail, traceSpan, traceText, traceView } from "../../review/index.ts";
import { conversationDetail, listConversations } from "../conversation-queries.ts";
import type { Host } from "../host.ts";
import { cycleOfTrace, keptCycleTrace } from "../improve/cycle-trace.ts";
import { readQuery } from "../query/find-conversations.ts";
import { QueryHelper } from "../query/query-helper.ts";
import { saveSlice } from "../slices.ts";
import type { HostBase } from "./host-base.ts";

type ReadingDesk = Pick<
  Host,
  | "snapshot"
  | "conversations"
  | "conversation"
  | "trace"
  | "traceSpan"
  | "traceText"
  | "completeQuery"
  | "slices"
  | "saveSlice"
  | "promptFiles"
  | "revision"
>;

/** What is there, for who looks at it. */
export function readingDesk(base: HostBase): ReadingDesk {
  const { current, told, workspace } = base;
  const queryHelper = new QueryHelper();
  return {
    snapshot: async () => {
      told.startFrom((await current.built()).basis);
      return told.laidOver(await current.snapshot());
    },
    conversations: async (query) =>
      listConversations(await current.world(), query, {
        ...(await current.queryContext()),
        failing: async () => (await current.built()).failing,
      }),
    conversation: async (id) => {
      await base.linkIfNew(id);
      return conversationDetail(await current.world(), id);
    },
    ...traceDesk(base),
    completeQuery: async (text, offset) =>
      queryHelper.help(text, offset, () => current.world(), await current.queryContext()),
    slices: () => current.slices(),
    saveSlice: async (slice) => {
      readQuery(slice.query, await current.queryContext());
      await base.run({}, () => saveSlice(workspace.root, slice));
    },
    promptFiles: async () => (await current.load()).files.map(({ file }) => file),
    revision: async () => told.revisionWith(await current.revision()),
  };
}

function traceDesk(base: HostBase): Pick<ReadingDesk, "trace" | "traceSpan" | "traceText"> {
  const traced = async (id: string): Promise<TraceDetail | undefined> => {
    const cycle = cycleOfTrace(id);
    if (cycle !== undefined) return keptCycleTrace(base.store, cycle);
    await base.linkIfNew(id);
    return base.current.trace(id);
  };
  return {
    trace: async (id) => {
      const detail = await traced(id);
      return detail && traceView(detail);
    },
    traceSpan: async (id, spanId) => {
      const detail = await traced(id);
      return detail && traceSpan(detail, spanId);
    },
    traceText: async (id, place) => {
      const detail = await traced(id);
      return detail && traceText(detail, place);
    },
  };
}
