import { t } from '../i18n/language.svelte';
import { notices } from './notices.svelte';

/** Lets the app open without a network. A newer version is taken when the person reloads. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  // Without one the app works as long as the server does.
  navigator.serviceWorker.register('/service_worker.js').then(follow, () => undefined);
}

function follow(registration: ServiceWorkerRegistration): void {
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    // The first one of all is no update.
    if (!worker || !navigator.serviceWorker.controller) return;
    worker.addEventListener('statechange', () => {
      if (worker.state !== 'installed') return;
      notices.show('warning', t('notice.update'), {
        label: t('status.reload'),
        run: () => location.reload(),
      });
    });
  });
}
