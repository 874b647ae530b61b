// Sources of layers that somebody has configured. Loaded only when such a layer is shown.
import MVT from 'ol/format/MVT';
import WMTSCapabilities from 'ol/format/WMTSCapabilities';
import type { FeatureLike } from 'ol/Feature';
import type Layer from 'ol/layer/Layer';
import TileLayer from 'ol/layer/Tile';
import VectorTileLayer from 'ol/layer/VectorTile';
import ImageTile from 'ol/source/ImageTile';
import TileWMS from 'ol/source/TileWMS';
import VectorTileSource from 'ol/source/VectorTile';
import WMTS, { optionsFromCapabilities } from 'ol/source/WMTS';
import XYZ from 'ol/source/XYZ';
import { Fill, Stroke, Style } from 'ol/style';
import CircleStyle from 'ol/style/Circle';
import { createXYZ } from 'ol/tilegrid';
import TileState from 'ol/TileState';
import type VectorTile from 'ol/VectorTile';
import { PMTiles } from 'pmtiles';
import type { LayerConfig } from './layer_config';

/** Rejects if the layer's server does not answer, or not with what it should. */
export async function makeLayer(config: LayerConfig): Promise<Layer> {
  // A class of its own gives it a canvas of its own, which the theme can dim.
  const common = { opacity: config.opacity, className: 'configured-layer' };
  switch (config.kind) {
    case 'wms':
      return new TileLayer({
        ...common,
        source: new TileWMS({
          url: config.url,
          params: { LAYERS: config.layers, FORMAT: config.format, TILED: true },
          crossOrigin: 'anonymous',
        }),
      });
    case 'xyz':
      return new TileLayer({
        ...common,
        source: new XYZ({ url: config.url, maxZoom: config.zoomMax, crossOrigin: 'anonymous' }),
      });
    case 'wmts':
      return new TileLayer({ ...common, source: await wmtsSource(config) });
    case 'pmtiles':
      return pmtilesLayer(config, common);
  }
}

/** As far as it matters here of what OpenLayers reads. */
interface Capabilities {
  readonly Contents?: {
    readonly TileMatrixSet?: readonly {
      readonly SupportedCRS?: string;
      readonly TileMatrix?: readonly { TopLeftCorner?: number[] }[];
    }[];
  };
}

/**
 * A corner in SWEREF 99 TM has the north first, but some servers write the east first. No easting is
 * as large as any northing of the country, so it shows.
 */
function turnCorners({ Contents }: Capabilities): void {
  for (const { SupportedCRS = '', TileMatrix = [] } of Contents?.TileMatrixSet ?? []) {
    if (!SupportedCRS.endsWith(':3006')) continue;
    for (const matrix of TileMatrix) {
      const [north = NaN, east = NaN] = matrix.TopLeftCorner ?? [];
      if (north < east) matrix.TopLeftCorner = [east, north];
    }
  }
}

async function wmtsSource(config: LayerConfig & { kind: 'wmts' }): Promise<WMTS> {
  const response = await fetch(config.url);
  if (!response.ok) throw new Error(`${config.url}: ${response.status}`);
  const capabilities = new WMTSCapabilities().read(await response.text()) as Capabilities | null;
  if (capabilities === null) throw new Error(`${config.url} is no WMTS capabilities`);
  turnCorners(capabilities);
  const options = optionsFromCapabilities(capabilities, {
    layer: config.layer,
    ...(config.matrixSet === '' ? {} : { matrixSet: config.matrixSet }),
    crossOrigin: 'anonymous',
  });
  if (options === null) throw new Error(`${config.url} has no layer ${config.layer}`);
  return new WMTS(options);
}

async function pmtilesLayer(
  config: LayerConfig & { kind: 'pmtiles' },
  common: { readonly opacity: number; readonly className: string },
): Promise<Layer> {
  const archive = new PMTiles(new URL(config.url, document.baseURI).href);
  const { minZoom, maxZoom } = await archive.getHeader();
  const tileGrid = createXYZ({ minZoom, maxZoom });
  if (config.content === 'raster') {
    return new TileLayer({
      ...common,
      source: new ImageTile({
        tileGrid,
        loader: async (z, x, y) => {
          const tile = await archive.getZxy(z, x, y);
          return createImageBitmap(tile === undefined ? emptyImage() : new Blob([tile.data]));
        },
      }),
    });
  }
  const format = new MVT();
  return new VectorTileLayer({
    ...common,
    style: plainStyle(),
    source: new VectorTileSource({
      format,
      tileGrid,
      tileUrlFunction: ([z, x, y]) => `${z}/${x}/${y}`,
      tileLoadFunction: (tile, url) => {
        const [z = 0, x = 0, y = 0] = url.split('/').map(Number);
        const into = tile as VectorTile<FeatureLike>;
        into.setLoader((extent, _resolution, featureProjection) => {
          archive.getZxy(z, x, y).then(
            (read) =>
              into.setFeatures(
                read === undefined
                  ? []
                  : format.readFeatures(read.data, { extent, featureProjection }),
              ),
            () => into.setState(TileState.ERROR),
          );
        });
      },
    }),
  });
}

const emptyImage = () => new ImageData(1, 1);

/** An archive says nothing of how it wants to look: thin lines, which hide nothing under them. */
function plainStyle(): Style {
  const stroke = new Stroke({ color: '#7a7a7a', width: 1 });
  const fill = new Fill({ color: '#7a7a7a18' });
  return new Style({ stroke, fill, image: new CircleStyle({ radius: 2, stroke }) });
}
