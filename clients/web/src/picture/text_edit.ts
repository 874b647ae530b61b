import type { Item } from '../gen/samlad/v1/log_pb';
import type { Held } from './held';
import { textAt } from './text_fields';

/**
 * Texts of one item that a person is altering while others may alter them too. A value: `base` is the
 * version that they rest on, `texts` what stands in the fields, by path.
 */
export interface TextEdit {
  readonly base: Held;
  readonly texts: Readonly<Record<string, string>>;
}

/** Somebody else has altered a text that the person had altered as well. */
export interface Clash {
  readonly path: string;
  readonly mine: string;
  readonly theirs: string;
}

export function beginEdit(held: Held, paths: readonly string[]): TextEdit {
  return { base: held, texts: textsOf(held.item, paths) };
}

export function isTouched(edit: TextEdit, path: string): boolean {
  return edit.texts[path] !== textAt(edit.base.item, path);
}

export function isAnyTouched(edit: TextEdit): boolean {
  return Object.keys(edit.texts).some((path) => isTouched(edit, path));
}

/** The texts in which the item as it is now and the person's own both differ from the base. */
export function clashes(edit: TextEdit, now: Held): readonly Clash[] {
  return Object.entries(edit.texts).flatMap(([path, mine]) => {
    const theirs = textAt(now.item, path);
    const altered = theirs !== textAt(edit.base.item, path);
    return altered && isTouched(edit, path) && mine !== theirs ? [{ path, mine, theirs }] : [];
  });
}

/**
 * The same edit on top of the item as it is now: what the person left alone follows it, what they
 * wrote stays. To be called when no clash is open, or the person has decided each.
 */
export function rebased(edit: TextEdit, now: Held): TextEdit {
  const texts = Object.entries(edit.texts).map(([path, mine]) => [
    path,
    isTouched(edit, path) ? mine : textAt(now.item, path),
  ]);
  return { base: now, texts: Object.fromEntries(texts) as Record<string, string> };
}

/** Decides one clash for what the other has written. */
export function withTheirs(edit: TextEdit, clash: Clash): TextEdit {
  return { ...edit, texts: { ...edit.texts, [clash.path]: clash.theirs } };
}

function textsOf(item: Item, paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, textAt(item, path)]));
}
