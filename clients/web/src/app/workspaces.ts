import type { Component } from 'svelte';
import type { MessageKey } from '../i18n/sv';
import type { Kind } from '../picture/held';

/**
 * The workspaces of an incident, in the order of the rail. To add one: a component that takes no
 * properties and gets its incident by `useIncident()`, its name in src/i18n, and a row here. It is
 * loaded when it is first opened.
 */
export interface Workspace {
  /** In the address. */
  readonly id: string;
  readonly label: MessageKey;
  /** An SVG path in a field of 24 by 24. */
  readonly icon: string;
  /** "g" and this key go there, as does the digit of its place. */
  readonly key: string;
  /** What lies here: the rail tells where something of it has changed. */
  readonly kinds?: readonly Kind[];
  /** Also on a telephone it stands in the bar: what somebody needs who takes part from one. */
  readonly isInShortBar?: boolean;
  /** Shows the past: the live stream and the log entry do not stand beside it. */
  readonly isPast?: boolean;
  readonly load: () => Promise<{ default: Component }>;
}

export const WORKSPACES: readonly Workspace[] = [
  {
    id: 'situation',
    label: 'workspace.situation',
    icon: 'M9 3 3 5.5v15.3L9 18.5l6 2.3 6-2.5V3l-6 2.3zm.9 2.6 4.2 1.6v11.2l-4.2-1.6z',
    key: 'l',
    kinds: ['feature', 'contradiction'],
    isInShortBar: true,
    load: () => import('../views/situation/SituationWorkspace.svelte'),
  },
  {
    id: 'stream',
    label: 'workspace.stream',
    icon: 'M4 5h16v2H4zM4 11h16v2H4zM4 17h10v2H4z',
    key: 'f',
    kinds: ['note'],
    isInShortBar: true,
    load: () => import('../views/stream/StreamWorkspace.svelte'),
  },
  {
    id: 'decisions',
    label: 'workspace.decisions',
    icon: 'M3 3h18v18H3zm2 2v3h4V5zm6 0v3h8V5zM5 10v3h4v-3zm6 0v3h8v-3zm-6 5v4h4v-4zm6 0v4h8v-4z',
    key: 'd',
    kinds: ['decision', 'stance'],
    isInShortBar: true,
    load: () => import('../views/decisions/DecisionsWorkspace.svelte'),
  },
  {
    id: 'tasks',
    label: 'workspace.tasks',
    icon: 'M3 5.6 5.4 8l4.2-4.2L8.2 2.4 5.4 5.2 4.4 4.2zM12 4h9v2h-9zM3 11h5v5H3zm9 1.5h9v2h-9zM3 18.5h5v2H3zm9 0h9v2h-9z',
    key: 't',
    kinds: ['task'],
    load: () => import('../views/tasks/TasksWorkspace.svelte'),
  },
  {
    id: 'conference',
    label: 'workspace.conference',
    icon: 'M3 4h18v12h-8l-5 4v-4H3zm2 2v8h14V6zm2 1.8h10v1.6H7zm0 3h7v1.6H7z',
    key: 'c',
    kinds: ['conference'],
    isInShortBar: true,
    load: () => import('../views/conference/ConferenceWorkspace.svelte'),
  },
  {
    id: 'reports',
    label: 'workspace.reports',
    icon: 'M5 2h10l4 4v16H5zm2 2v16h10V7h-3V4zm2 6h6v2H9zm0 4h6v2H9z',
    key: 'p',
    kinds: ['report', 'pictureVersion'],
    load: () => import('../views/reports/ReportsWorkspace.svelte'),
  },
  {
    id: 'handover',
    label: 'workspace.handover',
    icon: 'M9 3 3 8l6 5v-3h8V6H9zm6 8v3H7v4h8v3l6-5z',
    key: 'h',
    load: () => import('../views/handover/HandoverWorkspace.svelte'),
  },
  {
    id: 'replay',
    label: 'workspace.replay',
    icon: 'M12 4a8 8 0 1 1-7.7 5.8l1.9.5A6 6 0 1 0 12 6v3L7 5l5-4zm-1 4h2v4.6l3 1.8-1 1.7-4-2.4z',
    key: 'r',
    isPast: true,
    load: () => import('../views/replay/ReplayWorkspace.svelte'),
  },
  {
    id: 'incident',
    label: 'workspace.incident',
    icon: 'M12 2 2 7v2h20V7zM4 11v7h3v-7zm6.5 0v7h3v-7zM17 11v7h3v-7zM2 20h20v2H2z',
    key: 'e',
    load: () => import('../views/incident/IncidentWorkspace.svelte'),
  },
];

/** The first one where the address names none, or one that does not exist. */
export function workspaceOf(id: string | undefined): Workspace | undefined {
  return WORKSPACES.find((workspace) => workspace.id === id) ?? WORKSPACES[0];
}

export function isWorkspace(id: string): boolean {
  return WORKSPACES.some((workspace) => workspace.id === id);
}
