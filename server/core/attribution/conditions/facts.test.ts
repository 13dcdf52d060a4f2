import { describe, expect, it } from "vitest";
import { clockIn, factOfAnswer, factsIn } from "./facts.ts";

const short = (text: string): string[] =>
  factsIn(text).map(({ key, is, number, atMs }) => `${key} ${is ?? number ?? new Date(atMs!).toISOString()}`);

describe("data in what tools give", () => {
  it("are categories, yes or no, numbers and times, under the field that they lie in", () =>
    expect(
      short(
        '{"cabin":"basic_economy","insurance":"no","passengers":[{"first_name":"Ann"}],"created_at":"2024-05-08T14:32:07","price":{"economy":120}}',
      ),
    ).toEqual([
      "cabin basic.econom",
      "insuranc no",
      "passeng 1",
      "creat 2024-05-08T14:32:07.000Z",
      "pric/econom 120",
    ]));
  it("are none where the text is no JSON, or broken", () => {
    expect(short("cabin: economy")).toEqual([]);
    expect(short('{"cabin": "economy"')).toEqual([]);
  });
  it("do not hold names, codes, ids and texts", () =>
    expect(
      short(
        '{"order_id":12,"name":"ann","origin":"SFO","sku":"A1","note":"please ring the bell at the door"}',
      ),
    ).toEqual([]));
  it("of many things of a kind belong to what holds them", () =>
    expect(short('{"payment":{"card_4196":{"brand":"visa"},"card_5":{"brand":"amex"}}}')).toEqual([
      "pay/brand visa",
      "pay/brand amex",
    ]));
  it("end somewhere", () => {
    const many = JSON.stringify(Array.from({ length: 5_000 }, (_, i) => ({ price: i })));
    expect(factsIn(many).length).toBeLessThan(500);
  });
  it("are in an answer of a word, under what the tool's name asks for", () => {
    expect(factOfAnswer("get_flight_status", "landed")).toMatchObject([{ key: "flight/statu", is: "land" }]);
    expect(factOfAnswer("get_flight_status", "The flight has landed at gate 4.")).toEqual([]);
  });
});

describe("the time that a system text tells", () => {
  it.each([
    ["The current time is 2024-05-15 15:00:00 EST.", "2024-05-15T15:00:00.000Z"],
    ["Today is Wednesday, May 15th, 2024.", "2024-05-15T12:00:00.000Z"],
    ["Current date: 15 May 2024, 3:30 pm", "2024-05-15T15:30:00.000Z"],
    ["You answer questions about 2024-05-15.", undefined],
  ])("%s", (text, time) => {
    const at = clockIn(text);
    expect(at === undefined ? undefined : new Date(at).toISOString()).toBe(time);
  });
});
