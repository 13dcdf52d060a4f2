/** What a receiver takes; beyond each of these a sender is told what was too much and what to do. */
export interface ReceiverLimits {
  /** Bytes of a request as sent, and once unzipped. */
  readonly sentBytes: number;
  readonly bodyBytes: number;
  /** Spans or log records of one request. */
  readonly recordsPerRequest: number;
  readonly attributesPerRecord: number;
  readonly attributeBytes: number;
  /** Messages within messages (protobuf, as deep as its decoder goes) and values within values (JSON). */
  readonly protoDepth: number;
  readonly jsonDepth: number;
  /** Values in one JSON request: as objects they take many times the memory of their text. */
  readonly jsonValues: number;
  /** Requests that are being read or written at a time, and the bytes that they hold together. */
  readonly requestsAtOnce: number;
  readonly bytesAtOnce: number;
  /** A request must have arrived whole within so many milliseconds, its headers within a sixth of it. */
  readonly requestMs: number;
}

export const defaultLimits: ReceiverLimits = {
  sentBytes: 20 * 2 ** 20,
  bodyBytes: 64 * 2 ** 20,
  recordsPerRequest: 100_000,
  attributesPerRecord: 10_000,
  attributeBytes: 16 * 2 ** 20,
  protoDepth: 100,
  jsonDepth: 200,
  jsonValues: 4_000_000,
  requestsAtOnce: 256,
  bytesAtOnce: 512 * 2 ** 20,
  requestMs: 60_000,
};
