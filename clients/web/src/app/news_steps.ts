const FOCUSABLE = 'a[href], button, summary, [tabindex]';

/** Goes to the next thing in the page that is new, or the one before; false if there is none. */
export function stepToNews(by: 1 | -1): boolean {
  const news = [...document.querySelectorAll('[data-new]')].filter((row) => row.checkVisibility());
  const from = document.activeElement;
  const isAhead = (row: Element) =>
    from === null ||
    (from.compareDocumentPosition(row) &
      (by > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING)) !==
      0;
  // What the focus is in is not ahead of it.
  const others = news.filter((row) => !row.contains(from));
  const ahead = others.filter(isAhead);
  const row = (ahead.length > 0 ? ahead : others).at(by > 0 ? 0 : -1);
  if (!row) return false;
  const target = row.matches(FOCUSABLE) ? row : row.querySelector(FOCUSABLE);
  row.scrollIntoView({ block: 'nearest' });
  if (target instanceof HTMLElement) target.focus();
  return true;
}
