import { stableId } from "../../base/index.ts";
import { equals, type Row, type Store } from "../../store/index.ts";
import { requestColumns, requestsIn } from "../asked-requests.ts";
import { intentVersion, type Readable, type Reading } from "./intent-question.ts";

/** By model, question and what was shown. The text itself is not kept with it. */
export const intentId = (model: string, { text, handling = "" }: Readable): string =>
  stableId([model, intentVersion, text, handling], 32);

/** What a model read so far, by id; without an intent where it could not read a request. */
export async function keptIntents(
  { tables: { intents } }: Store,
  model: string,
): Promise<Map<string, Row<"intents">>> {
  const kept = new Map<string, Row<"intents">>();
  for await (const rows of intents.parts(undefined, equals("model", model)))
    for (const row of rows) kept.set(row.id, row);
  return kept;
}

/** All that models read in these conversations, by their ids. */
export async function readingsIn(
  { tables: { conversations, intents } }: Store,
  conversationIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Omit<Row<"intents">, "id">[]>> {
  const models = [...new Set(await intents.texts("model"))];
  if (models.length === 0) return new Map();
  const idsOf = new Map(
    (await conversations.readAny("id", conversationIds, requestColumns)).map((row) => [
      row.id,
      requestsIn(row).flatMap((one) => models.map((model) => intentId(model, one))),
    ]),
  );
  const kept = new Map(
    (await intents.readAny("id", [...new Set([...idsOf.values()].flat())])).map(({ id, ...row }) => [
      id,
      row,
    ]),
  );
  return new Map([...idsOf].map(([id, own]) => [id, own.flatMap((one) => kept.get(one) ?? [])]));
}

export const intentRow = (
  model: string,
  request: Readable,
  reading: Reading | undefined,
): Row<"intents"> => ({ id: intentId(model, request), model, ...reading });
