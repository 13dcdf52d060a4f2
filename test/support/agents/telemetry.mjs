// The OpenTelemetry SDK set up as programs set it up: a batching processor, a real exporter, a context that follows async calls.
import { AsyncLocalStorage } from "node:async_hooks";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";

/**
 * `{model, modelName, http, grpc, firstOrder, transports?}`: where the scripted model and the receiver are, the number of the first order
 * to ask about, and over which transports to export; all where none are named.
 */
export const settings = JSON.parse(process.argv[2]);

const exporters = {
  "HTTP protobuf": () => new ProtoExporter({ url: `${settings.http}/v1/traces` }),
  "HTTP JSON": () => new JsonExporter({ url: `${settings.http}/v1/traces` }),
  gRPC: () => new GrpcExporter({ url: settings.grpc }),
};

/** What @opentelemetry/context-async-hooks does, as far as it is needed here. */
export function followAsyncCalls() {
  const storage = new AsyncLocalStorage();
  const active = () => storage.getStore() ?? ROOT_CONTEXT;
  context.setGlobalContextManager({
    active,
    with: (inner, act, self, ...args) => storage.run(inner, () => act.apply(self, args)),
    bind: (inner, target) =>
      typeof target === "function" ? (...args) => storage.run(inner, () => target(...args)) : target,
    enable() {
      return this;
    },
    disable() {
      storage.disable();
      return this;
    },
  });
}

export const resourceOf = (service) => resourceFromAttributes({ "service.name": service });

/** Lets the agent serve one customer over each transport; prints what it did as JSON: `[{id, order, transport, error?}]`. */
export async function overEachTransport(service, act) {
  followAsyncCalls();
  const { transports = Object.keys(exporters) } = settings;
  const done = [];
  for (const [i, transport] of transports.entries()) {
    const provider = new BasicTracerProvider({
      resource: resourceOf(service),
      spanProcessors: [new BatchSpanProcessor(exporters[transport]())],
    });
    const order = settings.firstOrder + i;
    const id = `${service} ${order}`;
    const error = await act({ provider, id, order }).then(() => undefined, String);
    await provider.forceFlush();
    await provider.shutdown();
    done.push({ id, order, transport, error });
  }
  process.stdout.write(`${JSON.stringify(done)}\n`);
}
