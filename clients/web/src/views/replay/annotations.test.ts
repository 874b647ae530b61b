import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { AnnotationSchema, Aspect } from '../../gen/samlad/v1/evaluation_pb';
import { ChangeSchema, ItemSchema } from '../../gen/samlad/v1/log_pb';
import { bytesOf, type Id } from '../../picture/ids';
import { Picture } from '../../picture/picture';
import { applyBatch, emptyReplica } from '../../picture/replica';
import { batch, id, INCIDENT, ME } from '../../picture/test_kit';
import { reportCsv, reportHtml } from './annotation_report';
import { annotationAt, annotationsOf, cut, placeName, type AnnotatedPlace } from './annotations';

const PLACE: AnnotatedPlace = {
  seq: 40n,
  untilSeq: 0n,
  timeMs: 1_407_153_600_000,
  asActor: undefined,
  about: [id(9)],
};
const WORDS = { title: ' Varför så sent? ', text: 'Larmet dröjde.', aspect: Aspect.WEAKNESS };

function pictureWith(...made: { item: Id; place: AnnotatedPlace; owner: Id }[]): Picture {
  const changes = made.map(({ item, place, owner }, at) =>
    create(ChangeSchema, {
      seq: BigInt(at + 1),
      person: bytesOf(id(0xcc)),
      item: create(ItemSchema, {
        id: bytesOf(item),
        owner: bytesOf(owner),
        body: { case: 'annotation', value: annotationAt(place, WORDS) },
      }),
    }),
  );
  const applied = applyBatch(
    emptyReplica(INCIDENT),
    batch({ from: 0, through: made.length, changes }),
  );
  if (applied.kind !== 'applied') throw new Error(applied.kind);
  return new Picture(applied.replica, [], ME);
}

describe('annotations', () => {
  test('R56: name the moment, the sight and what it is about', () => {
    const body = annotationAt({ ...PLACE, asActor: id(3), untilSeq: 52n }, WORDS);
    expect(body).toMatchObject({ seq: 40n, untilSeq: 52n, title: 'Varför så sent?' });
    expect(body.asActor).toEqual(bytesOf(id(3)));
    expect(body.about).toEqual([bytesOf(id(9))]);
    expect(placeName(body)).toBe('#40–52');
    expect(placeName(create(AnnotationSchema, { seq: 7n }))).toBe('#7');
  });

  test('of several evaluations are one list, in the order of the log they are about', () => {
    const ours = pictureWith(
      { item: id(1), place: PLACE, owner: ME.actor },
      { item: id(2), place: { ...PLACE, seq: 3n, asActor: id(8) }, owner: ME.actor },
    );
    const theirs = pictureWith({ item: id(4), place: { ...PLACE, seq: 20n }, owner: id(5) });
    const all = annotationsOf([ours, theirs]);
    expect(all.map(({ body }) => body.seq)).toEqual([3n, 20n, 40n]);
    // Through whose eyes: those that were chosen, or the owner's own.
    expect(all.map(({ sight }) => sight)).toEqual([id(8), id(5), ME.actor]);
  });

  test('a title is cut by code points, not in the middle of one', () => {
    expect(cut('🔥🔥🔥', 2)).toBe('🔥🔥');
  });
});

describe('the report', () => {
  const report = {
    language: 'sv',
    title: 'Utvärdering av <branden>',
    made: 'Sammanställd',
    columns: ['tidpunkt', 'rubrik'],
    rows: [
      { cells: ['2014-08-04 13:15', 'Sa "stopp";\nför sent'], struck: false },
      { cells: ['2014-08-04 13:20', '=HYPERLINK("http://x")'], struck: true },
    ],
  };

  test('as a table has one line for each, whatever is in the texts, and no formulas', () => {
    expect(reportCsv(report)).toBe(
      '\ufeff"tidpunkt";"rubrik"\r\n' +
        '"2014-08-04 13:15";"Sa ""stopp"";\nför sent"\r\n' +
        '"2014-08-04 13:20";"\'=HYPERLINK(""http://x"")"\r\n',
    );
  });

  test.each([
    '=1',
    '+1',
    '-1',
    '@A1',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '\u00a0=1',
    '＝1',
    '＋1',
    '－1',
    '＠1',
  ])('as a table runs nothing that begins with %j', (text) => {
    const cells = { ...report, columns: ['a'], rows: [{ cells: [text], struck: false }] };
    expect(reportCsv(cells)).toContain(`\r\n"'${text}"\r\n`);
  });

  test('as a page holds the texts as texts', () => {
    const page = reportHtml(report);
    expect(page).toContain('<h1>Utvärdering av &lt;branden&gt;</h1>');
    expect(page).toContain(
      '<tr><td>2014-08-04 13:15</td><td>Sa &quot;stopp&quot;;\nför sent</td></tr>',
    );
    expect(page).toContain('<tr class="struck">');
  });
});
