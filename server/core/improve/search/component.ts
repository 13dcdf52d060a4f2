/** How much of what is thought of a component rests on the last question. */
const forgets = 0.5;
/** What is hoped of one that nobody asked about yet, and how far hope rises again while others are asked. */
const hope = 0.7;
const recovers = 0.1;

/**
 * Which component is reflected on? The one whose reflections helped of late; those that were left alone are hoped for again. Of those that are hoped
 * for alike, the one that was left alone longest: else, of six, the last would never have its turn.
 */
export class ComponentChoice {
  private readonly worth = new Map<string, number>();
  /** The one that was asked last stands last. */
  private components: readonly string[];

  constructor(components: readonly string[]) {
    this.components = components;
    for (const one of components) this.worth.set(one, hope);
  }

  next(): string {
    return this.components.reduce((best, one) => (this.worth.get(one)! > this.worth.get(best)! ? one : best));
  }

  learn(component: string, helped: boolean): void {
    for (const one of this.components) {
      const worth = this.worth.get(one)!;
      if (one === component) this.worth.set(one, worth * (1 - forgets) + (helped ? forgets : 0));
      else this.worth.set(one, Math.min(Math.max(worth, hope), worth + recovers));
    }
    this.components = [...this.components.filter((one) => one !== component), component];
  }
}
