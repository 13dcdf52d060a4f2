import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { messageOf } from "../../base/index.ts";
import {
  answerToJson,
  answerToProto,
  rpcCode,
  type Status,
  statusToJson,
  statusToProto,
} from "../otlp/export-answers.ts";
import type { Encoding, Signal } from "./checked.ts";
import { type Access, foreignness, isSame, mayWrite } from "./guard.ts";
import { type ContentEncoding, contentEncodings, inflated } from "./inflate.ts";
import type { Admission, Intake, Outcome } from "./intake.ts";
import { discard, readBody } from "./read-body.ts";

export interface HttpOptions {
  readonly intake: Intake;
  readonly access: Access;
  /** Who shows this may ask for the status and stop the receiver. */
  readonly controlToken: string;
  readonly version: string;
  readonly status: () => unknown;
  readonly stop: () => void;
}

const signals: Readonly<Record<string, Signal>> = { "/v1/traces": "traces", "/v1/logs": "logs" };
/** What GET /healthz names us by, so that two receivers know each other. */
export const productName = "homeostat-receiver";

/**
 * OTLP over HTTP. On Node's own server: five routes, and every answer, those about bodies too large or half sent included, has to be in the
 * encoding of the request, which leaves a framework nothing to do.
 */
export function httpServer(options: HttpOptions): Server {
  const { requestMs } = options.intake.limits;
  const server = createServer(
    {
      requestTimeout: requestMs,
      headersTimeout: requestMs / 6,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: Math.min(5_000, requestMs / 4),
      noDelay: true,
    },
    (request, response) => {
      request.on("error", () => undefined); // The sender went away; there is nobody to tell.
      void handle(request, response, options).catch((error) => {
        options.intake.tallies.problem("bug", messageOf(error), Date.now());
        if (!response.headersSent) response.writeHead(500).end();
        else response.destroy();
      });
    },
  );
  server.maxConnections = 2_000;
  return server;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
): Promise<void> {
  const { headers, method } = request;
  const path = (request.url ?? "/").replace(/\?.*$/s, "").replace(/(.)\/+$/, "$1");
  const answer = new Answer(request, response);
  const foreign = foreignness({ host: headers.host, origin: headers.origin }, options.access);
  const refuse = (http: number, code: Status["code"], message: string): Promise<void> =>
    answer.outcome(options.intake.refused(http, code, message));
  if (foreign !== undefined) return refuse(403, rpcCode.permissionDenied, foreign);
  const signal = signals[path];
  if (signal) {
    if (method !== "POST") {
      response.setHeader("allow", "POST");
      return refuse(405, rpcCode.unimplemented, `${path} takes POST only.`);
    }
    return takeExport(request, answer, signal, options);
  }
  if (path === "/healthz" && (method === "GET" || method === "HEAD"))
    return answer.json({ product: productName, version: options.version, status: "ok" });
  if (path.startsWith("/homeostat/")) return control(`${method} ${path}`, request, answer, options);
  return refuse(
    404,
    rpcCode.notFound,
    path === "/v1/metrics"
      ? "Homeostat takes traces and logs, no metrics. Set OTEL_METRICS_EXPORTER=none."
      : "Nothing is here. Traces go to /v1/traces, logs to /v1/logs.",
  );
}

async function control(
  route: string,
  request: IncomingMessage,
  answer: Answer,
  { controlToken, intake, status, stop }: HttpOptions,
): Promise<void> {
  const token = request.headers["x-homeostat-token"];
  if (!isSame(typeof token === "string" ? token : undefined, controlToken))
    return answer.outcome(
      intake.refused(401, rpcCode.unauthenticated, "The x-homeostat-token of receiver.json is missing."),
    );
  if (route === "GET /homeostat/status") return answer.json(status());
  if (route !== "POST /homeostat/stop")
    return answer.outcome(intake.refused(404, rpcCode.notFound, "Nothing is here."));
  await answer.json({ status: "stopping" });
  stop();
}

