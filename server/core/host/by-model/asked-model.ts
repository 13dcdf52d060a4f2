import type { LongWork } from "../../base/index.ts";
import type { FoundBehaviors, Request } from "../../behaviors/index.ts";
import { type ChatModel, spendingOn } from "../../models/index.ts";
import type { AskedModel } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { nameByModel } from "./name-by-model.ts";
import { type ReadRequest, requestIntents } from "./request-intents.ts";

/** What a chat model does for one search. Without one, nothing: requests and names stay as they are. */
export interface Reader {
  /** Reads what requests ask for. */
  readonly read: <T extends Request>(
    requests: readonly T[],
  ) => Promise<readonly (T & Partial<ReadRequest>)[]>;
  readonly name: (found: FoundBehaviors) => Promise<FoundBehaviors>;
  readonly asked: () => AskedModel | undefined;
}

export function readerBy(chat: ChatModel | undefined, store: Store, work: LongWork): Reader {
  if (!chat)
    return { read: async (requests) => requests, name: async (found) => found, asked: () => undefined };
  const spending = spendingOn(chat);
  const { model, origin, maxCalls } = chat;
  let report: Omit<AskedModel, "calls"> = {
    ...{ model, origin, maxCalls },
    ...{ requests: 0, names: 0, fellBack: 0, unasked: 0, isHopeless: false },
  };
  return {
    read: async (requests) => {
      const { readings, asked, fellBack, unasked, isHopeless } = await requestIntents(
        store,
        spending,
        requests,
        work,
      );
      report = { ...report, requests: asked, fellBack, unasked, isHopeless };
      return requests.map((one) => ({ ...one, ...readings.get(one.id) }));
    },
    name: async (found) => {
      if (report.isHopeless) return found;
      const {
        found: named,
        asked,
        fellBack,
        unasked,
        isHopeless,
      } = await nameByModel(store, spending, found, work);
      report = {
        ...report,
        names: asked,
        fellBack: report.fellBack + fellBack,
        unasked: report.unasked + unasked,
        isHopeless,
      };
      return named;
    },
    asked: () => ({ ...report, calls: spending.calls() }),
  };
}
