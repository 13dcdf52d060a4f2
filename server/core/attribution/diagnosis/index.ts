export * from "./diagnosis.ts";
