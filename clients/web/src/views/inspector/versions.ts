import type { Held } from '../../picture/held';
import { fieldName } from '../../i18n/language.svelte';
import type { Directory } from '../../picture/selectors';
import { fieldValue, isEmpty, type FieldValue } from './field_values';

export interface FieldChange {
  readonly path: string;
  readonly name: string;
  readonly before: FieldValue;
  readonly after: FieldValue;
}

export interface Version {
  readonly held: Held;
  /** What differs from the version before; empty for the first. */
  readonly changes: readonly FieldChange[];
}

/** The versions of one item, latest first, each with what changed. `history` is oldest first. */
export function versionsOf(history: readonly Held[], directory: Directory): readonly Version[] {
  return history
    .map((held, at): Version => {
      const before = history[at - 1];
      if (!before) return { held, changes: [] };
      return { held, changes: changesOf(before, held, held.change.fields, directory) };
    })
    .reverse();
}

/** What differs now from the version that stood at `seq`; empty if none did. Oldest first. */
export function changesAfter(
  history: readonly Held[],
  seq: bigint,
  directory: Directory,
): readonly FieldChange[] {
  const before = history.findLast(({ change }) => change.seq <= seq);
  const after = history.at(-1);
  if (!before || !after) return [];
  const later = history.filter(({ change }) => change.seq > seq);
  const fields = new Set(later.flatMap(({ change }) => change.fields));
  // What was altered and altered back is as it was.
  return changesOf(before, after, [...fields], directory).filter(
    (change) => JSON.stringify(change.before) !== JSON.stringify(change.after),
  );
}

function changesOf(
  before: Held,
  after: Held,
  fields: readonly string[],
  directory: Directory,
): readonly FieldChange[] {
  return fields
    .map((path) => ({
      path,
      name: fieldName(path),
      before: fieldValue(before.item, path, directory),
      after: fieldValue(after.item, path, directory),
    }))
    .filter((change) => !isEmpty(change.before) || !isEmpty(change.after));
}
