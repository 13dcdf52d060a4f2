/**
 * signals: messages of one conversation in, implicit feedback out: what users, tools and the agent did that says how it went, each
 * with the message and a quotation. Rules only, one file for each kind, in the table in `signals-of.ts`. This room must never call a
 * model, read the store, or spend more than a millisecond on a usual conversation: it runs while conversations are written.
 */
export { signalsOf } from "./signals-of.ts";
