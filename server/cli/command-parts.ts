import type { Command } from "commander";
import type { Host, Workspace } from "../core/index.ts";
import type { GlobalOptions, Session } from "./session.ts";

/** What commands are made with. */
export interface Commands {
  readonly program: Command;
  /** Adds the options that every command takes. */
  readonly shared: (command: Command) => Command;
  readonly optionsOf: (command: Command) => GlobalOptions;
  readonly run: (
    command: Command,
    prompts: readonly string[],
    act: (session: Session) => Promise<number>,
    open?: (workspace: Workspace) => Promise<Host>,
  ) => Promise<void>;
}

/** Of an option that may be given as often as wanted. */
export const severalTimes = (value: string, before: string[] = []): string[] => [...before, value];
