import { expect, test } from "vitest";
import { found, says, user } from "./testing.ts";

const again = (...messages: Parameters<typeof found>[1]): number[] => found("asks-again", messages);
const asks = says("Could you please provide your user ID and the booking?");

test("asks for a detail that was given", () => {
  expect(again(user("My user ID is mia_li_3668."), asks)).toEqual([1]);
  expect(again(user("I'm mia_li_3668."), says("Hello!"), user("So?"), asks)).toEqual([3]);
  expect(again(user("Write to mia@example.com."), says("What is your email address?"))).toEqual([1]);
  expect(again(user("Order number 123456, please."), says("I need your order number first."))).toEqual([1]);
});

test("not for what was not given, nor for naming it", () => {
  expect(again(user("I don't remember my user ID."), asks)).toEqual([]);
  expect(again(user("My order number is 123456."), asks)).toEqual([]);
  expect(again(user("I'm mia_li_3668."), says("You have three orders under your user ID."))).toEqual([]);
});

test("the user says so", () => {
  expect(again(user("a"), says("And the colour?"), user("I already told you the colour."))).toEqual([1]);
  expect(again(user("a"), says("And the number?"), user("I already told you that I don't know."))).toEqual(
    [],
  );
});
