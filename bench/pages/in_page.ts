import type { Page } from 'playwright-core';

// What runs in the page: each function is sent there by itself, and may use nothing from outside.

/** Runs a function of this file in the page; `count` is for those that take one. */
export async function ask<Result>(
  page: Page,
  run: (count: number) => Result | Promise<Result>,
  count = 0,
): Promise<Result> {
  // The compiler that this is started with has functions keep their names by a helper of its own.
  await page.evaluate('globalThis.__name = (named) => named');
  return page.evaluate(run, count);
}

/** Resolves with performance.now() of the frame after which the main thread has been free for 250 ms. */
export async function untilQuiet(): Promise<number> {
  const FREE_MS = 250;
  const BUSY_MS = 50;
  let lastFrame = performance.now();
  let busyUntil = lastFrame;
  return new Promise((done) => {
    const look = () => {
      const now = performance.now();
      // The frame that ends a stretch in which no other could be drawn.
      if (now - lastFrame > BUSY_MS) busyUntil = now;
      lastFrame = now;
      if (now - busyUntil > FREE_MS) done(busyUntil);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** Counts frames until `stopFrames`; what a person sees as smooth is the time between two. */
export function startFrames(): void {
  const frames: number[] = [];
  const watch = { frames, on: true };
  Object.assign(window, { watch });
  const count = (at: number) => {
    frames.push(at);
    if (watch.on) requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
}

/** The milliseconds between the frames since `startFrames`. */
export function stopFrames(): number[] {
  const { watch } = window as unknown as {
    watch: { frames: number[]; on: boolean };
  };
  watch.on = false;
  return watch.frames.slice(1).map((at, index) => at - (watch.frames[index] ?? at));
}

/** From a keystroke to the frame that shows it, over and over until `stopKeys`. */
export function startKeys(): void {
  const PAUSE_MS = 20;
  const watch = { waits: [] as number[], on: true };
  Object.assign(window, { keys: watch });
  const press = () => {
    const atMs = performance.now();
    setTimeout(() =>
      requestAnimationFrame(() => {
        watch.waits.push(performance.now() - atMs);
        if (watch.on) setTimeout(press, PAUSE_MS);
      }),
    );
  };
  press();
}

export function stopKeys(): number[] {
  const { keys } = window as unknown as {
    keys: { waits: number[]; on: boolean };
  };
  keys.on = false;
  return keys.waits;
}

/** From the key on the time bar to two frames after the stream has changed: the map has then drawn, too. */
export async function seeks(count: number): Promise<number[]> {
  const PAUSE_MS = 250;
  const bar = document.querySelector('[role=slider]');
  const stage = document.querySelector('[data-position]');
  if (!bar || !stage) throw new Error('there is no replay');
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const waits: number[] = [];
  for (let seek = 0; seek < count; seek++) {
    // Told at once, and not at the frame after: to look at each frame would add half of one.
    const changed = new Promise<void>((done) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        done();
      });
      observer.observe(stage, {
        attributes: true,
        attributeFilter: ['data-position'],
      });
    });
    const key = ['Home', 'PageUp', 'PageUp', 'End', 'PageDown'][seek % 5] ?? 'Home';
    const atMs = performance.now();
    bar.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    await changed;
    await frame();
    await frame();
    waits.push(performance.now() - atMs);
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  return waits;
}
