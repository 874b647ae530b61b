/** Waits until it holds; says what it was waiting for. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const lateAt = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > lateAt) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
