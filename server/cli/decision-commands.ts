import type { Command } from "commander";
import type { TypedDecision } from "./commands/decide.ts";

/** Those that take nothing but the behavior. */
const plain = [
  ["pin", "let it come first"],
  ["unpin", "take that back"],
  ["unmute", "show a muted behavior again"],
  ["unmerge", "give back what was merged into it"],
  ["split", "part it where its requests fall apart; it stays so"],
  ["unsplit", "make a behavior that was split whole again, named by one of its parts"],
] as const;

/** `homeostat behaviors pin …`: what people decide, below the command that lists behaviors. A behavior is an id, a name or a part of it. */
export function registerDecisions(
  behaviors: Command,
  shared: (command: Command) => Command,
  act: (command: Command, typed: TypedDecision) => Promise<void>,
): void {
  for (const [kind, description] of plain)
    shared(behaviors.command(`${kind} <behavior>`))
      .description(description)
      .action((behavior: string, _options: unknown, command: Command) => act(command, { kind, behavior }));
  shared(behaviors.command("mute <behavior>"))
    .description("keep it out of issues and at the end of lists")
    .requiredOption("--reason <text>", "why, for the team")
    .option("--until <date>", "the last day on which it holds, as 2027-01-31")
    .action((behavior: string, { reason, until }: { reason: string; until?: string }, command: Command) =>
      act(command, { kind: "mute", behavior, reason, ...(until !== undefined && { until }) }),
    );
  shared(behaviors.command("rename <behavior> [name]"))
    .description("call it by a name of yours; without one, by what its users say again")
    .option("--description <text>", "one line on what it is")
    .action(
      (
        behavior: string,
        name: string | undefined,
        { description }: { description?: string },
        command: Command,
      ) =>
        act(command, {
          kind: "rename",
          behavior,
          ...(description === undefined ? { name: name ?? "" } : { description, ...(name && { name }) }),
        }),
    );
  shared(behaviors.command("weight <behavior> <number>"))
    .description("what its size counts for in orders, 0.1 to 10; 1 takes it back")
    .action((behavior: string, weight: string, _options: unknown, command: Command) =>
      act(command, { kind: "weight", behavior, weight }),
    );
  shared(behaviors.command("merge <behavior> <others...>"))
    .description("let a behavior swallow others; they stay one")
    .action((behavior: string, others: string[], _options: unknown, command: Command) =>
      act(command, { kind: "merge", behavior, others }),
    );
}
