/** FNV-1a, 32 bits, over UTF-8. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Mulberry32 with a text as its seed: every purpose has a stream of its own. */
export class Rng {
  private state: number;

  constructor(key: string) {
    this.state = fnv1a(key);
  }

  u32(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  f(): number {
    return this.u32() / 2 ** 32;
  }

  i(n: number): number {
    return Math.floor(this.f() * n);
  }
}
