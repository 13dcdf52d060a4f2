import {
  dayOf,
  plural,
  type RetainReport,
  type RetentionReport,
  retainInWorkspace,
  tame,
} from "../../core/index.ts";
import type { GlobalOptions } from "../session.ts";
import { workspaceOf } from "./doctor.ts";

/** Removes what is older or more than the configuration keeps; with `isDry` says what would go. Exit code 0. */
export async function retainCommand(options: GlobalOptions, isDry: boolean): Promise<number> {
  const report = await retainInWorkspace(workspaceOf(options), { isDry });
  process.stdout.write(`${options.json ? JSON.stringify(report) : retainText(report)}\n`);
  return 0;
}

function retainText({ settings, places, isDone }: RetainReport): string {
  const { retainDays, retainMb } = settings;
  if (retainDays === undefined && retainMb === undefined)
    return "Everything is kept: the configuration sets neither capture.retainDays nor capture.retainMb.";
  const limits = [
    ...(retainDays === undefined ? [] : [`${plural(retainDays, "day")} since the last activity`]),
    ...(retainMb === undefined ? [] : [`${retainMb} MB`]),
  ];
  const lines = places.map((place) => placeText(place, isDone));
  return [
    `Kept: ${limits.join(", at most ")}. Labels and baselines keep no conversation from going.`,
    ...(lines.length > 0 ? lines : ["There is no store yet."]),
  ].join("\n");
}

function placeText(
  { store, conversations, tooOld, tooMuch, oldestMs, newestMs, bytes, bytesGone }: RetentionReport,
  isDone: boolean,
): string {
  const name = tame(store, 200);
  const size = bytes === undefined ? "" : `, ${megabytes(bytes)}`;
  if (tooOld + tooMuch === 0)
    return `${name}: nothing to remove (${plural(conversations, "conversation")}${size})`;
  const dates =
    oldestMs === undefined || newestMs === undefined
      ? ""
      : `, last active from ${dayOf(oldestMs)} to ${dayOf(newestMs)}`;
  const gone = bytesGone === undefined ? "" : `, about ${megabytes(bytesGone)} of ${megabytes(bytes!)}`;
  const why = [tooOld > 0 ? `${tooOld} too old` : "", tooMuch > 0 ? `${tooMuch} for the size` : ""]
    .filter(Boolean)
    .join(", ");
  return `${name}: ${tooOld + tooMuch} of ${plural(conversations, "conversation")} ${isDone ? "removed" : "would go"} (${why})${dates}${gone}`;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
