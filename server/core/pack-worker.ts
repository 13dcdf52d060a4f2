import { parentPort } from "node:worker_threads";
import { messageOf } from "./base/index.ts";
import { type PackOrder, packConversations } from "./host/capturing/packed-conversations.ts";

// The thread behind `PackThread`: records in, rows as bytes out. It must never open the database.

parentPort!.on("message", ({ id, order }: { readonly id: number; readonly order: PackOrder }) => {
  try {
    const packed = packConversations(order);
    const buffers = Object.values(packed.rows).map(({ buffer }) => buffer as ArrayBuffer);
    parentPort!.postMessage({ id, packed }, [...new Set(buffers)]);
  } catch (error) {
    parentPort!.postMessage({ id, error: messageOf(error) });
  }
});
