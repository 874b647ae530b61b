/** The views that stand around whichever workspace is open. */
export { default as InvitationBar } from '../views/incident/InvitationBar.svelte';
export { default as QuickLog } from '../views/stream/QuickLog.svelte';
export { default as StreamPanel } from '../views/stream/StreamPanel.svelte';

/** One item, when somebody looks at it closely. */
export const loadInspector = () => import('../views/inspector/Inspector.svelte');
