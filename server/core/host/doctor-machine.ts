import { execFile } from "node:child_process";
import { release } from "node:os";
import { promisify } from "node:util";
import type { DoctorCheck, DoctorTools } from "./doctor.ts";
import type { Workspace } from "./host.ts";

const run = promisify(execFile);

/** The oldest Node that runs this. */
const oldestNode = [20, 19] as const;

export function machineChecks({ trusted }: Workspace, { version, editor }: DoctorTools): DoctorCheck[] {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  const runtime = process.versions.electron
    ? `Electron ${process.versions.electron} with Node ${process.versions.node}`
    : `Node ${process.versions.node}`;
  return [
    {
      area: "versions",
      code: "versions",
      status: isOld ? "problem" : "ok",
      says: `Homeostat ${version} in ${editor ?? "no editor (command line)"}, ${runtime}, ${process.platform} ${release()} ${process.arch}.`,
      ...(isOld && { next: `Update Node to ${oldestNode.join(".")} or later.` }),
    },
    trusted
      ? { area: "workspace", code: "workspace.trust", status: "ok", says: "The workspace is trusted." }
      : {
          area: "workspace",
          code: "workspace.trust",
          status: "warning",
          says: "The workspace is not trusted: no `javascript` check runs, git is not run, and the configuration may not name places outside it.",
          next: 'Trust it with "Workspaces: Manage Workspace Trust" if you trust its authors.',
        },
  ];
}

export async function gitChecks({ root, trusted }: Workspace): Promise<DoctorCheck[]> {
  const git = { area: "git", code: "git" } as const;
  if (!trusted) return [{ ...git, status: "ok", says: "git is not run, for the workspace is not trusted." }];
  const version = await run("git", ["--version"], { timeout: 10_000 }).catch(() => undefined);
  if (!version)
    return [
      {
        ...git,
        status: "warning",
        says: "git was not found: older versions of prompts are not known, and conversations that used them may match none.",
        next: "Install git, and see that it is on PATH.",
      },
    ];
  const name = version.stdout.trim();
  const inside = await run("git", ["-C", root, "rev-parse", "--is-inside-work-tree"], {
    timeout: 10_000,
  }).then(
    () => true,
    () => false,
  );
  return [
    {
      ...git,
      status: "ok",
      says: inside
        ? `${name}; older versions of prompts are read from the repository.`
        : `${name}; the folder is in no repository, so only the prompts as they are now are known.`,
    },
  ];
}

/** Variables that change what happens here. Never more is said of one than whether it is set. */
const variables = [
  "LANCEDB_API_KEY",
  "LANCEDB_LOG",
  "LANCE_CPU_THREADS",
  "NAPI_RS_NATIVE_LIBRARY_PATH",
  "NODE_OPTIONS",
  "NODE_EXTRA_CA_CERTS",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_PROFILE",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "AZURE_STORAGE_ACCOUNT_NAME",
  "AZURE_STORAGE_ACCOUNT_KEY",
  "OPENAI_API_KEY",
  "ANTHROPIC_API_KEY",
  "AZURE_OPENAI_API_KEY",
  "GEMINI_API_KEY",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
];

/** What an object store wants to find in the environment, by the scheme of its URI; one of them is enough. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  s3: ["AWS_ACCESS_KEY_ID", "AWS_PROFILE"],
  gs: ["GOOGLE_APPLICATION_CREDENTIALS"],
  az: ["AZURE_STORAGE_ACCOUNT_NAME"],
  db: ["LANCEDB_API_KEY"],
};

export function environmentChecks(
  env: Readonly<Record<string, string | undefined>>,
  uri: string,
): DoctorCheck[] {
  const isSet = (name: string): boolean => env[name] !== undefined && env[name] !== "";
  const told = variables.map((name) => `${name} ${isSet(name) ? "set" : "not set"}`).join(", ");
  const area = "environment" as const;
  const scheme = /^([a-z]+)\d*:\/\//i.exec(uri)?.[1]?.toLowerCase() ?? "";
  const needs = wanted[scheme] ?? [];
  return [
    { area, code: "environment", status: "ok", says: `${told}.` },
    ...(needs.length > 0 && !needs.some(isSet)
      ? [
          {
            area,
            code: "environment.credentials",
            status: "warning" as const,
            says: `The store is at ${scheme}://, and of its credentials none is set in the environment: ${needs.join(", ")}.`,
            next: `Set ${needs[0]} where VS Code or the command line is started.`,
          },
        ]
      : []),
  ];
}
