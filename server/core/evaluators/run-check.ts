import { isCancellation, messageOf } from "../base/index.ts";
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
    if (signal?.aborted || isCancellation(error)) throw error;
    return unknownVerdict(`The check could not read this sample (${visible(messageOf(error))})`);
  }
}
