import { account } from "./groups/account.ts";
import { care } from "./groups/care.ts";
import { everydayFood } from "./groups/everyday-food.ts";
import { membership } from "./groups/membership.ts";
import { pain } from "./groups/pain.ts";
import { payments } from "./groups/payments.ts";
import { planChanges } from "./groups/plan-changes.ts";
import { planQuestions } from "./groups/plan-questions.ts";
import { raceFood } from "./groups/race-food.ts";
import { racing } from "./groups/racing.ts";
import { watchAndApp } from "./groups/watch-and-app.ts";
import type { LargeGroup } from "./large-types.ts";

/** All 133 intents, in eleven groups. */
export const largeGroups: readonly LargeGroup[] = [
  planChanges,
  planQuestions,
  racing,
  pain,
  care,
  raceFood,
  everydayFood,
  membership,
  payments,
  account,
  watchAndApp,
];
