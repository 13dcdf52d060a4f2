import type { ModelAccess } from "../../models/index.ts";
import type { Store } from "../../store/index.ts";
import type { Config } from "../config.ts";
import type { PuttingOff } from "../evaluate-conversations.ts";
import { chosenBy, type EvaluateOptions } from "../evaluate-options.ts";
import type { Chosen } from "../open-conversations.ts";
import type { PromptFile } from "../prompt-files.ts";
import { Rests } from "./rests.ts";
import { UnaskedSpending } from "./unasked-spending.ts";

/** What is other where nobody asked for an evaluation: what is judged, who may be asked, what it may cost. */
export class UnaskedLooks {
  private readonly rests = new Rests();

  /** What the configuration wants judged, without what had to be put off a while ago; undefined where it wants nothing. */
  wanted(
    which: EvaluateOptions,
    config: Config,
    files: readonly PromptFile[],
  ): (Chosen & PuttingOff) | undefined {
    const { evaluators, evaluate } = config;
    const { continuous } = evaluate;
    if (continuous === "off") return undefined;
    const { rests } = this;
    const nowMs = Date.now();
    const onUnquiet = (fromMs: number): void => rests.wait(fromMs);
    const chosen = chosenBy(which, { evaluators, files, continuous, nowMs, onUnquiet });
    rests.wake(nowMs);
    return {
      ...chosen,
      conversation: (row, one) => chosen.conversation?.(row, one) !== false && !rests.has(row, one),
      onPutOff: (evaluation, content) => rests.put(evaluation, content, Date.now()),
    };
  }

  /** When what was left alone may be judged. */
  again(): { readonly againInMs?: number } {
    return this.rests.again(Date.now());
  }

  /** What nobody waits for must ask nobody for consent either. */
  access(access: ModelAccess): ModelAccess {
    return { ...access, isUnasked: true };
  }

  /** Limits hold for all of a day. */
  spending(store: Store): Promise<UnaskedSpending> {
    return UnaskedSpending.open(store, Date.now());
  }
}
