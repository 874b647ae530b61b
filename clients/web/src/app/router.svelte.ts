import { parseId, type Id } from '../picture/ids';

/**
 * Where the person is. Behind the `#`, since the server knows one page; a place can be bookmarked
 * and sent to somebody else: `#/<incident>/<workspace>/<rest>`.
 */
export interface Place {
  readonly incident: Id | undefined;
  readonly workspace: string | undefined;
  /** What a workspace makes of it, such as the item that is open. */
  readonly rest: readonly string[];
}

export function parsePlace(hash: string): Place {
  const [incident = '', workspace, ...rest] = hash.replace(/^#?\//, '').split('/').map(decode);
  return {
    incident: parseId(incident),
    workspace: workspace || undefined,
    rest: rest.filter((part) => part !== ''),
  };
}

export function placeText(place: Place): string {
  const parts = place.incident ? [place.incident, place.workspace, ...place.rest] : [];
  return `#/${parts
    .filter((part) => part !== undefined)
    .map(encodeURIComponent)
    .join('/')}`;
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
}

export const router = new Router();
