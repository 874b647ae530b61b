/** SplitMix32: the same seed gives the same choices everywhere, so a failing seed can be run again. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 0x9e3779b9);
  }

  /** [0, 1) */
  fraction(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let mixed = this.state ^ (this.state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  }

  /** [0, bound) */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  oneOf<T>(things: readonly T[]): T {
    const chosen = things[this.below(things.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
}
