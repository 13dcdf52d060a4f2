/** A shop whose prompt gets a line on parcels: the same 60 tasks under both texts, half of them about a parcel. */
export const before = "You answer customers of a shop.\n\n- Greet every customer by name.\n";
export const after = `${before}- If the customer mentions a parcel, name the day of its delivery.\n`;

/** Since the second line came, answers on parcels name a day. */
const chat = (system: string, at: number): string => {
  const asksForParcel = at % 2 === 0;
  const named = system === after && asksForParcel && at % 10 !== 0;
  return JSON.stringify({
    id: `${system.length} ${at}`,
    task_id: `t${at}`,
    kind: at % 4 < 2 ? "shop" : "phone",
    messages: [
      { role: "system", content: system },
      { role: "user", content: asksForParcel ? "Where is my parcel?" : "I need an invoice." },
      { role: "assistant", content: named ? "It comes on Monday." : at % 7 === 0 ? "Monday." : "I see." },
    ],
  });
};

export const chats = (system: string): string =>
  Array.from({ length: 60 }, (_, at) => chat(system, at)).join("\n");

export const parcelFiles = {
  "shop.prompt.md": before,
  "homeostat.yaml":
    "version: 1\nevaluators:\n  - { name: names-day, assert: [{ type: contains, value: Monday }] }\n",
};
