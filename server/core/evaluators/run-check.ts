import { messageOf } from "../base/index.ts";
import type { Sample } from "../store/index.ts";
import type { Check, Verdict } from "./check-type.ts";
import { unknownVerdict } from "./check-type.ts";
import { visible } from "./evidence.ts";
import type { EvaluationServices } from "./services.ts";

/** One failing sample, or one bug in a check, never stops a batch. */
export async function runCheck(
  check: Check,
  sample: Sample,
  services: EvaluationServices,
  signal?: AbortSignal,
): Promise<Verdict> {
  try {
    signal?.throwIfAborted();
    return await check(sample, services, signal);
  } catch (error) {
    // What a check gave up by itself, as a request after its time limit, is no cancel of the run.
    if (signal?.aborted) throw error;
    return unknownVerdict(`The check could not read this sample (${visible(messageOf(error))})`);
  }
}
