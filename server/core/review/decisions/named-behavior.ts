import { UserError } from "../../base/index.ts";
import type { Snapshot } from "../snapshot.ts";
import { tame } from "../wording.ts";
import type { DecidedBehavior } from "./laid-over.ts";

/** So many candidates are told. */
const most = 8;

/**
 * The behavior that a person means: by its id, by its name, or by a part of the name that only one has. Throws `behavior-unknown` and
 * `behavior-ambiguous`, which names the candidates.
 */
export function namedBehavior({ behaviors }: Pick<Snapshot, "behaviors">, wanted: string): DecidedBehavior {
  const text = wanted.trim().toLowerCase();
  const byId = behaviors.find(({ id }) => id.toLowerCase() === text);
  if (byId) return byId;
  const named = behaviors.filter(({ name }) => name.toLowerCase() === text);
  const alike = behaviors.filter(({ name }) => text !== "" && name.toLowerCase().includes(text));
  const found = named.length > 0 ? named : alike;
  const [only] = found;
  if (only && found.length === 1) return only;
  if (!only)
    throw new UserError(
      "behavior-unknown",
      `There is no behavior ${tame(wanted, 80)}.`,
      "Name one by its id or name. They are listed by: homeostat behaviors",
    );
  const more = found.length > most ? ` and ${found.length - most} more` : "";
  throw new UserError(
    "behavior-ambiguous",
    `${found.length} behaviors are called like ${tame(wanted, 80)}.`,
    `Say which, by its id: ${found
      .slice(0, most)
      .map(({ id, name }) => `${id} (${tame(name, 60)})`)
      .join(", ")}${more}`,
  );
}
