import ScaleLine from 'ol/control/ScaleLine';
import { boundingExtent, createEmpty, extend, getHeight, getWidth, isEmpty } from 'ol/extent';
import { defaults } from 'ol/interaction/defaults';
import OlMap from 'ol/Map';
import type BaseLayer from 'ol/layer/Base';
import type { DrawnGeometry, MapGeometry } from './geometry';
import { BaseMapFiles } from './base_map_files';
import { createGroundLayer, createNamesLayer } from './base_layer';
import { ConfiguredLayers, type LayerState } from './configured_layers';
import type { LayerConfig } from './layer_config';
import { Drawing, type DrawingKind } from './draw';
import type { EditState, GeometryEdit } from './geometry_edit';
import { onHand } from './hand';
import type { LegendRow } from './legend';
import { lookingAt } from './looking_at';
import type { MapItem } from './map_item';
import { SWEDEN, type MapPosition, type MapState } from './map_position';
import type { Measured } from './measure';
import { militarySymbols } from './military_symbols.svelte';
import { OthersLayer, type OtherMap } from './others_layer';
import { PictureLayer } from './picture_layer';
import { CLUSTER_DISTANCE_PX } from './picture_groups';
import { timeTextOf } from './picture_styles';
import { transformOf, type ProjectionCode, type Wgs84 } from './projection';
import { screenRatio } from './symbols';
import { THEMES, type MapTheme, type ThemeName } from './theme';
import { Throttle } from './throttle';
import { TracksLayer, type MapTrack } from './tracks';
import { makeView, positionOf, stateOf, targetOf } from './view';

export interface MapOptions {
  readonly projection: ProjectionCode;
  readonly theme: ThemeName;
  /** Where basemap.json lies, ending in "/". */
  readonly root: string;
  /** The clock of the picture: of the exercise, of the replay, or now. */
  readonly nowMs: number;
  readonly locale: string;
  readonly timeZone: string;
  readonly position?: MapPosition;
  /** Of the canvas; without it that of the screen. A print has more. */
  readonly pixelRatio?: number;
  /** The base map cannot be fetched; the picture is drawn without it. */
  readonly onBaseMapMissing?: (error: unknown) => void;
}

export type Undo = () => void;

/** Items under a click: none, one, or the members of a cluster that cannot be parted by zooming. */
export type Selection = readonly string[];

/**
 * A map in an element. It shows what it is given and tells what is pointed at; which picture that
 * is, and whose, is for its owner to know.
 */
export interface MapView {
  /** All items there are. Cheap if few differ from the last time. */
  setItems(items: readonly MapItem[]): void;
  setTracks(tracks: readonly MapTrack[]): void;
  setNow(nowMs: number): void;
  setTheme(theme: ThemeName): void;
  setProjection(projection: ProjectionCode): void;
  setLayers(layers: readonly LayerConfig[]): void;
  setLayerVisible(id: string, isVisible: boolean): void;
  layers(): readonly LayerState[];
  onLayersChange(callback: () => void): Undo;
  /** Marks an item, and opens the cluster that hides it. */
  select(id: string | undefined): void;
  onSelect(callback: (selection: Selection) => void): Undo;
  fitTo(ids: readonly string[]): void;
  /** Frames where others look. */
  setOthers(others: readonly OtherMap[]): void;
  startDrawing(kind: DrawingKind): Promise<DrawnGeometry | undefined>;
  /** Resolves with what has become of an item's geometry; undefined: broken off, or as before. */
  startEditing(geometry: MapGeometry, id: string): Promise<DrawnGeometry | undefined>;
  /** A step of the editing by other means than pointing. */
  changeVertex(step: (edit: GeometryEdit) => void): void;
  /** Each step of an editing; undefined when it has ended. */
  onEdit(callback: (state: EditState | undefined) => void): Undo;
  measure(kind: 'line' | 'area', onChange: (size: Measured) => void): Promise<void>;
  /** For whoever draws without pointing. */
  addPosition(position: Wgs84): void;
  undoPosition(): void;
  finishDrawing(): void;
  cancelDrawing(): void;
  getView(): MapState;
  setView(position: MapPosition): void;
  /** Glides to where all of it is in view: west, south, east and north in degrees. */
  lookAt(bounds: MapState['bounds']): void;
  /** What is in view, while the map moves too. */
  onLook(callback: (bounds: MapState['bounds']) => void): Undo;
  /** The person has taken the map into their own hands: moved it, or begun to draw. */
  onHand(callback: () => void): Undo;
  onViewChange(callback: (state: MapState) => void): Undo;
  onPointer(callback: (position: Wgs84 | undefined) => void): Undo;
  zoomBy(steps: number): void;
  attribution(): readonly string[];
  /** What the picture has in view. */
  legend(): readonly LegendRow[];
  /** Groups the items at once, instead of soon. */
  regroup(): void;
  /** When the base map is there, or known to be missing. */
  readonly ready: Promise<void>;
  /** For printing. */
  readonly olMap: OlMap;
  destroy(): void;
}

