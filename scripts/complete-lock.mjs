// Adds other platforms' packages to package-lock.json; run it after every `npm install` that changes the lock file.
// A registry mirror may not hold them, npm then leaves them out without a word, and `npm ci` refuses the lock file it
// has written itself. Their versions are pinned by the package that names them, so nothing has to be looked up.
// Addresses of this machine's registry go: npm then asks the registry of the machine that installs.
// usage: node scripts/complete-lock.mjs [--check]
import fs from "node:fs";
import path from "node:path";
import { repository } from "./setup-vscode.mjs";

const file = path.join(repository, "package-lock.json");
const lock = JSON.parse(fs.readFileSync(file, "utf8"));
const added = missing(lock.packages);

const addressed = Object.entries(lock.packages).filter(([, { resolved: url }]) => isTarball(url));

if (process.argv.includes("--check")) {
  for (const { name } of added) console.log(`Not in package-lock.json: ${name}`);
  for (const [name, { resolved: url }] of addressed) console.log(`With an address in it: ${name} ${url}`);
  process.exitCode = added.length + addressed.length > 0 ? 1 : 0;
} else {
  for (const [, entry] of addressed) delete entry.resolved;
  // Those that were added before get what is known of their platforms by now.
  for (const [at, entry] of Object.entries(lock.packages))
    if (entry.optional && !entry.integrity && entry.version)
      Object.assign(entry, platform(at.slice(at.lastIndexOf("node_modules/") + "node_modules/".length)));
  for (const { name, entry } of added) lock.packages[`node_modules/${name}`] = entry;
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")),
  );
  fs.writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
  console.log(
    `package-lock.json: ${added.length} packages of other platforms added, ${addressed.length} addresses removed`,
  );
}

/** As every registry names its files; an address of another kind is where the package really comes from, and stays. */
function isTarball(url) {
  return /^https?:\/\/.+\/-\/[^/]+\.tgz$/.test(url ?? "");
}

/** Optional dependencies that nothing in the lock file answers, with the exact version their dependent asks for. */
function missing(packages) {
  return Object.entries(packages).flatMap(([at, { dev, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !resolved(packages, at, name))
      .filter(([, version]) => /^\d+\.\d+\.\d+$/.test(version)) // a range would have to be looked up
      .map(([name, version]) => ({
        name,
        entry: { version, ...(dev && { dev }), optional: true, ...platform(name) },
      })),
  );
}

/** Node's own rule: beside the dependent, then in each node_modules further out. */
function resolved(packages, at, name) {
  for (let folder = at; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (!folder.includes("/node_modules/")) return packages[`node_modules/${name}`] !== undefined;
  }
}

/** So that npm passes over it elsewhere; the names follow one custom, `PACKAGE-OS-CPU[-LIBC]`. */
function platform(name) {
  const os = /-(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|aix|win32)-/.exec(name)?.[1];
  const cpu = /-(arm64|arm|ia32|x64|loong64|mips64el|ppc64|riscv64|s390x)(?:v\d+)?(?:-|$)/.exec(name)?.[1];
  const libc = /-(musl|gnu)/.exec(name)?.[1];
  return {
    ...(os && { os: [os] }),
    ...(cpu && { cpu: [cpu] }),
    ...(os === "linux" && libc && { libc: [libc === "musl" ? "musl" : "glibc"] }),
  };
}
