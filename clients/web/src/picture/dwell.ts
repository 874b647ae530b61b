/** So long something is in front of a person before it counts as seen. */
export const DWELL_MS = 1_200;

/**
 * How long each thing has been in front of somebody who is looking. What it is, is up to the
 * caller: another key, such as for a later version of an item, begins anew.
 */
export class Dwell {
  private readonly spentMs = new Map<string, number>();

  /**
   * `inView` has been looked at for another `ms`. Returns those that have been so for long enough;
   * what has gone out of view begins anew when it comes back.
   */
  spend(inView: ReadonlySet<string>, ms: number): ReadonlySet<string> {
    for (const key of this.spentMs.keys()) if (!inView.has(key)) this.spentMs.delete(key);
    const seen = new Set<string>();
    for (const key of inView) {
      const spent = (this.spentMs.get(key) ?? 0) + ms;
      this.spentMs.set(key, spent);
      if (spent >= DWELL_MS) seen.add(key);
    }
    return seen;
  }
}