const REGROUP_INTERVAL_MS = 200;
const LOOK_INTERVAL_MS = 200;
const GLIDE_MS = 250;
const FIT_PADDING_PX = 70;
const FIT_RESOLUTION_M_MIN = 8;
// More would be a fan that covers the map; the list shows them all.
const OPEN_MEMBERS_MAX = 60;
const OPEN_ZOOM_STEPS_MAX = 0.6;

export function createMapView(element: HTMLElement, options: MapOptions): MapView {
  let theme: MapTheme = THEMES[options.theme];
  let projection = options.projection;
  let nowMs = options.nowMs;
  let attribution: readonly string[] = [];
  let isDestroyed = false;
  const timeText = timeTextOf(options.locale, options.timeZone);
  const selectCallbacks = new Set<(selection: Selection) => void>();
  const viewCallbacks = new Set<(state: MapState) => void>();
  const pointerCallbacks = new Set<(position: Wgs84 | undefined) => void>();
  const lookCallbacks = new Set<(bounds: MapState['bounds']) => void>();
  const handCallbacks = new Set<() => void>();
  const editCallbacks = new Set<(state: EditState | undefined) => void>();

  const map = new OlMap({
    target: element,
    controls: [new ScaleLine({ units: 'metric' })],
    // Else what can take the focus, as this map does, is dragged and zoomed only when it has it.
    interactions: defaults({ onFocusOnly: false }),
    view: makeView(projection, options.position ?? SWEDEN),
    maxTilesLoading: 8,
    ...(options.pixelRatio === undefined ? {} : { pixelRatio: options.pixelRatio }),
  });
  const pixelRatio = options.pixelRatio ?? screenRatio();
  const picture = new PictureLayer({ projection, theme, nowMs, timeText, pixelRatio });
  const tracks = new TracksLayer(projection, theme, timeText);
  const others = new OthersLayer(projection, theme);
  const drawing = new Drawing(
    map,
    () => picture.drawn,
    projection,
    theme,
    (edit) => editCallbacks.forEach((callback) => callback(edit)),
  );
  const configured = new ConfiguredLayers();
  const base: {
    ground?: ReturnType<typeof createGroundLayer>;
    names?: ReturnType<typeof createNamesLayer>;
  } = {};

  const arrange = () => {
    const inOrder: (BaseLayer | undefined)[] = [
      base.ground?.layer,
      configured.group,
      base.names?.layer,
      tracks.layer,
      ...picture.layers,
      others.layer,
      drawing.layer,
    ];
    map.setLayers(inOrder.filter((layer) => layer !== undefined));
  };
  arrange();
  element.style.backgroundColor = theme.sea;

  // An item that was chosen before it was here, or while its cluster is still to be opened.
  let revealing: string | undefined;
  let openedAt = 0;
  const regroup = () => {
    const resolution = map.getView().getResolution();
    if (resolution === undefined || isDestroyed) return;
    // Seen from another distance, an opened cluster is another cluster.
    const isFar = Math.abs(Math.log2(resolution / openedAt)) > OPEN_ZOOM_STEPS_MAX;
    if (picture.isOpen && isFar) picture.open(undefined);
    picture.regroup(resolution);
    const count = revealing === undefined ? 0 : picture.sharing(revealing);
    if (count > 1 && count <= OPEN_MEMBERS_MAX) {
      openedAt = resolution;
      picture.open(revealing);
      picture.regroup(resolution);
    }
    if (count > 0) revealing = undefined;
    // Names step aside for symbols.
    base.names?.layer.changed();
  };
  const reveal = (id: string | undefined) => {
    revealing = id;
    if (id !== undefined) regroup();
  };
  const regrouping = new Throttle(REGROUP_INTERVAL_MS, regroup);
  let groupedAt: number | undefined;
  const regroupIfZoomed = () => {
    const resolution = map.getView().getResolution();
    if (resolution === groupedAt) return;
    groupedAt = resolution;
    regroup();
  };
  regroupIfZoomed();

  const ready = BaseMapFiles.load(options.root)
    .then(async (files) => {
      if (isDestroyed) return;
      attribution = files.manifest.attribution;
      base.ground = createGroundLayer(files, projection, theme);
      arrange();
      const places = await files.places();
      if (isDestroyed) return;
      base.names = createNamesLayer(places, projection, theme, (position, resolution) =>
        picture.isTaken(position, resolution),
      );
      arrange();
      tellView();
    })
    .catch((error: unknown) => options.onBaseMapMissing?.(error));

  const loadMilitary = async () => {
    if ((await militarySymbols.load()) && !isDestroyed) picture.setTheme(theme);
  };

  const state = () => stateOf(map, projection);
  const tellView = () => viewCallbacks.forEach((callback) => callback(state()));
  const tellSelection = (selection: Selection) =>
    selectCallbacks.forEach((callback) => callback(selection));

  const fitTo = (ids: readonly string[]) => {
    const extent = createEmpty();
    for (const id of ids) {
      const entry = picture.entry(id);
      if (entry !== undefined) extend(extent, entry.geometry.getExtent());
    }
    if (isEmpty(extent)) return;
    map.getView().fit(extent, {
      padding: Array.from({ length: 4 }, () => FIT_PADDING_PX),
      minResolution: FIT_RESOLUTION_M_MIN,
      duration: 250,
    });
  };

  const openCluster = (ids: readonly string[]) => {
    const anchors = ids.flatMap((id) => {
      const entry = picture.entry(id);
      return entry === undefined ? [] : [[...entry.anchor]];
    });
    const extent = boundingExtent(anchors);
    const resolution = map.getView().getResolution() ?? 1;
    // What only a far closer look would part is opened in place instead.
    const needed = Math.max(getWidth(extent), getHeight(extent)) / CLUSTER_DISTANCE_PX;
    const canZoom = resolution > 1.1 * FIT_RESOLUTION_M_MIN;
    if (canZoom && (needed > resolution / 8 || ids.length > OPEN_MEMBERS_MAX)) {
      tellHand();
      fitTo(ids);
    } else reveal(ids[0]);
    tellSelection(ids);
  };

  const tellHand = () => handCallbacks.forEach((callback) => callback());
  const forgetHand = onHand(map, element, tellHand);
  let lookedAt = '';
  const looking = new Throttle(LOOK_INTERVAL_MS, () => {
    if (isDestroyed) return;
    const { bounds } = state();
    if (lookedAt === bounds.join()) return;
    lookedAt = bounds.join();
    lookCallbacks.forEach((callback) => callback(bounds));
  });

  map.on('click', ({ pixel }) => {
    if (drawing.isActive) return drawing.choose(pixel);
    const hit = map.forEachFeatureAtPixel(pixel, (feature) => picture.hit(feature), {
      hitTolerance: 5,
      layerFilter: (layer) => picture.owns(layer),
    });
    if (hit?.kind === 'cluster') return openCluster(hit.ids);
    if (hit === undefined && picture.isOpen) {
      picture.open(undefined);
      regroup();
    }
    picture.select(hit?.id);
    tellSelection(hit === undefined ? [] : [hit.id]);
  });
  map.on('moveend', () => {
    regroupIfZoomed();
    tellView();
  });
  map.on('postrender', () => looking.ask());
  map.on('pointermove', ({ coordinate, dragging }) => {
    if (dragging || pointerCallbacks.size === 0) return;
    const [lon = NaN, lat = NaN] = transformOf(projection, 'from-map')([...coordinate]);
    pointerCallbacks.forEach((callback) => callback({ lon, lat }));
  });
  const leave = () => pointerCallbacks.forEach((callback) => callback(undefined));
  element.addEventListener('pointerleave', leave);
  const keyDown = (event: KeyboardEvent) => {
    if (!drawing.isActive) return;
    if (event.key === 'Escape') drawing.cancel();
    else if (event.key === 'Enter') drawing.finish();
    else if (event.key === 'Backspace') drawing.undoPosition();
    else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) drawing.undoPosition();
    else if (event.key === 'Delete') drawing.change((edit) => edit.remove());
    else return;
    event.preventDefault();
  };
  element.addEventListener('keydown', keyDown);
  const resized = new ResizeObserver(() => map.updateSize());
  resized.observe(element);

  const subscribed = <T>(callbacks: Set<T>, callback: T): Undo => {
    callbacks.add(callback);
    return () => callbacks.delete(callback);
  };

  return {
    olMap: map,
    regroup,
    ready,
    setItems(items) {
      if (picture.setItems(items)) regrouping.ask();
      if (picture.hasMilitary && !militarySymbols.isLoaded) void loadMilitary();
    },
    setTracks: (some) => tracks.set(some, nowMs),
    setNow(next) {
      nowMs = next;
      if (picture.setNow(next)) regrouping.ask();
    },
    setTheme(name) {
      if (theme === THEMES[name]) return;
      theme = THEMES[name];
      element.style.backgroundColor = theme.sea;
      base.ground?.setTheme(theme);
      base.names?.setTheme(theme);
      tracks.setTheme(theme);
      picture.setTheme(theme);
      others.setTheme(theme);
      drawing.setTheme(theme);
    },
    setProjection(next) {
      if (next === projection) return;
      const position = positionOf(map, projection);
      projection = next;
      drawing.setProjection(next, theme);
      base.ground?.setProjection(next);
      base.names?.setProjection(next);
      tracks.setProjection(next);
      picture.setProjection(next);
      others.setProjection(next);
      map.setView(makeView(next, position));
      regroupIfZoomed();
      tellView();
    },
    setLayers: (layers) => configured.set(layers),
    setLayerVisible: (id, isVisible) => configured.setVisible(id, isVisible),
    layers: () => configured.states(),
    onLayersChange: (callback) => configured.onChange(callback),
    select(id) {
      picture.select(id);
      reveal(id);
    },
    onSelect: (callback) => subscribed(selectCallbacks, callback),
    fitTo,
    setOthers: (some) => others.set(some),
    startDrawing(kind) {
      tellHand();
      return drawing.draw(kind);
    },
    startEditing(geometry, id) {
      tellHand();
      return drawing.edit(geometry, id);
    },
    changeVertex: (step) => drawing.change(step),
    onEdit: (callback) => subscribed(editCallbacks, callback),
    measure(kind, onChange) {
      tellHand();
      return drawing.measure(kind, onChange);
    },
    addPosition: (position) => drawing.addPosition(position),
    undoPosition: () => drawing.undoPosition(),
    finishDrawing: () => drawing.finish(),
    cancelDrawing: () => drawing.cancel(),
    getView: state,
    setView: (position) => map.setView(makeView(projection, position)),
    lookAt(bounds) {
      const { center, resolution } = targetOf(
        projection,
        lookingAt(bounds, [map.getSize()?.[0] ?? 1, map.getSize()?.[1] ?? 1]),
      );
      map.getView().cancelAnimations();
      map.getView().animate({ center, resolution, duration: GLIDE_MS });
    },
    onLook: (callback) => subscribed(lookCallbacks, callback),
    onHand: (callback) => subscribed(handCallbacks, callback),
    onViewChange: (callback) => subscribed(viewCallbacks, callback),
    onPointer: (callback) => subscribed(pointerCallbacks, callback),
    zoomBy(steps) {
      tellHand();
      map.getView().animate({ zoom: (map.getView().getZoom() ?? 5) + steps, duration: 150 });
    },
    legend: () => picture.legend(map.getView().calculateExtent(map.getSize() ?? [1, 1])),
    attribution: () => [...attribution, ...configured.attribution()],
    destroy() {
      isDestroyed = true;
      regrouping.stop();
      looking.stop();
      forgetHand();
      resized.disconnect();
      element.removeEventListener('pointerleave', leave);
      element.removeEventListener('keydown', keyDown);
      drawing.cancel();
      map.setTarget(undefined);
      map.dispose();
    },
  };
}
