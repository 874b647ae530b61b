import { describe, expect, test } from 'vitest';
import { FeatureCategory } from '../gen/samlad/v1/situation_pb';
import { LEGEND_MARKS, LEGEND_SHAPES, legendOf, legendRows, type LegendShape } from './legend';
import type { Look } from './look';
import { militaryCode, militarySymbols } from './military_symbols.svelte';
import { CATEGORIES } from './theme';

const NONE: ReadonlySet<LegendShape> = new Set();
const look: Look = {
  category: FeatureCategory.RESOURCE,
  symbol: '',
  standing: 'reported',
  age: 0,
  isDoubtful: false,
  isNew: false,
  isContradicted: false,
};

describe('the legend', () => {
  test('of the screen has everything a symbol can say', () => {
    expect(legendRows()).toHaveLength(
      CATEGORIES.length + LEGEND_MARKS.length + LEGEND_SHAPES.length,
    );
    expect(legendRows(undefined, undefined, undefined, 'SFGPUCI----D')).toHaveLength(
      CATEGORIES.length + LEGEND_MARKS.length + LEGEND_SHAPES.length + 1,
    );
  });

  test('of paper has what is on it, in the same order', () => {
    const rows = legendOf(
      [
        { ...look, standing: 'assessed', isContradicted: true },
        look,
        { ...look, category: FeatureCategory.HAZARD },
      ],
      new Set(['uncertainty']),
    );
    expect(
      rows.map((row) =>
        row.kind === 'category' ? row.category : row.kind === 'mark' ? row.mark : row.kind,
      ),
    ).toEqual([
      FeatureCategory.HAZARD,
      FeatureCategory.RESOURCE,
      'reported',
      'assessed',
      'contradicted',
      'uncertainty',
    ]);
  });

  test('a category that is drawn by military symbols alone is not in it', async () => {
    expect(await militarySymbols.load()).toBe(true);
    expect(legendOf([{ ...look, symbol: 'ABC' }], NONE).map(({ kind }) => kind)).toEqual([
      'category',
      'mark',
    ]);
    const rows = legendOf([{ ...look, symbol: 'SFGPUCI----D' }], NONE);
    expect(rows.map(({ kind }) => kind)).toEqual(['military', 'mark']);
  });
});

test('a code is taken as people paste it', () => {
  expect(militaryCode(' 1003 1000 0012 1100 0000 ')).toBe('10031000001211000000');
  expect(militaryCode('sfgpuci****d')).toBe('SFGPUCI----D');
});
