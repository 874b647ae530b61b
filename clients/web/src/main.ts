import { mount } from 'svelte';
import './style/tokens.css';
import './style/base.css';
import App from './app/App.svelte';
import { notices } from './app/notices.svelte';
import { registerServiceWorker } from './app/service_worker_registration';
import { t } from './i18n/language.svelte';

// What goes wrong unforeseen is said, not hidden: the person must not trust a page that has stopped.
window.addEventListener('error', () => notices.show('error', t('notice.error')));
window.addEventListener('unhandledrejection', () => notices.show('error', t('notice.error')));

// public/browser_check.js has said why not.
const fit = !document.documentElement.hasAttribute('data-unfit');
const target = document.getElementById('app');
if (target && fit) {
  target.replaceChildren();
  mount(App, { target });
  registerServiceWorker();
}
