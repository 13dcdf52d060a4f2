import type { Intent } from "./demo-types.ts";
import { achillesMorning, stretching } from "./intents/achilles-and-stretching.ts";
import { cancelSubscription, pauseSubscription } from "./intents/cancel-and-pause.ts";
import { carbLoading, dailyProtein } from "./intents/carbs-and-protein.ts";
import { doubleCharge, updateCard } from "./intents/charge-and-card.ts";
import { chestPain, sideStitch } from "./intents/chest-and-stitch.ts";
import { breakfastBefore, gelsDuring } from "./intents/gels-and-breakfast.ts";
import { kneeBrace, kneeDownhill } from "./intents/knee-and-brace.ts";
import { moveLongRun, shortenLongRun } from "./intents/move-and-shorten.ts";
import { buildPlan, showWeek } from "./intents/plan-and-week.ts";
import { easyPace, racePace } from "./intents/race-and-easy-pace.ts";
import { returnAfterInjury, shinPain } from "./intents/shin-and-return.ts";
import { comeback, taper } from "./intents/taper-and-comeback.ts";
import { watchNotSyncing, watchWrongPace } from "./intents/watch-sync-and-pace.ts";
import { adultWeight, teenWeight } from "./intents/weight-adult-and-teen.ts";

/** All intents, look-alikes side by side. */
export const intents: readonly Intent[] = [
  moveLongRun,
  shortenLongRun,
  buildPlan,
  showWeek,
  racePace,
  easyPace,
  taper,
  comeback,
  kneeDownhill,
  kneeBrace,
  shinPain,
  returnAfterInjury,
  achillesMorning,
  stretching,
  chestPain,
  sideStitch,
  carbLoading,
  dailyProtein,
  gelsDuring,
  breakfastBefore,
  adultWeight,
  teenWeight,
  watchNotSyncing,
  watchWrongPace,
  cancelSubscription,
  pauseSubscription,
  doubleCharge,
  updateCard,
];
