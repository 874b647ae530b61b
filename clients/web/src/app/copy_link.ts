import { t } from '../i18n/language.svelte';
import { notices } from './notices.svelte';
import { placeText, type Place } from './router.svelte';

/** Puts the address of a place where it can be pasted into a message to somebody else. */
export async function copyLink(place: Place): Promise<void> {
  const link = `${location.origin}${location.pathname}${placeText(place)}`;
  try {
    await navigator.clipboard.writeText(link);
    notices.show('info', t('item.link.done'));
  } catch {
    // A page without TLS has no clipboard, and a person may have forbidden it.
    notices.show('warning', t('item.link.byHand', { link }));
  }
}
