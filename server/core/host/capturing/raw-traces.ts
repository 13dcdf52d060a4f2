import { type ReceivedRecord, unpackRecords } from "../../capture/index.ts";

/**
 * The records of one conversation, by trace, as `packRecords` packs: what waits as bytes costs a collection of garbage nothing, and most
 * of it is never read again.
 */
export type RawTraces = ReadonlyMap<string, readonly Uint8Array[]>;

export const recordsOfPacks = (packs: readonly Uint8Array[]): ReceivedRecord[] =>
  packs.flatMap((pack) => unpackRecords(pack));

/**
 * Records of the conversations that were written last: a turn's spans come in several requests, seconds apart, and reading the earlier
 * ones back each time would take longer than all the rest. Bounded by bytes; what was not used for longest goes first.
 */
export class RecentTraces {
  private readonly held = new Map<string, { readonly traces: RawTraces; readonly bytes: number }>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  get(conversationId: string): RawTraces | undefined {
    const found = this.held.get(conversationId);
    if (!found) return undefined;
    this.held.delete(conversationId);
    this.held.set(conversationId, found);
    return found.traces;
  }

  set(conversationId: string, traces: RawTraces): void {
    this.delete(conversationId);
    const bytes = sizeOf(traces);
    this.held.set(conversationId, { traces, bytes });
    this.bytes += bytes;
    for (const [id, one] of this.held) {
      if (this.bytes <= this.maxBytes) break;
      this.held.delete(id);
      this.bytes -= one.bytes;
    }
  }

  delete(conversationId: string): void {
    const found = this.held.get(conversationId);
    if (!found) return;
    this.held.delete(conversationId);
    this.bytes -= found.bytes;
  }

  clear(): void {
    this.held.clear();
    this.bytes = 0;
  }
}

function sizeOf(traces: RawTraces): number {
  let bytes = 0;
  for (const packs of traces.values()) for (const pack of packs) bytes += 200 + pack.length;
  return bytes;
}
