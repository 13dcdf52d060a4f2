/**
 * Where the texts of an OTLP export request stand: by message, the fields that hold text or messages with text, by their numbers in
 * protobuf and their names in JSON. What is not named (ids, times, counts, names of attributes, the version of a schema) is no text and
 * stays. Field numbers of the public schema at https://github.com/open-telemetry/opentelemetry-proto.
 */
export interface Shape {
  readonly fields: ReadonlyMap<number, Field>;
  readonly members: ReadonlyMap<string, Field>;
  /** A name and its value: the name may say that the value is a secret. */
  readonly isPair?: boolean;
  /** All that one service sent: rules are chosen for it. */
  readonly isService?: boolean;
}

export type Field = "text" | Shape;

type Rows = readonly (readonly [no: number, name: string, field: Field])[];

const maps = (rows: Rows): Pick<Shape, "fields" | "members"> => ({
  fields: new Map(rows.map(([no, , field]) => [no, field])),
  members: new Map(
    rows.flatMap(([, name, field]) => [
      [name, field] as const,
      // Readers of protobuf's JSON take both spellings.
      [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), field] as const,
    ]),
  ),
});
const shape = (rows: Rows, more: Partial<Shape> = {}): Shape => ({ ...maps(rows), ...more });

/** A value may hold lists of values: the shape is closed over itself. */
const valueRows: [number, string, Field][] = [[1, "stringValue", "text"]];
const value: { fields: Shape["fields"]; members: Shape["members"] } = maps(valueRows);
const pair = shape([[2, "value", value]], { isPair: true });
valueRows.push(
  [5, "arrayValue", shape([[1, "values", value]])],
  [6, "kvlistValue", shape([[1, "values", pair]])],
);
Object.assign(value, maps(valueRows));

const resource = shape([[1, "attributes", pair]]);
const scope = shape([[3, "attributes", pair]]);
const event = shape([
  [2, "name", "text"],
  [3, "attributes", pair],
]);
const span = shape([
  [5, "name", "text"],
  [9, "attributes", pair],
  [11, "events", event],
  [13, "links", shape([[4, "attributes", pair]])],
  [15, "status", shape([[2, "message", "text"]])],
]);
const log = shape([
  [5, "body", value],
  [6, "attributes", pair],
  [12, "eventName", "text"],
]);

const request = (signal: string, scoped: string, records: string, record: Shape): Shape =>
  shape([
    [
      1,
      `resource${signal}`,
      shape(
        [
          [1, "resource", resource],
          [
            2,
            scoped,
            shape([
              [1, "scope", scope],
              [2, records, record],
            ]),
          ],
        ],
        { isService: true },
      ),
    ],
  ]);

export const requestShapes = {
  traces: request("Spans", "scopeSpans", "spans", span),
  logs: request("Logs", "scopeLogs", "logRecords", log),
} as const;

export const serviceName = "service.name";
/** Deeper values are refused by readers; here they are dropped, since nobody can say what they hold. */
export const maxDepth = 100;
