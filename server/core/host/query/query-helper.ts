import {
  completeQuery,
  type KnownValues,
  parseQuery,
  type QueryContext,
  type QueryHelp,
} from "../../review/index.ts";
import type { QueryWorld } from "./condition-plans.ts";
import { knownValues } from "./known-values.ts";

/** How long values that the store knows are offered as they were read: nobody waits for them at every letter. */
const freshMs = 30_000;

/** Completes queries with what the store knows, which is read now and then. */
export class QueryHelper {
  private known: { readonly atMs: number; readonly values: Promise<KnownValues> } | undefined;

  async help(
    text: string,
    offset: number,
    world: () => Promise<QueryWorld>,
    context: QueryContext,
  ): Promise<QueryHelp> {
    if (!this.known || context.nowMs - this.known.atMs > freshMs) {
      const values = world().then(knownValues);
      this.known = { atMs: context.nowMs, values };
      values.catch(() => {
        this.known = undefined;
      });
    }
    const vocabulary = { values: await this.known.values, slices: context.slices ?? [] };
    return {
      completions: completeQuery(text, offset, vocabulary),
      problems: parseQuery(text, context).problems,
    };
  }
}
