import { describe, expect, test } from 'vitest';
import { parsePlace, placeText } from './router.svelte';

const incident = '5bb6bda2ac3f1f983f86af9bad064fda';

describe('where the person is', () => {
  test('survives the address', () => {
    const place = parsePlace(`#/${incident}/stream/a b/ö`);
    expect(place).toEqual({ incident, workspace: 'stream', rest: ['a b', 'ö'] });
    expect(parsePlace(placeText(place))).toEqual(place);
  });

  test('holds the item that is looked at', () => {
    const place = parsePlace(`#/${incident}/map/a%3Fb?item=${incident}`);
    expect(place).toEqual({ incident, workspace: 'map', rest: ['a?b'], item: incident });
    expect(parsePlace(placeText(place))).toEqual(place);
  });

  test('may be a page outside of any incident', () => {
    const place = parsePlace('#/administration/persons/new');
    expect(place).toEqual({ page: 'administration', rest: ['persons', 'new'] });
    expect(placeText(place)).toBe('#/administration/persons/new');
  });

  test('is the same when the address came in capitals', () => {
    const capitals = incident.toUpperCase();
    expect(parsePlace(`#/${capitals}/map?item=${capitals}`)).toMatchObject({
      incident,
      item: incident,
      workspace: 'map',
    });
  });

  test('is said to lead astray by the part that does', () => {
    expect(parsePlace(`#/${incident}/map?item=nonsense`)).toMatchObject({
      incident,
      astray: 'item',
    });
    expect(parsePlace(`#/${incident}/map?item=`).astray).toBeUndefined();
  });

  test.each(['', '#', '#/'])('begins with the list of incidents (%s)', (hash) =>
    expect(parsePlace(hash)).toEqual({ rest: [] }),
  );

  test.each(['#/nonsense/stream', '#/%E0%A4%A', `#/${incident.slice(0, 20)}`, '#nonsense'])(
    'an address that was cut or mistyped (%s) leads to the list of incidents, which says so',
    (hash) => expect(parsePlace(hash)).toMatchObject({ incident: undefined, astray: 'place' }),
  );
});
