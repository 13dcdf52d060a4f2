export * from "./change-components.ts";
export * from "./check-components.ts";
export * from "./component.ts";
export * from "./read-components.ts";
