import ScaleLine from 'ol/control/ScaleLine';
import { createEmpty, extend, isEmpty } from 'ol/extent';
import { defaults } from 'ol/interaction/defaults';
import OlMap from 'ol/Map';
import type BaseLayer from 'ol/layer/Base';
import { BaseMapFiles } from './base_map_files';
import { createGroundLayer, createNamesLayer } from './base_layer';
import { ConfiguredLayers } from './configured_layers';
import { Drawing } from './draw';
import type { EditState } from './geometry_edit';
import { FIT_RESOLUTION_M_MIN, Grouping } from './grouping';
import { onHand } from './hand';
import type { MapOptions, MapView, Selection, Undo } from './map_contract';
import { lookingAt } from './looking_at';
import { SWEDEN, type MapState } from './map_position';
import { militarySymbols } from './military_symbols.svelte';
import { OthersLayer } from './others_layer';
import { PictureLayer } from './picture_layer';
import { timeTextOf } from './picture_styles';
import { transformOf, type Wgs84 } from './projection';
import { screenRatio } from './symbols';
import { THEMES, type MapTheme } from './theme';
import { Throttle } from './throttle';
import { TracksLayer } from './tracks';
import { makeView, positionOf, stateOf, targetOf } from './view';

export type { MapOptions, MapView, Selection, Undo } from './map_contract';

const REGROUP_INTERVAL_MS = 200;
const LOOK_INTERVAL_MS = 200;
const GLIDE_MS = 250;
const FIT_PADDING_PX = 70;
// Symbols have their texts at both sides of them, and the tools stand at the left.
const fitPadding = (widthPx: number) => [
  FIT_PADDING_PX,
  Math.min(110, widthPx / 5),
  FIT_PADDING_PX,
  Math.min(190, widthPx / 4),
];

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

  const grouping = new Grouping(map, picture, () => base.names?.layer.changed());
  const regroup = () => {
    if (!isDestroyed) grouping.regroup();
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
      padding: fitPadding(map.getSize()?.[0] ?? 0),
      minResolution: FIT_RESOLUTION_M_MIN,
      duration: 250,
    });
  };

  const openCluster = (ids: readonly string[]) => {
    if (grouping.isPartedByZoom(ids)) {
      tellHand();
      fitTo(ids);
    } else grouping.reveal(ids[0]);
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
      grouping.reveal(id);
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
