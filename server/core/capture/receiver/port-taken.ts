import { messageOf, UserError } from "../../base/index.ts";
import { productName } from "./http-receiver.ts";

/** Throws what is wrong with a port, in words: who has it and what to do. */
export async function portTaken(
  protocol: "HTTP" | "gRPC",
  host: string,
  port: number,
  error: unknown,
): Promise<never> {
  const { code } = error as NodeJS.ErrnoException;
  const isTaken =
    code === "EADDRINUSE" || /EADDRINUSE|address already in use|No address added/i.test(messageOf(error));
  if (!isTaken)
    throw new UserError(
      "port-unusable",
      `${host}:${port} cannot be listened on for OTLP over ${protocol}: ${messageOf(error)}`,
      "Choose another port or host.",
    );
  if (protocol === "HTTP" && (await isOurs(host, port)))
    throw new UserError(
      "receiver-running",
      `Another Homeostat receiver listens on port ${port} already.`,
      "It takes the spans of all workspaces of this user. For one with a folder of its own choose other ports.",
    );
  throw new UserError(
    "port-taken",
    `Port ${port} (OTLP over ${protocol}) is used by another program. The AI Toolkit (Foundry Toolkit) of VS Code and OpenTelemetry Collectors listen there too.`,
    `Stop that program, or let Homeostat listen elsewhere: \`capture: { ${protocol.toLowerCase()}: ${port + 10} }\` in homeostat.yaml, and point the exporter there.`,
  );
}

/** Does one of us answer there? */
export async function isOurs(host: string, port: number): Promise<boolean> {
  const shown = host.includes(":") ? `[${host}]` : host === "0.0.0.0" ? "127.0.0.1" : host;
  try {
    const response = await fetch(`http://${shown}:${port}/healthz`, { signal: AbortSignal.timeout(1_500) });
    const { product } = (await response.json()) as { readonly product?: unknown };
    return product === productName;
  } catch {
    return false;
  }
}
