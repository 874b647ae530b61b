import { t } from '../i18n/language.svelte';
import { notices } from './notices.svelte';

// Held for as long as the page is: a browser forgets the listeners of what nobody holds.
let registration: ServiceWorkerRegistration | undefined;
let arriving: ServiceWorker | null = null;

/** Lets the app open without a network. A newer version is taken when the person reloads. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  // Without one the app works as long as the server does.
  navigator.serviceWorker.register('/service_worker.js').catch(() => undefined);
  // The one that an earlier page registered is there at once; registering it again may wait for the
  // server, and an update would have been missed by then.
  void navigator.serviceWorker.ready.then(follow);
}

/** Asks the server whether it has a newer version of the page by now. */
export function lookForUpdate(): void {
  registration?.update().catch(() => undefined);
}

function follow(registered: ServiceWorkerRegistration): void {
  registration = registered;
  registered.addEventListener('updatefound', () => {
    // The first one of all is no update.
    if (!registered.installing || !navigator.serviceWorker.controller) return;
    arriving = registered.installing;
    arriving.addEventListener('statechange', onStateChange);
  });
}

function onStateChange(): void {
  if (arriving?.state !== 'installed') return;
  notices.show('warning', t('notice.update'), {
    label: t('status.reload'),
    run: () => location.reload(),
  });
}
