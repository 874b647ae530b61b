import type { Extent } from 'ol/extent';
import Feature, { type FeatureLike } from 'ol/Feature';
import Circle from 'ol/geom/Circle';
import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import Point from 'ol/geom/Point';
import VectorLayer from 'ol/layer/Vector';
import VectorImageLayer from 'ol/layer/VectorImage';
import { getPointResolution } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import type { Style } from 'ol/style';
import { legendOf, type LegendRow, type LegendShape } from './legend';
import type { Look } from './look';
import type { MapItem } from './map_item';
import { PictureEntries, type Entry } from './picture_entries';
import { disagreements, groupEntries, halosOf, type Shown } from './picture_groups';
import { PictureStyles, type TimeText, type UnderKind } from './picture_styles';
import { projectionOf, type ProjectionCode } from './projection';
import type { MapTheme } from './theme';

/** What a click has hit. */
export type Hit =
  | { readonly kind: 'item'; readonly id: string }
  | { readonly kind: 'cluster'; readonly ids: readonly string[] };

export interface PictureOptions {
  readonly projection: ProjectionCode;
  readonly theme: MapTheme;
  readonly nowMs: number;
  readonly timeText: TimeText;
  /** Pixels of the canvas for a CSS pixel. */
  readonly pixelRatio: number;
}

const SHOWN = 'shown';
const TAKEN_PX = 17;
// So many circles over each other would darken the map: more are drawn as outlines.
const HALOS_FILLED_MAX = 60;

// How much larger than the map: what a drag of some length brings into view is drawn beforehand.
const IMAGE_RATIO = 1.4;

/**
 * The items of the picture: areas and lines, circles of uncertainty, lines between what disagrees,
 * symbols and labels. Symbols are grouped for the resolution at hand; `regroup` does that anew, and
 * is to be called when the resolution has changed or items have.
 */
export class PictureLayer {
  private readonly areaSource = new VectorSource<Feature<Geometry>>();
  private readonly underSource = new VectorSource<Feature<Geometry>>();
  private readonly symbolSource = new VectorSource<Feature<Geometry>>();
  // Images, which moving the map only moves: hundreds of areas and dashed circles take long to draw.
  private readonly areas = new VectorImageLayer({
    source: this.areaSource,
    imageRatio: IMAGE_RATIO,
  });
  private readonly under = new VectorImageLayer({
    source: this.underSource,
    imageRatio: IMAGE_RATIO,
  });
  private readonly symbols = new VectorLayer({
    source: this.symbolSource,
    declutter: true,
    // Symbols that a drag of some length brings into view are drawn beforehand.
    renderBuffer: 150,
  });
  private readonly entries: PictureEntries;
  private styles: PictureStyles;
  private projection: ProjectionCode;
  private nowMs: number;
  private readonly timeText: TimeText;
  private readonly pixelRatio: number;
  /** Some item has, or had, a symbol that a library draws. */
  hasMilitary = false;
  private selectedId: string | undefined;
  private openId: string | undefined;
  // Their styles are made when they are first drawn: most are out of view.
  private styleOf = new WeakMap<Shown, { readonly resolution: number; readonly styles: Style[] }>();

  constructor({ projection, theme, nowMs, timeText, pixelRatio }: PictureOptions) {
    this.pixelRatio = pixelRatio;
    this.projection = projection;
    this.nowMs = nowMs;
    this.timeText = timeText;
    this.entries = new PictureEntries(projection, nowMs);
    this.styles = new PictureStyles(theme, timeText, pixelRatio);
    this.symbols.setStyle((feature, resolution) => this.symbolStyle(feature, resolution));
    this.areas.setStyle((feature, resolution) => this.areaStyle(feature, resolution));
    this.setTheme(theme);
  }

  /** From the lowest up. */
  get layers() {
    return [this.areas, this.under, this.symbols] as const;
  }

  /** All items, as they are drawn. */
  get drawn(): Iterable<Entry> {
    return this.entries.values();
  }

  owns(layer: unknown): boolean {
    return this.layers.some((own) => own === layer);
  }

  get size(): number {
    return this.entries.size;
  }

  entry(id: string): Entry | undefined {
    return this.entries.get(id);
  }

  /** Whether anything has changed: then a `regroup` is due. */
  setItems(items: readonly MapItem[]): boolean {
    const { put, removed } = this.entries.set(items);
    for (const entry of put) {
      this.putArea(entry);
      this.hasMilitary ||= entry.item.symbol !== '';
    }
    for (const id of removed) this.removeArea(id);
    if (this.selectedId !== undefined && removed.includes(this.selectedId)) this.select(undefined);
    return put.length + removed.length > 0;
  }

  setNow(nowMs: number): boolean {
    this.nowMs = nowMs;
    const aged = this.entries.setNow(nowMs);
    for (const entry of aged) this.putArea(entry);
    return aged.length > 0;
  }

  setTheme(theme: MapTheme): void {
    this.styles = new PictureStyles(theme, this.timeText, this.pixelRatio);
    this.styleOf = new WeakMap();
    const under = this.styles.under();
    this.under.setStyle((feature) => under[feature.get('kind') as UnderKind]);
    this.areas.changed();
    this.symbols.changed();
  }

  setProjection(projection: ProjectionCode): void {
    this.projection = projection;
    this.entries.setProjection(projection);
    this.areaSource.clear(true);
    for (const entry of this.entries.values()) this.putArea(entry);
  }

