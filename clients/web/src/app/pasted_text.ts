import { t } from '../i18n/language.svelte';
import { cleanText } from '../picture/clean_text';
import { notices } from './notices.svelte';

/**
 * The window's one listener for what is pasted or dropped into a field: what cannot be seen is taken out,
 * what does not fit is said to be left out. Nothing goes or is cut without a word.
 */
export function onTextArriving(event: ClipboardEvent | DragEvent): void {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  const data = 'clipboardData' in event ? event.clipboardData : event.dataTransfer;
  const text = data?.getData('text/plain').replace(/\r\n?/g, '\n') ?? '';
  const clean = cleanText(text);
  const { selectionStart, selectionEnd, value, maxLength } = field;
  const selected = (selectionEnd ?? 0) - (selectionStart ?? 0);
  const over = maxLength < 0 ? 0 : value.length - selected + clean.length - maxLength;
  if (over > 0) notices.show('warning', t('text.cut', { n: over }));
  if (clean === text) return;
  event.preventDefault();
  notices.show('info', t('text.cleaned'));
  field.focus();
  // The one way to insert that the person can undo.
  document.execCommand('insertText', false, clean);
}
