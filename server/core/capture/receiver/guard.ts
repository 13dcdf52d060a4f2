import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";

export interface Access {
  /** Names by which the receiver may be called besides those of this machine itself. */
  readonly hosts: readonly string[];
  /** Origins of web pages that may post here; none, unless somebody says so. */
  readonly origins: readonly string[];
  /** Whether it listens to other machines: then it may be called by address too. */
  readonly isOpen: boolean;
  /** What senders must show, if anything. */
  readonly bearerToken?: string;
}

/**
 * Why a request is turned away because of where it comes from; undefined where it may pass. A web page can make a browser post to this
 * machine: then it says its origin, or, having rebound its own name to this address, that name as the host.
 */
export function foreignness(
  { host, origin }: { readonly host: string | undefined; readonly origin: string | undefined },
  access: Access,
): string | undefined {
  if (origin !== undefined && !access.origins.includes(origin))
    return "Web pages may not send to Homeostat's receiver. If yours should, start it with --allow-origin.";
  if (!isAllowedHost(host ?? "", access))
    return "The request names a host that is not this machine. Use http://localhost, or start the receiver with --allow-host.";
  return undefined;
}

function isAllowedHost(host: string, { hosts, isOpen }: Access): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host)?.[1]?.toLowerCase().replace(/\.$/, "");
  if (!name) return false;
  if (name === "localhost" || hosts.some((one) => one.toLowerCase() === name)) return true;
  const address = name.startsWith("[") ? name.slice(1, -1) : name;
  const isLoopback = address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
  // A name can be rebound, an address cannot.
  return isLoopback || (isOpen && isIP(address) !== 0);
}

/** What is said of a receiver to which other machines may send without showing anything; undefined where it is not so. */
export function exposure({ isOpen, bearerToken }: Access, address: string): string | undefined {
  if (!isOpen || bearerToken !== undefined) return undefined;
  return `Whoever reaches this machine may send here: the receiver listens on ${address} and asks for no token. Stop it (homeostat capture stop), set HOMEOSTAT_TOKEN and start it again; exporters then need OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20TOKEN".`;
}

/** Compared in the same time wherever they differ. */
export function isSame(given: string | undefined, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(expected));
}

export const mayWrite = (authorization: string | undefined, { bearerToken }: Access): boolean =>
  bearerToken === undefined || isSame(authorization?.replace(/^bearer +/i, ""), bearerToken);
