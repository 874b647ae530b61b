import { parseId, type Id } from '../picture/ids';

/**
 * Where the person is. Behind the `#`, since the server knows one page; a place can be bookmarked
 * and sent to somebody else: `#/<incident>/<workspace>/<rest>?item=<item>`.
 */
export interface Place {
  readonly incident: Id | undefined;
  readonly workspace: string | undefined;
  /** What a workspace makes of it, such as the item that is open. */
  readonly rest: readonly string[];
  /** The item that is looked at closely, beside whatever workspace it is. */
  readonly item?: Id | undefined;
}

export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#?\//, '').split('?');
  const [incident = '', workspace, ...rest] = path.split('/').map(decode);
  return {
    incident: parseId(incident),
    workspace: workspace || undefined,
    rest: rest.filter((part) => part !== ''),
    item: parseId(query.replace(/^item=/, '')),
  };
}

export function placeText(place: Place): string {
  const parts = place.incident ? [place.incident, place.workspace, ...place.rest] : [];
  const path = parts.filter((part) => part !== undefined).map(encodeURIComponent);
  return `#/${path.join('/')}${place.item ? `?item=${place.item}` : ''}`;
}

// A link that was cut or mistyped leads somewhere sensible and breaks nothing.
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
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
