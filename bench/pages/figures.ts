/** One line of the report. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly aim: string;
  /** Undefined where there is no goal, only a figure to compare with. */
  readonly isHeld?: boolean;
}

/** A measure: what `--only NAME` names. */
export interface Measure {
  readonly name: string;
  readonly take: (quick: boolean) => Promise<Row[]>;
}

/** `share` from 0 to 1; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const ms = (value: number): string =>
  value >= 1_000 ? `${(value / 1_000).toFixed(2)} s` : `${value.toFixed(0)} ms`;

/** The median, and in brackets the smallest and the largest. */
export const spread = (values: readonly number[]): string =>
  `${ms(median(values))} (${ms(Math.min(...values))} to ${ms(Math.max(...values))})`;

export const kB = (bytes: number): string => `${(bytes / 1_000).toFixed(0)} kB`;
export const MB = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Rows as the goals of bench/RESULTS.md are written: the command is that of one measure. */
export function table(rows: readonly (Row & { readonly command: string })[]): string {
  const lines = rows.map(({ what, measured, aim, isHeld, command }) => {
    const verdict = isHeld === undefined ? '' : isHeld ? 'held' : '**missed**';
    return `| ${what} | ${measured} | ${aim} | ${verdict} | \`${command}\` |`;
  });
  return ['| what | measured | aim | | command |', '|---|---|---|---|---|', ...lines].join('\n');
}