async function takeExport(
  request: IncomingMessage,
  answer: Answer,
  signal: Signal,
  { intake, access }: HttpOptions,
): Promise<void> {
  const { headers } = request;
  const { sentBytes } = intake.limits;
  const refuse = (http: number, code: Status["code"], message: string): Promise<void> =>
    answer.outcome(intake.refused(http, code, message));
  if (!mayWrite(headers.authorization, access)) {
    answer.header("www-authenticate", "Bearer");
    const hint = 'Set OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20TOKEN".';
    return refuse(401, rpcCode.unauthenticated, `The bearer token is missing or wrong. ${hint}`);
  }
  const encoding = encodingOf(headers["content-type"]);
  if (!encoding)
    return refuse(
      415,
      rpcCode.invalidArgument,
      "Send application/x-protobuf or application/json (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf or http/json).",
    );
  answer.signal = signal;
  const packed = (headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (!isContentEncoding(packed)) {
    answer.header("accept-encoding", contentEncodings.join(", "));
    return refuse(415, rpcCode.invalidArgument, `Send the body as ${contentEncodings.join(", ")}.`);
  }
  const length = headers["content-length"];
  if (length === undefined && headers["transfer-encoding"] === undefined)
    return refuse(
      411,
      rpcCode.invalidArgument,
      "Say the length of the body (Content-Length), or send it in chunks.",
    );
  if (Number(length ?? 0) > sentBytes) return refuse(413, rpcCode.invalidArgument, tooLarge(sentBytes, ""));
  const admission = intake.admit();
  if (!admission) return answer.outcome(intake.busy());
  try {
    const outcome = await bodyTaken(request, { signal, encoding, packed, admission, intake });
    if (outcome) await answer.outcome(outcome);
  } finally {
    admission.release();
  }
}

interface Sent {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly packed: ContentEncoding;
  readonly admission: Admission;
  readonly intake: Intake;
}

/** Undefined where the sender went away before its body was whole. */
async function bodyTaken(request: IncomingMessage, sent: Sent): Promise<Outcome | undefined> {
  const { intake, admission, packed } = sent;
  const { sentBytes, bodyBytes } = intake.limits;
  const body = await readBody(request, sentBytes, admission.hold);
  if (body === "gone") return undefined;
  if (body === "noRoom") return intake.busy();
  if (body === "tooLarge") return intake.refused(413, rpcCode.invalidArgument, tooLarge(sentBytes, ""));
  const whole = await inflated(body, packed, bodyBytes);
  if ("problem" in whole)
    return whole.problem === "tooLarge"
      ? intake.refused(413, rpcCode.invalidArgument, tooLarge(bodyBytes, " unzipped"))
      : intake.refused(400, rpcCode.invalidArgument, `The body is not ${packed}, or it is cut.`);
  if (packed !== "identity" && !admission.hold(whole.bytes.length)) return intake.busy();
  return intake.take(sent.signal, sent.encoding, whole.bytes);
}

const tooLarge = (limit: number, how: string): string =>
  `The body is larger than ${Math.round(limit / 2 ** 20)} MB${how}. Send smaller batches (OTEL_BSP_MAX_EXPORT_BATCH_SIZE).`;

const isContentEncoding = (name: string): name is ContentEncoding =>
  (contentEncodings as readonly string[]).includes(name);

function encodingOf(contentType: string | undefined): Encoding | undefined {
  const type = (contentType ?? "").replace(/;.*$/s, "").trim().toLowerCase();
  if (type === "application/x-protobuf" || type === "application/protobuf") return "proto";
  return type === "application/json" ? "json" : undefined;
}

/** Answers once, in the encoding of the request, after what is left of its body was passed over: whoever still sends does not listen. */
class Answer {
  signal: Signal = "traces";

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
  ) {}

  header(name: string, value: string): void {
    this.response.setHeader(name, value);
  }

  async outcome(outcome: Outcome): Promise<void> {
    const isProto = encodingOf(this.request.headers["content-type"]) === "proto";
    if (outcome.is === "taken") {
      const { answer } = outcome;
      const body = isProto ? answerToProto(this.signal, answer) : answerToJson(this.signal, answer);
      return this.send(200, isProto, body);
    }
    const { status, http } = outcome;
    if (status.retryAfterS !== undefined) this.header("retry-after", String(status.retryAfterS));
    await this.send(http, isProto, isProto ? statusToProto(status) : statusToJson(status));
  }

  json(value: unknown): Promise<void> {
    return this.send(200, false, JSON.stringify(value));
  }

  private async send(http: number, isProto: boolean, body: string | Uint8Array): Promise<void> {
    if (!(await discard(this.request))) this.header("connection", "close");
    if (this.response.destroyed) return;
    this.response.writeHead(http, {
      "content-type": isProto ? "application/x-protobuf" : "application/json",
      "content-length": Buffer.byteLength(body),
      "x-content-type-options": "nosniff",
    });
    this.response.end(this.request.method === "HEAD" ? undefined : body);
  }
}
