import { execFile } from "node:child_process";
import { mkdtemp, rmdir, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { messageOf } from "../base/index.ts";
import { plural } from "../review/index.ts";
import { isLocalUri, type StoreInspection, storeFiles, withoutSecrets } from "../store/index.ts";
import type { DoctorCheck } from "./doctor.ts";
import type { Workspace } from "./host.ts";

const run = promisify(execFile);
const area = "store" as const;

/** Less than this is too little to join a table's files, which needs as much again for a while. Bytes. */
const littleSpace = 500e6;

export async function storeChecks(
  uri: string,
  workspace: Workspace,
  inspect: (uri: string) => Promise<StoreInspection>,
): Promise<DoctorCheck[]> {
  const found = await inspect(uri);
  const local = isLocalUri(uri)
    ? [...(await placeChecks(uri, found)), ...(await ignoredCheck(uri, workspace))]
    : [];
  return [
    { area, code: "store.place", status: "ok", says: `The store is ${withoutSecrets(uri)}.` },
    ...engineChecks(found),
    ...(isLocalUri(uri) && found.found === "file" ? [] : foundChecks(found)),
    ...local,
    ...versionChecks(found),
    ...tableChecks(found),
    ...conversationChecks(found),
  ];
}

function engineChecks({ failure }: StoreInspection): DoctorCheck[] {
  if (!failure) return [{ area, code: "store.engine", status: "ok", says: "LanceDB's native engine loads." }];
  const isEngine = failure.code.startsWith("engine-");
  return [
    {
      area,
      code: isEngine ? "store.engine" : "store.unreachable",
      status: "problem",
      says: isEngine ? failure.message : `The store could not be looked at: ${failure.message}`,
      next: failure.hint ?? "Check the `store:` setting, the network and the credentials in the environment.",
    },
  ];
}

function foundChecks({ found, failure, lastWriteMs }: StoreInspection): DoctorCheck[] {
  if (failure) return [];
  if (found !== "store")
    return [
      {
        area,
        code: "store.exists",
        status: "ok",
        says: "There is no store yet; importing conversations makes it.",
      },
    ];
  const when = lastWriteMs === undefined ? "never" : new Date(lastWriteMs).toISOString();
  return [{ area, code: "store.exists", status: "ok", says: `The store is there, last written to ${when}.` }];
}

function versionChecks({ found, failure, version, expectedVersion, tables }: StoreInspection): DoctorCheck[] {
  const meta = tables.find(({ name }) => name === "meta");
  if (failure || found !== "store" || meta?.state === "damaged") return [];
  const code = "store.version";
  const number = Number(version ?? 1);
  if (number === expectedVersion)
    return [{ area, code, status: "ok", says: `Its schema version is ${version}, as this build reads.` }];
  if (Number.isInteger(number) && number >= 1 && number < expectedVersion)
    return [
      {
        area,
        code,
        status: "warning",
        says: `Its schema version is ${number}; this build reads ${expectedVersion} and brings it up to that when it opens it.`,
        next: "To do it now: homeostat migrate",
      },
    ];
  return [
    {
      area,
      code,
      status: "problem",
      says: `Its schema version is ${version}; this build reads version ${expectedVersion}.`,
      next: "Update Homeostat, or point `store:` in homeostat.yaml at another folder.",
    },
  ];
}

function tableChecks({ found, failure, tables }: StoreInspection): DoctorCheck[] {
  if (failure || found !== "store") return [];
  const damaged = tables.filter(({ state }) => state === "damaged");
  const missing = tables.filter(({ state }) => state === "missing").map(({ name }) => name);
  const rows = tables.flatMap(({ name, state, rows }) => (state === "ok" ? [`${name} ${rows}`] : []));
  return [
    ...(rows.length > 0
      ? [
          {
            area,
            code: "store.tables",
            status: "ok" as const,
            says: `Tables and their rows: ${rows.join(", ")}.`,
          },
        ]
      : []),
    ...damaged.map(
      ({ name, cause }): DoctorCheck => ({
        area,
        code: "store.damaged",
        status: "problem",
        says: `The table ${name} is damaged: ${cause}`,
        next: 'Run "Homeostat: Repair the Store", or: homeostat repair',
      }),
    ),
    ...(missing.length > 0
      ? [
          {
            area,
            code: "store.missing-tables",
            status: "warning" as const,
            says: `Tables that are not there: ${missing.join(", ")}. They are made, empty, when the store is opened.`,
            next: "If they were there before: homeostat repair makes them again from the others where that can be.",
          },
        ]
      : []),
  ];
}

function conversationChecks({ conversations, matched = 0, unmatched = 0 }: StoreInspection): DoctorCheck[] {
  if (conversations === undefined) return [];
  const code = "store.conversations";
  const open = Math.max(0, conversations - matched - unmatched);
  const says = `${conversations} conversations: ${matched} match a prompt, ${unmatched} match none, ${open} have not been matched yet.`;
  if (unmatched > conversations / 2)
    return [
      {
        area,
        code,
        status: "warning",
        says,
        next: "List them: homeostat traces --unmatched. Their system text holds no instruction of your prompts: name the prompts under `prompts:`, or import with --prompt.",
      },
    ];
  return [{ area, code, status: "ok", says, ...(open > 0 && { next: "To match them: homeostat evaluate" }) }];
}

/** The folder or, where there is none yet, the place it would be made in. */
async function placeChecks(folder: string, { found }: StoreInspection): Promise<DoctorCheck[]> {
  if ((await stat(folder).catch(() => undefined))?.isFile())
    return [
      {
        area,
        code: "store.not-a-folder",
        status: "problem",
        says: `${folder} is a file; a store is a folder.`,
        next: "Move that file away, or point `store:` in homeostat.yaml at another folder.",
      },
    ];
  const place = await existingPlace(folder);
  const checks = [...(await writableCheck(place)), ...(await spaceCheck(place))];
  return found === "store" || place === folder ? [...checks, ...(await filesCheck(folder))] : checks;
}

async function existingPlace(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere || dirname(folder) === folder ? folder : existingPlace(dirname(folder));
}

/** Permissions do not tell: the disk may be read-only, the share full. A folder made and taken away again does. */
async function writableCheck(place: string): Promise<DoctorCheck[]> {
  try {
    await rmdir(await mkdtemp(join(place, ".doctor-")));
    return [{ area, code: "store.writable", status: "ok", says: `${place} can be written to.` }];
  } catch (error) {
    return [
      {
        area,
        code: "store.writable",
        status: "problem",
        says: `${place} cannot be written to: ${messageOf(error)}`,
        next: "Give yourself the permission, or point `store:` in homeostat.yaml at another folder.",
      },
    ];
  }
}

async function spaceCheck(place: string): Promise<DoctorCheck[]> {
  const disk = await statfs(place).catch(() => undefined);
  if (!disk || disk.blocks === 0) return [];
  const free = disk.bavail * disk.bsize;
  const little = free < littleSpace;
  return [
    {
      area,
      code: "store.space",
      status: little ? "warning" : "ok",
      says: `${megabytes(free)} are free on its disk.`,
      ...(little && { next: "Make room: a table needs its own size again while its files are joined." }),
    },
  ];
}

async function filesCheck(folder: string): Promise<DoctorCheck[]> {
  const files = await storeFiles(folder).catch(() => undefined);
  if (!files) return [];
  const { bytes, files: count, leftovers } = files;
  return [
    { area, code: "store.size", status: "ok", says: `It has ${megabytes(bytes)} in ${count} files.` },
    ...(leftovers.length > 0
      ? [
          {
            area,
            code: "store.leftovers",
            status: "warning" as const,
            says: `${plural(leftovers.length, "file")} left half written by a process that was killed: they do no harm but take space.`,
            next: "homeostat repair removes them.",
          },
        ]
      : []),
  ];
}

/** git itself decides, where it may be run; a store holds conversations of real people. */
async function ignoredCheck(folder: string, { root, trusted }: Workspace): Promise<DoctorCheck[]> {
  if (!trusted || !(await stat(folder).catch(() => undefined))?.isDirectory()) return [];
  const code = await run("git", ["-C", root, "check-ignore", "-q", join(folder, "meta.lance")], {
    timeout: 10_000,
  }).then(
    () => 0,
    (error: { code?: number | string }) => error.code,
  );
  if (code === 0) return [{ area, code: "store.ignored", status: "ok", says: "git ignores the store." }];
  if (code !== 1) return [];
  return [
    {
      area,
      code: "store.ignored",
      status: "warning",
      says: "git does not ignore the store, which holds conversations of real people.",
      next: `Write \`*\` into ${join(folder, ".gitignore")}.`,
    },
  ];
}

const megabytes = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
