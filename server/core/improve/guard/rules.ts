import { frozen } from "./rules/frozen.ts";
import { hidden } from "./rules/hidden.ts";
import { injected } from "./rules/injected.ts";
import { length } from "./rules/length.ts";
import { outputForm } from "./rules/output-form.ts";
import { outside } from "./rules/outside.ts";
import { placeholders } from "./rules/placeholders.ts";
import { safety } from "./rules/safety.ts";
import { testText } from "./rules/test-text.ts";
import type { GuardRule } from "./violation.ts";

/** All rules, in the order in which they are told. */
export const guardRules: readonly GuardRule[] = [
  frozen,
  outside,
  placeholders,
  outputForm,
  safety,
  length,
  testText,
  hidden,
  injected,
];
