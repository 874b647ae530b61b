import { secondsText } from '../i18n/format';
import { t } from '../i18n/language.svelte';
import type { Status } from '../picture/status';

/** How the connection is, in a few words. */
export function statusText(status: Status): string {
  switch (status.kind) {
    case 'connecting':
      return t('status.connecting');
    case 'live':
      return t('status.live');
    case 'behind':
      return t('status.behind', { n: status.seconds });
    case 'reconnecting':
      return status.inSeconds > 0
        ? t('status.reconnectingIn', { n: status.inSeconds })
        : t('status.reconnecting');
    case 'offline':
      return t('status.offline', { time: secondsText(status.sinceMs) });
    case 'ended':
      return t('status.ended');
  }
}

/** What the person has to do about it; empty if nothing. */
export function statusAdvice(status: Status): string {
  if (status.kind !== 'ended') return '';
  switch (status.reason) {
    case 'log-in':
    case 'other-person':
      return t('status.ended.login');
    case 'version':
      return t('status.ended.version');
    case 'refused':
      return t('status.ended.refused', { text: `${status.why.text} (${status.why.code})` });
  }
}
