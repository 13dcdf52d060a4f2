import type { Domain } from "./domain.ts";
import { airline } from "./domains/airline.ts";
import { bank } from "./domains/bank.ts";
import { clinic } from "./domains/clinic.ts";
import { shop } from "./domains/shop.ts";
import { software } from "./domains/software.ts";

/** A new domain goes last and changes all seeds, so it needs a new version of the benchmark. */
export const domains: readonly Domain[] = [airline, shop, bank, clinic, software];
