// Asks promptfoo itself about every case of test/support/promptfoo/ and writes what it says to test/promptfoo-verdicts.json, which a test holds
// our verdicts against. promptfoo is installed into node_modules/.cache for this and is no dependency. Prints a table: type, cases, how many
// are judged the same, how many not and how many of those test/promptfoo-differential.test.ts explains.
// usage: npm run compare:promptfoo [-- --all]   (--all asks every case there is, and records nothing)
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";

const VERSION = "0.121.20";
const cache = join(process.cwd(), "node_modules", ".cache", `promptfoo-${VERSION}`);
const file = "test/promptfoo-verdicts.json";

/** `natural` and `node-sql-parser` are optional there; without them METEOR and SQL are not judged. */
function install() {
  if (existsSync(join(cache, "node_modules", "promptfoo", "package.json"))) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, "package.json"), '{"private": true}\n');
  const packages = [`promptfoo@${VERSION}`, "natural@8", "node-sql-parser@5"];
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...packages], {
    cwd: cache,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** promptfoo takes the exports of `natural` by name, which Node does not find in it, so that METEOR would always be an error. */
function nameExportsOfNatural() {
  const folder = join(cache, "node_modules", "natural");
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entry = "./lib/natural/index.js";
  const named = `import natural from "${entry}";\nexport const { PorterStemmer, WordNet } = natural;\nexport default natural;\n`;
  for (const [name, text] of [
    ["named.mjs", named],
    ["package.json", JSON.stringify({ ...manifest, exports: { import: "./named.mjs", require: entry } })],
  ]) {
    rmSync(join(folder, name), { force: true });
    writeFileSync(join(folder, name), text);
  }
}

/** The test's own modules, which are TypeScript. Inside the project, so that its packages are found. */
async function bundled(contents) {
  const outfile = join(process.cwd(), "node_modules", ".cache", `compare-${process.pid}.mjs`);
  await esbuild.build({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile,
    logLevel: "error",
  });
  return import(pathToFileURL(outfile).href).finally(() => rmSync(outfile));
}

// Nothing of ours is told, nothing of theirs is kept, and no key is needed: no model is asked.
Object.assign(process.env, {
  PROMPTFOO_DISABLE_TELEMETRY: "1",
  PROMPTFOO_DISABLE_UPDATE: "1",
  PROMPTFOO_CONFIG_DIR: join(cache, "config"),
  OPENAI_API_KEY: "none",
  LOG_LEVEL: "none",
});

/** One line for all the outputs of an assertion that are judged in the same two ways. */
const whatDiffers = ({ assert, theirs, ours }) =>
  `promptfoo ${theirs}, here ${ours.label} ${ours.score ?? ""}: ${JSON.stringify(assert)}`;

function grouped(list, keyOf) {
  const groups = new Map();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

install();
nameExportsOfNatural();
const isAll = process.argv.includes("--all");
const { allCases, promptfooCases, digestOf, ourVerdict, openServices, isSameVerdict, explanationOf } =
  await bundled(`
  export { allCases, promptfooCases, digestOf } from "./test/support/promptfoo/cases.ts";
  export { ourVerdict } from "./test/support/promptfoo/our-verdict.ts";
  export { explanationOf, isSameVerdict } from "./test/support/promptfoo/differences.ts";
  export { openServices } from "./server/core/evaluators/index.ts";
`);
const promptfoo = await import(
  pathToFileURL(join(cache, "node_modules", "promptfoo", "dist", "src", "index.js")).href
);
const { runAssertion, runAssertions } = promptfoo.assertions ?? promptfoo.default.assertions;

const providers = new Map();
async function providerOf({ functions, tools }) {
  const key = JSON.stringify({ functions, tools });
  if (!providers.has(key))
    providers.set(
      key,
      await promptfoo.loadApiProvider("openai:chat:gpt-4o", { options: { config: { functions, tools } } }),
    );
  return providers.get(key);
}

/** `pass 1`, `fail 0.25`; `error` where promptfoo throws, which makes the test an error there. */
async function verdictOf(one) {
  const test = { vars: one.vars ?? {}, assert: one.assert, threshold: one.threshold };
  const asked = {
    prompt: "a question",
    provider: await providerOf(one),
    test,
    latencyMs: one.latencyMs,
    providerResponse: {
      output: one.output,
      cost: one.cost,
      logProbs: one.logProbs,
      finishReason: one.finishReason,
      guardrails: one.guardrails,
      ...(one.skillCalls && { metadata: { skillCalls: one.skillCalls } }),
    },
  };
  const traced = one.spans && {
    traceId: "0".repeat(31).concat("1"),
    traceData: {
      traceId: "0".repeat(31).concat("1"),
      evaluationId: "e",
      testCaseId: "t",
      metadata: {},
      spans: one.spans,
    },
  };
  const isTest =
    one.assert.length > 1 ||
    one.assert.some(({ type }) => type === "assert-set") ||
    one.threshold !== undefined;
  try {
    const { pass, score } = isTest
      ? await runAssertions(asked)
      : await runAssertion({ ...asked, ...traced, assertion: one.assert[0] });
    return `${pass ? "pass" : "fail"} ${score}`;
  } catch {
    return "error";
  }
}

const services = openServices({ trusted: false, deadlineMs: 5000 });
const verdicts = {};
const table = new Map();
const unexplained = [];
for (const one of isAll ? allCases : promptfooCases) {
  const theirs = await verdictOf(one);
  verdicts[one.type] ??= {};
  verdicts[one.type][digestOf(one)] = theirs;
  const ours = await ourVerdict(one, services);
  const row = table.get(one.type) ?? { type: one.type, cases: 0, same: 0, different: 0, explained: 0 };
  table.set(one.type, row);
  row.cases++;
  if (isSameVerdict(ours, theirs)) row.same++;
  else {
    row.different++;
    if (explanationOf(one, ours, theirs)) row.explained++;
    else unexplained.push({ ...one, theirs, ours });
  }
}
await services.close();
if (!isAll) writeFileSync(file, `${JSON.stringify({ promptfoo: VERSION, verdicts }, undefined, 2)}\n`);
console.table([...table.values()]);
for (const [what, examples] of grouped(unexplained, whatDiffers))
  console.log(
    `${String(examples.length).padStart(5)} x ${what}, as ${JSON.stringify(examples[0].output)}: ${examples[0].ours.why}`,
  );
console.log(`${unexplained.length} differences without an explanation`);
process.exit(unexplained.length === 0 ? 0 : 1);
