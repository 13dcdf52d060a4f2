import {
  type CaptureSettings,
  defaultCapture,
  type Redact,
  type RedactionRules,
  redactionRules,
  redactRequest,
} from "../../capture/index.ts";
import type { Claims } from "./workspace-registry.ts";

/** What anybody asks for: what nobody does is not looked for. */
const kindsOf = ({ all }: Claims): RedactionRules["kinds"] =>
  new Set([defaultCapture, ...all.map(({ capture }) => capture)].flatMap(({ redact }) => redact));

/** Redacts each request by what the workspaces say that claim its services; what nobody claims, by the defaults. */
export function redactByClaims(claims: Claims): Redact {
  const made = new WeakMap<CaptureSettings, RedactionRules>();
  const rulesOf = (service: string | undefined): RedactionRules => {
    const settings = claims.settingsOf(service ?? "");
    const rules = made.get(settings) ?? redactionRules(settings);
    made.set(settings, rules);
    return rules;
  };
  return (signal, encoding, bytes) => redactRequest({ signal, encoding, bytes }, rulesOf, kindsOf(claims));
}
