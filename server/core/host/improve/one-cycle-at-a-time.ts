import { UserError } from "../../base/index.ts";
import { type Store, withStoreLock } from "../../store/index.ts";

/** Whoever says nothing for so long is gone; a little longer is waited for that, and for a cycle that is about to end. */
const patience = { silentMs: 8_000, waitMs: 10_000 };

/**
 * Two cycles at once on one store, from two windows or a command line, would spend two budgets on the same runs and know nothing of each
 * other. Throws `cycle-under-way`.
 */
export async function oneAtATime<T>(
  { uri }: Pick<Store, "uri">,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  let hasBegun = false;
  const begin = (): Promise<T> => {
    hasBegun = true;
    return work();
  };
  try {
    return await withStoreLock(uri, begin, { name: "cycle", signal, ...patience });
  } catch (error) {
    if (hasBegun || !(error instanceof UserError) || error.code !== "store-busy") throw error;
    throw new UserError(
      "cycle-under-way",
      "An edit is being looked for already, in another window or by the command line.",
      "Wait until that is done, or cancel it there.",
    );
  }
}