  select(id: string | undefined): void {
    this.selectedId = id;
    this.styleOf = new WeakMap();
    this.areas.changed();
    this.symbols.changed();
  }

  /** Opens the cluster that holds the item; undefined closes it. A `regroup` is due. */
  open(id: string | undefined): void {
    this.openId = id;
  }

  get isOpen(): boolean {
    return this.openId !== undefined;
  }

  /** How many items the symbol stands for that shows this one, as things are grouped now. */
  sharing(id: string): number {
    for (const feature of this.symbolSource.getFeatures()) {
      const { entries } = feature.get(SHOWN) as Shown;
      if (entries.some((entry) => entry.id === id)) return entries.length;
    }
    return 0;
  }

  /** Whether a symbol stands there. */
  isTaken([x = NaN, y = NaN]: readonly number[], resolution: number): boolean {
    const reach = TAKEN_PX * resolution;
    const extent = [x - reach, y - reach, x + reach, y + reach];
    return this.symbolSource.forEachFeatureInExtent(extent, () => true) === true;
  }

  /** What is drawn within an extent, for a legend. */
  legend(extent: Extent): LegendRow[] {
    const looks: Look[] = [];
    const shapes = new Set<LegendShape>();
    this.symbolSource.forEachFeatureInExtent(extent, (feature) => {
      const { entries } = feature.get(SHOWN) as Shown;
      looks.push(...entries.map(({ look }) => look));
      if (entries.length > 1) shapes.add('cluster');
    });
    this.areaSource.forEachFeatureIntersectingExtent(extent, (feature) => {
      const entry = this.entries.get(String(feature.getId()));
      if (entry) looks.push(entry.look);
    });
    this.underSource.forEachFeatureIntersectingExtent(extent, (feature) => {
      const kind = feature.get('kind') as UnderKind;
      if (kind === 'disagreement') shapes.add('disagreement');
      if (kind === 'halo' || kind === 'outline') shapes.add('uncertainty');
    });
    return legendOf(looks, shapes);
  }

  regroup(resolution: number): void {
    const shown = groupEntries(this.entries.values(), resolution, this.openId);
    const replace = (source: VectorSource<Feature<Geometry>>, features: Feature<Geometry>[]) => {
      source.clear(true);
      source.addFeatures(features);
    };
    replace(
      this.symbolSource,
      shown.map((one) => {
        const feature = new Feature<Geometry>(new Point([one.x, one.y]));
        feature.set(SHOWN, one, true);
        return feature;
      }),
    );
    const halos = halosOf(shown, resolution, (entry) => this.unitsPerMetre(entry));
    const under = (kind: UnderKind, geometry: Geometry) =>
      new Feature<Geometry>({ geometry, kind });
    replace(this.underSource, [
      ...halos.map(({ x, y, radius }) =>
        under(halos.length > HALOS_FILLED_MAX ? 'outline' : 'halo', new Circle([x, y], radius)),
      ),
      ...disagreements(shown).map(({ from, to }) =>
        under('disagreement', new LineString([[...from], [...to]])),
      ),
      ...shown.flatMap(({ x, y, fannedFrom }) =>
        fannedFrom === undefined
          ? []
          : [under('leader', new LineString([[...fannedFrom], [x, y]]))],
      ),
    ]);
  }

  /** What a feature that was hit stands for; undefined if it is none of the picture's. */
  hit(feature: FeatureLike): Hit | undefined {
    const shown = feature.get(SHOWN) as Shown | undefined;
    const [first, ...others] = shown?.entries ?? [];
    if (first === undefined) {
      const id = feature.getId();
      return typeof id === 'string' && this.entries.get(id) ? { kind: 'item', id } : undefined;
    }
    if (others.length === 0) return { kind: 'item', id: first.id };
    return { kind: 'cluster', ids: [first, ...others].map(({ id }) => id) };
  }

  private unitsPerMetre({ anchor }: Entry): number {
    return 1 / getPointResolution(projectionOf(this.projection), 1, [...anchor], 'm');
  }

  private putArea(entry: Entry): void {
    if (entry.geometry.getType() === 'Point') return this.removeArea(entry.id);
    const feature = this.areaSource.getFeatureById(entry.id);
    if (feature instanceof Feature) {
      feature.setGeometry(entry.geometry);
      return;
    }
    const made = new Feature(entry.geometry);
    made.setId(entry.id);
    this.areaSource.addFeature(made);
  }

  private removeArea(id: string): void {
    const feature = this.areaSource.getFeatureById(id);
    if (feature instanceof Feature) this.areaSource.removeFeature(feature);
  }

  private areaStyle(feature: FeatureLike, resolution: number): Style[] {
    const entry = this.entries.get(String(feature.getId()));
    if (entry === undefined) return [];
    const ground = resolution / this.unitsPerMetre(entry);
    return this.styles.area(entry, ground, entry.id === this.selectedId);
  }

  private symbolStyle(feature: FeatureLike, resolution: number): Style[] {
    const shown = feature.get(SHOWN) as Shown;
    const before = this.styleOf.get(shown);
    if (before?.resolution === resolution) return before.styles;
    const styles = this.styles.shown(shown, resolution, this.nowMs, this.selectedId);
    this.styleOf.set(shown, { resolution, styles });
    return styles;
  }
}
