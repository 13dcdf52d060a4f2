import { stemOf } from "../../behaviors/index.ts";

/**
 * Verbs by which tools are named, beside those by which prompts speak of the same doing. Few, for the names of calls and for what is
 * denied alone: what
 * else is said in other words is a model's to tell.
 */
const alike = [
  "know remember recall sure find",
  "update change modify edit alter adjust amend upgrade downgrade",
  "delete remove erase",
  "create add open register",
  "send issue mail",
  "refund reimburse compensate",
  "exchange swap replace",
  "transfer escalate handover handoff",
  "pay charge bill",
  "order buy purchase",
  "search look lookup",
  "cancel abort",
].map((group) => group.split(" ").map(stemOf));

const byStem = new Map(
  alike.flatMap((group) => group.map((stem) => [stem, group.filter((one) => one !== stem)] as const)),
);

export const wordsThatMean = (stem: string): readonly string[] => byStem.get(stem) ?? [];
