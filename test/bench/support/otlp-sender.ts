// Sends export requests as fast as they are taken, as a process of its own: an agent does not share its processor time with the
// receiver's event loop. Refused requests (429, 503) are sent again, as an exporter does.
import { Agent, request } from "node:http";
import { OtlpLoad } from "./otlp-load.ts";

export interface SendOrder {
  readonly port: number;
  readonly requests: number;
  readonly connections: number;
  readonly service?: string;
}

export interface Sent {
  readonly acknowledged: number;
  readonly putOff: number;
  readonly seconds: number;
  readonly latenciesMs: readonly number[];
}

async function send({ port, requests, connections, service }: SendOrder): Promise<Sent> {
  const load = new OtlpLoad("proto", service);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latenciesMs: number[] = [];
  let begun = 0;
  let acknowledged = 0;
  let putOff = 0;
  const post = (body: Buffer): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/x-protobuf", "content-length": body.length };
      const asked = request(
        { host: "127.0.0.1", port, path: "/v1/traces", method: "POST", agent, headers },
        (answer) => {
          answer.resume();
          answer.on("end", () => resolve(answer.statusCode ?? 0));
        },
      );
      asked.on("error", reject);
      asked.end(body);
    });
  const started = performance.now();
  const lane = async (): Promise<void> => {
    while (begun < requests) {
      begun++;
      const body = load.next();
      const at = performance.now();
      for (;;) {
        const status = await post(body);
        if (status === 200) break;
        if (status !== 429 && status !== 503) throw new Error(`answered ${status}`);
        putOff++;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      latenciesMs.push(performance.now() - at);
      acknowledged++;
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  agent.destroy();
  return { acknowledged, putOff, seconds: (performance.now() - started) / 1000, latenciesMs };
}

process.once("message", (order: SendOrder) => {
  void send(order).then(
    (sent) => process.send!(sent, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
