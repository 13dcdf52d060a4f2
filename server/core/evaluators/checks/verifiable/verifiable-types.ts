import type { CheckType } from "../../check-type.ts";
import { anyToolUsed } from "./any-tool-used.ts";
import { argumentCount } from "./argument-count.ts";
import { argumentFrom } from "./argument-from.ts";
import { confirmedBefore } from "./confirmed-before.ts";
import { countChecks } from "./counts.ts";
import { formatChecks } from "./formats.ts";
import { languageChecks } from "./language.ts";
import { mannerChecks } from "./manners.ts";
import { onlyIfAsked } from "./only-if-asked.ts";
import { saidBeforeTool } from "./said-before-tool.ts";
import { statedQuantity } from "./stated-quantity.ts";

/** Checks of instructions that can be verified without a judge. */
export const verifiableTypes: readonly CheckType[] = [
  ...countChecks,
  ...formatChecks,
  ...languageChecks,
  ...mannerChecks,
  confirmedBefore,
  saidBeforeTool,
  anyToolUsed,
  onlyIfAsked,
  argumentFrom,
  argumentCount,
  statedQuantity,
];
