import { describe, expect, test } from 'vitest';
import { readLayerConfigs } from './layer_config';

const read = (...layers: object[]) => readLayerConfigs(JSON.stringify({ layers }));
const xyz = { id: 'a', title: 'A', kind: 'xyz', url: 'https://maps.example/{z}/{x}/{y}.png' };

describe('map.json', () => {
  test('all four kinds, with what is left out filled in', () => {
    const { layers, problems } = read(
      xyz,
      { id: 'b', title: 'B', kind: 'wms', url: 'https://maps.example/wms', layers: 'topo' },
      { id: 'c', title: 'C', kind: 'wmts', url: '/wmts.xml', layer: 'ortho', opacity: 0.5 },
      {
        id: 'd',
        title: 'D',
        kind: 'pmtiles',
        url: '/sweden.pmtiles',
        content: 'vector',
        visible: true,
      },
    );
    expect(problems).toEqual([]);
    expect(layers.map(({ kind }) => kind)).toEqual(['xyz', 'wms', 'wmts', 'pmtiles']);
    expect(layers[0]).toMatchObject({ zoomMax: 19, opacity: 1, visible: false, attribution: '' });
    expect(layers[1]).toMatchObject({ format: 'image/png' });
    expect(layers[3]).toMatchObject({ content: 'vector', visible: true });
  });

  test('one bad layer is told and the others are used', () => {
    const { layers, problems } = read(
      { ...xyz, url: 'http://maps.example/{z}/{x}/{y}' },
      { ...xyz, id: 'b' },
    );
    expect(layers.map(({ id }) => id)).toEqual(['b']);
    expect(problems).toEqual([{ at: 'layers[0].url', why: 'not-allowed' }]);
  });

  test("this machine's own servers need no TLS", () => {
    const urls = ['http://127.0.0.1:8080/{z}/{x}/{y}', 'http://localhost/{z}/{x}/{y}'];
    const { problems } = read(...urls.map((url, i) => ({ ...xyz, id: String(i), url })));
    expect(problems).toEqual([]);
  });

  test.each([
    ['http://127.0.0.1.maps.example/{z}/{x}/{y}'],
    ['http://localhost@maps.example/{z}/{x}/{y}'],
    ['//elsewhere.example/{z}/{x}/{y}'],
    ['javascript:alert(1)//{z}{x}{y}'],
    ['https://maps.example/tiles'],
  ])('%s is no address of tiles', (url) => {
    expect(read({ ...xyz, url }).problems).toEqual([{ at: 'layers[0].url', why: 'not-allowed' }]);
  });

  test('what is missing, unknown or there twice is named', () => {
    const { problems } = read({ ...xyz, title: undefined }, { ...xyz, kind: 'wfs' }, xyz, xyz, {
      ...xyz,
      id: 'e',
      opacity: 2,
    });
    expect(problems).toEqual([
      { at: 'layers[0].title', why: 'missing' },
      { at: 'layers[1].kind', why: 'unknown-kind' },
      { at: 'layers[3].id', why: 'twice' },
      { at: 'layers[4].opacity', why: 'not-allowed' },
    ]);
  });

  test('what is no JSON, or no list, gives no layers', () => {
    expect(readLayerConfigs('{').problems).toEqual([{ at: 'map.json', why: 'not-json' }]);
    expect(readLayerConfigs('[]').problems).toEqual([{ at: 'layers', why: 'not-a-list' }]);
  });
});
