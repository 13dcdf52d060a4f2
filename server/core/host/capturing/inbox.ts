import { Store, storeIsThere } from "../../store/index.ts";
import { inboxUri } from "./state-folder.ts";

/** A service whose conversations wait for a workspace to claim it. */
export interface WaitingService {
  readonly service: string;
  readonly conversations: number;
  readonly lastMs?: number;
}

/** What waits in the inbox, by service; most first. */
export async function waitingServices(home: string): Promise<readonly WaitingService[]> {
  const uri = inboxUri(home);
  if (!(await storeIsThere(uri))) return [];
  const store = await Store.open(uri);
  try {
    const rows = await store.tables.conversations.read({ columns: ["id", "service", "receivedMs"] });
    const services = new Map<string, { conversations: number; lastMs?: number }>();
    for (const { service = "", receivedMs } of rows) {
      const known = services.get(service) ?? { conversations: 0 };
      known.conversations++;
      if (receivedMs !== undefined) known.lastMs = Math.max(known.lastMs ?? 0, receivedMs);
      services.set(service, known);
    }
    return [...services]
      .map(([service, counts]) => ({ service, ...counts }))
      .sort((a, b) => b.conversations - a.conversations || (a.service < b.service ? -1 : 1));
  } finally {
    store.close();
  }
}
