import pc from "picocolors";
import { cycleRow, cycleStepsText, cycleTraceId, type EndedCycle, UserError } from "../../core/index.ts";
import type { Session } from "../session.ts";

const paint = { bold: pc.bold, dim: pc.dim };

/** Lists cycles however they ended, or shows the steps of one. Exit 0. */
export async function cyclesCommand(session: Session, id: string | undefined): Promise<number> {
  const cycles = await session.host.cycles();
  if (id !== undefined) return showCycle(session, cycleCalled(cycles, id));
  if (session.json) session.print(JSON.stringify({ cycles }));
  else if (cycles.length === 0)
    session.print("No edit was looked for yet. Look for one: homeostat improve --target EVALUATOR");
  else session.print(cycles.map((one) => cycleRow(one, paint)).join("\n"));
  return 0;
}

async function showCycle(session: Session, cycle: EndedCycle): Promise<number> {
  const trace = await session.host.trace(cycleTraceId(cycle.id));
  if (session.json) session.print(JSON.stringify({ cycle, trace }));
  else
    session.print([cycleRow(cycle, paint), "", ...(trace ? [cycleStepsText(trace, paint)] : [])].join("\n"));
  return 0;
}

/** Throws `cycle-unknown`. */
function cycleCalled(cycles: readonly EndedCycle[], id: string): EndedCycle {
  const found = cycles.filter((one) => one.id === id || (id.length >= 4 && one.id.startsWith(id)));
  if (found.length === 1) return found[0]!;
  throw new UserError(
    "cycle-unknown",
    found.length > 1 ? `Several cycles begin with ${id}.` : `There is no cycle ${id}.`,
    "List them: homeostat cycles",
  );
}
