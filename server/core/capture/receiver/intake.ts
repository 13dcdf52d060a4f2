import { messageOf } from "../../base/index.ts";
import { isJournalTrouble } from "../journal/journal-errors.ts";
import type { JournalWriter } from "../journal/journal-writer.ts";
import { type ExportAnswer, rpcCode, type Status } from "../otlp/export-answers.ts";
import { checkJson } from "./check-json.ts";
import { checkProto } from "./check-proto.ts";
import { type Checked, type Encoding, isRefused, type Signal } from "./checked.ts";
import type { ReceiverLimits } from "./limits.ts";
import { RecentBodies } from "./recent-bodies.ts";
import { Tallies } from "./tallies.ts";

/** Blacks out what must not be kept, before anything is written. What it gives back must be a request like the one it got. */
export type Redact = (
  signal: Signal,
  encoding: Encoding,
  bytes: Uint8Array,
) => { readonly bytes: Uint8Array; readonly counts: Readonly<Record<string, number>> };

/** What becomes of a request, for either transport to say in its own way: taken and durable, or a status with its HTTP code. */
export type Outcome =
  | { readonly is: "taken"; readonly answer: ExportAnswer }
  | { readonly is: "refused"; readonly http: number; readonly status: Status };

export interface IntakeOptions {
  readonly journal: JournalWriter;
  readonly limits: ReceiverLimits;
  readonly redact: Redact;
  /** Told of each request that was written, so that it can be folded soon. */
  readonly onAppended?: () => void;
}

/** The way of a request from its bytes to the journal, the same whatever transport brought it. */
export class Intake {
  readonly tallies = new Tallies();
  readonly recent = new RecentBodies();
  private inFlight = 0;
  private heldBytes = 0;
  /** From here on everything is put off: the process is about to end. */
  isStopping = false;

  constructor(private readonly options: IntakeOptions) {}

  get limits(): ReceiverLimits {
    return this.options.limits;
  }

  /** A place among the requests that are handled at once; undefined where there is none now. */
  admit(): Admission | undefined {
    const { requestsAtOnce } = this.limits;
    if (this.isStopping || this.inFlight >= requestsAtOnce || !this.hasRoom(0)) return undefined;
    this.inFlight++;
    let held = 0;
    return {
      hold: (bytes) => {
        if (!this.hasRoom(bytes)) return false;
        held += bytes;
        this.heldBytes += bytes;
        return true;
      },
      release: () => {
        this.inFlight--;
        this.heldBytes -= held;
      },
    };
  }

  private hasRoom(bytes: number): boolean {
    return this.heldBytes + bytes <= this.limits.bytesAtOnce;
  }

  /** Checks, redacts and writes a request; what it answers holds from then on. */
  async take(signal: Signal, encoding: Encoding, body: Uint8Array): Promise<Outcome> {
    const checked = (encoding === "proto" ? checkProto : checkJson)(body, signal, this.limits);
    if (isRefused(checked)) {
      const isLarge = checked.refusal === "tooLarge";
      return this.refused(isLarge ? 413 : 400, rpcCode.invalidArgument, checked.message);
    }
    const nowMs = Date.now();
    for (const message of [...checked.why, ...checked.warnings])
      this.tallies.problem(checked.rejected > 0 ? "records-rejected" : "odd-ids", message, nowMs);
    try {
      const isRetry = await this.keep(signal, encoding, checked, nowMs);
      this.tallies.kept(checked, isRetry, nowMs);
      return { is: "taken", answer: answerOf(checked) };
    } catch (error) {
      return this.failed(error);
    }
  }

  private async keep(
    signal: Signal,
    encoding: Encoding,
    checked: Checked,
    receivedMs: number,
  ): Promise<boolean> {
    if (checked.spans + checked.logs === 0) return false;
    const { bytes, counts } = this.options.redact(signal, encoding, checked.bytes);
    const entry = { signal, encoding, receivedMs, bytes };
    const { isRetry, done } = this.recent.once(entry, () => this.options.journal.append(entry));
    await done;
    if (!isRetry) {
      this.tallies.redactions(counts);
      this.options.onAppended?.();
    }
    return isRetry;
  }

  /** Nothing was kept. If the journal could not take it now, it may later; a mistake of ours should not cost the sender its spans either. */
  private failed(error: unknown): Outcome {
    if (!isJournalTrouble(error))
      return this.putOff(
        503,
        rpcCode.unavailable,
        `Could not be taken: ${messageOf(error)}`,
        30,
        "intake-failed",
      );
    const message = `${error.message} ${error.hint ?? ""}`.trim();
    return error.code === "journal-backlog"
      ? this.putOff(429, rpcCode.resourceExhausted, message, 5, error.code)
      : this.putOff(503, rpcCode.unavailable, message, 10, error.code);
  }

  refused(http: number, code: Status["code"], message: string, problem = "refused"): Outcome {
    this.tallies.refused();
    this.tallies.problem(problem, message, Date.now());
    return { is: "refused", http, status: { code, message } };
  }

  /** For more requests at once than are handled, or a stop. */
  busy(): Outcome {
    return this.isStopping
      ? this.putOff(503, rpcCode.unavailable, "Homeostat's receiver is stopping.", 5, "stopping")
      : this.putOff(503, rpcCode.unavailable, "Too many requests at once; try again shortly.", 1, "busy");
  }

  private putOff(
    http: number,
    code: Status["code"],
    message: string,
    retryAfterS: number,
    problem: string,
  ): Outcome {
    this.tallies.putOff();
    this.tallies.problem(problem, message, Date.now());
    return { is: "refused", http, status: { code, message, retryAfterS } };
  }
}

export interface Admission {
  /** False where so many more bytes cannot be held now. */
  readonly hold: (bytes: number) => boolean;
  readonly release: () => void;
}

function answerOf({ rejected, why, warnings }: Checked): ExportAnswer {
  const messages = [...(rejected > 0 ? [`${rejected} left out.`] : []), ...why, ...warnings];
  return messages.length > 0 ? { rejected, message: messages.join(" ") } : { rejected };
}
