import type OlMap from 'ol/Map';
import type { LayerState } from './configured_layers';
import type { DrawingKind } from './draw';
import type { DrawnGeometry, MapGeometry } from './geometry';
import type { EditState, GeometryEdit } from './geometry_edit';
import type { LayerConfig } from './layer_config';
import type { LegendRow } from './legend';
import type { MapItem } from './map_item';
import type { MapPosition, MapState } from './map_position';
import type { Measured } from './measure';
import type { OtherMap } from './others_layer';
import type { ProjectionCode, Wgs84 } from './projection';
import type { ThemeName } from './theme';
import type { MapTrack } from './tracks';

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
