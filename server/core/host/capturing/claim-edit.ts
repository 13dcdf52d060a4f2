import { type Document, isMap, isScalar, isSeq, parseDocument, stringify } from "yaml";
import { UserError } from "../../base/index.ts";

const quiet = { prettyErrors: false, logLevel: "silent" } as const;

/**
 * homeostat.yaml with a service among those that the workspace claims; comments stay. Gives the text back as it is where the service is
 * claimed already, and throws `config-unreadable` where it is no YAML that anything could be added to.
 */
export function withClaim(text: string | undefined, service: string): string {
  const fresh = `capture:\n  services: [${quoted(service)}]\n`;
  if (text === undefined || text.trim() === "") return `version: 1\n${fresh}`;
  const document = parseDocument(text, quiet);
  if (document.errors.length > 0 || (document.contents !== null && !isMap(document.contents)))
    throw unreadable();
  if (servicesOf(document).includes(service)) return text;
  // The usual case leaves every byte as it is.
  if (!document.has("capture")) return `${text.endsWith("\n") ? text : `${text}\n`}${fresh}`;
  const list = document.getIn(["capture", "services"], true);
  const capture = document.get("capture", true);
  if (isSeq(list)) list.add(document.createNode(service));
  else if (isMap(capture)) capture.set("services", document.createNode([service], { flow: true }));
  else if (capture === undefined || (isScalar(capture) && capture.value === null))
    document.set("capture", document.createNode({ services: [service] }));
  else throw unreadable();
  return document.toString({ lineWidth: 0 });
}

const quoted = (service: string): string => stringify(service, { lineWidth: 0 }).trim();

function servicesOf(document: Document): readonly unknown[] {
  const list = document.getIn(["capture", "services"], true);
  return isSeq(list) ? (list.toJSON() as unknown[]) : [];
}

const unreadable = (): UserError =>
  new UserError(
    "config-unreadable",
    "homeostat.yaml cannot be read, so no service can be added to it.",
    "Mend it first: the editor marks the place.",
  );
