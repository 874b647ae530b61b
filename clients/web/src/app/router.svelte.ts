import { parseId, type Id } from '../picture/ids';

/** What stands outside of any incident, beside the list of them. */
export const PAGES = ['open', 'administration'] as const;
export type Page = (typeof PAGES)[number];

/**
 * Where the person is. Behind the `#`, since the server knows one page; a place can be bookmarked
 * and sent to somebody else: `#/<incident>/<workspace>/<rest>?item=<item>`, or `#/<page>/<rest>`.
 */
export interface Place {
  readonly incident: Id | undefined;
  readonly page?: Page | undefined;
  readonly workspace: string | undefined;
  /** What a workspace or page makes of it, such as the item that is open. */
  readonly rest: readonly string[];
  /** The item that is looked at closely, beside whatever workspace it is. */
  readonly item?: Id | undefined;
  /** The part of the address that leads nowhere: it was cut, or mistyped. */
  readonly astray?: 'place' | 'item' | undefined;
}

export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?');
  const [first = '', ...rest] = path.split('/').map(decode);
  const page = PAGES.find((name) => name === first);
  if (page) return { incident: undefined, page, workspace: undefined, rest: rest.filter(isThere) };
  // Some programs write what they take for hexadecimal in capitals.
  const incident = parseId(first.toLowerCase());
  const [workspace, ...inside] = rest;
  const named = query.replace(/^item=/, '');
  const item = parseId(named.toLowerCase());
  const astray = first !== '' && !incident ? 'place' : named !== '' && !item ? 'item' : undefined;
  return {
    incident,
    workspace: workspace || undefined,
    rest: inside.filter(isThere),
    item,
    astray,
  };
}

export function placeText(place: Place): string {
  const first = place.incident ?? place.page;
  const parts = first ? [first, place.workspace, ...place.rest] : [];
  const path = parts.filter((part) => part !== undefined).map(encodeURIComponent);
  return `#/${path.join('/')}${place.item ? `?item=${place.item}` : ''}`;
}

export function pageText(page: Page, ...rest: string[]): string {
  return placeText({ incident: undefined, page, workspace: undefined, rest });
}

function isThere(part: string): boolean {
  return part !== '';
}

// A link that was cut or mistyped is said to be one, and breaks nothing.
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '\ufffd';
  }
}

class Router {
  place = $state.raw<Place>(parsePlace(globalThis.location?.hash ?? ''));

  listen(): () => void {
    const follow = () => (this.place = parsePlace(location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }

  go(place: Partial<Place>): void {
    location.hash = placeText({ incident: undefined, workspace: undefined, rest: [], ...place });
  }

  /** Another workspace, or another place in one, of the same incident. */
  goTo(workspace: string, ...rest: string[]): void {
    this.go({ incident: this.place.incident, workspace, rest });
  }

  /** Where an item is looked at closely, beside what is open. */
  itemText(item: Id): string {
    return placeText({ ...this.place, item });
  }

  inspect(item: Id | undefined): void {
    this.go({ ...this.place, item });
  }
}

export const router = new Router();
