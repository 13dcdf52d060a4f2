import type { Random } from "../../base/index.ts";
import { pick, words } from "./random-conversations.ts";

export const quoted = (text: string): string => `"${text.replace(/["\\*]/g, "\\$&")}"`;
export const conditionMakers: readonly ((random: Random) => string)[] = [
  (r) => `is:${pick(r, ["failing", "passing", "unjudged", "unmatched", "ambiguous", "outlier"])}`,
  (r) =>
    `has:${pick(r, ["error", "tool", "tag", "signal", "user", "cost", "time", "outcome", "evaluation", "prompt", "behavior"])}`,
  (r) => `status:${pick(r, ["ok", "error", "unset", "ok,error", "e*"])}`,
  (r) => `outcome:${pick(r, ["pass", "FAIL", "unknown", "*"])}`,
  (r) =>
    `evaluator:${pick(r, ["tone=fail", "TONE=pass", '"no promise"=fail', "tone", "t*=unknown", "theirs=fail", "*<0.5", "tone>=0.3", "nobody", '"no promise"', "tone=not-applicable", "tone=0.5..0.7", "tone,theirs"])}`,
  (r) =>
    `behavior:${pick(r, ['"knee pain"', "*refund*", "b-1", '"O\'Brien\'s \\"quotes\\""', '"*100%*"', "nothing", "*"])}`,
  (r) =>
    `prompt:${pick(r, ["coach", "coach@a1", "travel@a1b2", "*.prompt.md", "prompts/coach.prompt.md@00", "coach.prompt.md", "c*@A1B2", "nothing", "coach,travel"])}`,
  (r) => `signal:${pick(r, ["user-gives-up", "user-*", "tool-error,user-gives-up"])}`,
  (r) =>
    `tool:${pick(r, ["search_flights", "search_*", "SEARCH_hotels", "a%b", "a*b", "book,search_flights", "none", "*"])}`,
  (r) => `tool~${pick(r, ["flight", "_", "%"])}`,
  (r) => `model:${pick(r, ["gpt-4*", "claude", "it's_50%", "*o", "gpt_4o"])}`,
  (r) =>
    `tag:${pick(r, ["beta", "vip", '"x,y"', "it's", "*", "b*a", '"line*break"', "bug-report", "bug-*,own-tag", "OWN-tag"])}`,
  (r) => `finish:${pick(r, ["stop", "length", "*"])}`,
  (r) =>
    `${pick(r, ["input", "output", "text"])}~${pick(r, [...words, '"knee pain"', '"refund the"', "ref*", "*ain", quoted("it's"), quoted("100%"), "北京", quoted("say hi"), "Größe", "ärger", "rain2day", quoted("DROP TABLE")])}`,
  (r) =>
    pick(r, ["refund", "knee pain", '"the the"', "c-1", "flight*", "sorry,refund", quoted("it's"), "天气"]),
  (r) =>
    `cost${pick(r, [">0.02", "<0.01", ":0.01..0.03", "=0.02", ":..0.01", ":0.04..", "!=0.02", ">$0.01"])}`,
  (r) => `latency${pick(r, [">3s", "<500ms", ":1s..2s", ">=0.05m", ":2000"])}`,
  (r) => `tokens${pick(r, [">3k", "<500", ":1000..2000", ".in>2k", ".out<100"])}`,
  (r) =>
    pick(r, [
      "turns>1",
      "turns:1",
      "messages:4",
      "spans>3",
      "spans<=2",
      "errors>0",
      "errors:0",
      "score<0.5",
      "score:1",
    ]),
  (r) =>
    pick(r, [
      "after:5d",
      "before:2d",
      "after:2026-03-10",
      "before:2026-03-12T06:00",
      "started:2026-03-14",
      "started:2026-03-08..2026-03-10",
      "after:yesterday",
      "before:today",
      "started:2026-03",
      "started>2026-03-10",
      "started<=2026-03-10",
    ]),
  (r) =>
    pick(r, [
      "user:u-3",
      "user:u-*",
      "service:coach",
      "service:travel-agent",
      "service:it's",
      "env:production",
      "task:1,2",
      "file:*100%*",
      "file:a/*",
      "format:chat",
      "agent:x",
      "id:c-1*",
      "id:c-17",
      "id~'",
    ]),
  (r) =>
    pick(r, ["span:chat", "span:plan*", "span:x'y", "error~timeout", 'error:"it\'s broken"', 'error~"100%"']),
  (r) =>
    `attr.${pick(r, ["app.plan:pro", "app.plan:f*", "app.plan:it's", 'app.plan:"50%_x"', "list:two", "list:t*", "nothing:*", "app_plan:pro"])}`,
];

export function randomQuery(random: Random, depth: number): string {
  const kind = random();
  if (depth === 0 || kind < 0.35)
    return `${random() < 0.25 ? "-" : ""}${pick(random, conditionMakers)(random)}`;
  const parts = Array.from({ length: 2 + Math.floor(random() * 2) }, () => randomQuery(random, depth - 1));
  if (kind < 0.65)
    return parts.map((part) => (/ OR /.test(part) ? `(${part})` : part)).join(random() < 0.2 ? " AND " : " ");
  if (kind < 0.9) return `(${parts.join(" OR ")})`;
  return `NOT (${parts[0]})`;
}
