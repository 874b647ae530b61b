/** Layers that whoever runs the server has configured, in map.json beside the web client. */
interface LayerCommon {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly attribution: string;
  /** 0 to 1. */
  readonly opacity: number;
  /** Shown from the start. */
  readonly visible: boolean;
}

export type LayerConfig =
  | (LayerCommon & { readonly kind: 'wms'; readonly layers: string; readonly format: string })
  /** `url` is that of the capabilities. */
  | (LayerCommon & { readonly kind: 'wmts'; readonly layer: string; readonly matrixSet: string })
  | (LayerCommon & { readonly kind: 'xyz'; readonly zoomMax: number })
  | (LayerCommon & { readonly kind: 'pmtiles'; readonly content: 'raster' | 'vector' });

/** What is wrong with map.json; `at` says where, "layers[2].url". */
export interface ConfigProblem {
  readonly at: string;
  readonly why: 'not-json' | 'not-a-list' | 'missing' | 'not-allowed' | 'unknown-kind' | 'twice';
}

export interface LayerConfigs {
  readonly layers: readonly LayerConfig[];
  readonly problems: readonly ConfigProblem[];
}

const LAYERS_MAX = 50;
const LENGTH_MAX = 2000;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Our own server, this machine, or another by TLS: anything else would let others read along. */
function isAllowedUrl(url: string): boolean {
  return (
    /^https:\/\/[^\s]+$/.test(url) ||
    /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/[^\s]*)?$/.test(url) ||
    /^\/(?!\/)[^\s]*$/.test(url)
  );
}

/** Reads one layer's fields, and notes each that is wrong. */
class Reader {
  readonly problems: ConfigProblem[] = [];

  constructor(
    private readonly fields: Fields,
    private readonly at: string,
  ) {}

  problem(field: string, why: ConfigProblem['why']): void {
    this.problems.push({ at: `${this.at}.${field}`, why });
  }

  text(field: string, otherwise?: string): string {
    const value = this.fields[field] ?? otherwise;
    if (
      typeof value === 'string' &&
      value.length <= LENGTH_MAX &&
      (value !== '' || otherwise === '')
    ) {
      return value;
    }
    this.problem(field, value === undefined ? 'missing' : 'not-allowed');
    return '';
  }

  number(field: string, otherwise: number, min: number, max: number): number {
    const value = this.fields[field] ?? otherwise;
    if (typeof value === 'number' && value >= min && value <= max) return value;
    this.problem(field, 'not-allowed');
    return otherwise;
  }

  url(mustHave: readonly string[]): string {
    const url = this.text('url');
    const isWhole = mustHave.every((part) => url.includes(part));
    if (url !== '' && !(isAllowedUrl(url) && isWhole)) this.problem('url', 'not-allowed');
    return url;
  }
}

function readLayer(value: unknown, at: string): { layer?: LayerConfig; problems: ConfigProblem[] } {
  if (!isFields(value)) return { problems: [{ at, why: 'not-allowed' }] };
  const reader = new Reader(value, at);
  const common = (mustHave: readonly string[] = []): LayerCommon => ({
    id: reader.text('id'),
    title: reader.text('title'),
    url: reader.url(mustHave),
    attribution: reader.text('attribution', ''),
    opacity: reader.number('opacity', 1, 0, 1),
    visible: value['visible'] === true,
  });
  const layer = ((): LayerConfig | undefined => {
    switch (value['kind']) {
      case 'wms':
        return {
          kind: 'wms',
          ...common(),
          layers: reader.text('layers'),
          format: reader.text('format', 'image/png'),
        };
      case 'wmts':
        return {
          kind: 'wmts',
          ...common(),
          layer: reader.text('layer'),
          matrixSet: reader.text('matrix_set', ''),
        };
      case 'xyz':
        return {
          kind: 'xyz',
          ...common(['{z}', '{x}']),
          zoomMax: reader.number('zoom_max', 19, 0, 24),
        };
      case 'pmtiles': {
        const content = value['content'] === 'vector' ? 'vector' : 'raster';
        return { kind: 'pmtiles', ...common(), content };
      }
      default:
        reader.problem('kind', 'unknown-kind');
        return undefined;
    }
  })();
  const { problems } = reader;
  return layer === undefined || problems.length > 0 ? { problems } : { layer, problems };
}

/** The layers that can be used; the others are told, and never stop the map. */
export function readLayerConfigs(text: string): LayerConfigs {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { layers: [], problems: [{ at: 'map.json', why: 'not-json' }] };
  }
  const list = isFields(parsed) ? parsed['layers'] : undefined;
  if (!Array.isArray(list) || list.length > LAYERS_MAX) {
    return { layers: [], problems: [{ at: 'layers', why: 'not-a-list' }] };
  }
  const layers = new Map<string, LayerConfig>();
  const problems: ConfigProblem[] = [];
  list.forEach((value: unknown, index) => {
    const read = readLayer(value, `layers[${index}]`);
    problems.push(...read.problems);
    if (read.layer === undefined) return;
    if (layers.has(read.layer.id)) problems.push({ at: `layers[${index}].id`, why: 'twice' });
    else layers.set(read.layer.id, read.layer);
  });
  return { layers: [...layers.values()], problems };
}

/** A server without map.json has no layers of its own, which is no error. */
export async function loadLayerConfigs(root: string): Promise<LayerConfigs> {
  const response = await fetch(`${root}map.json`);
  if (response.status === 404) return { layers: [], problems: [] };
  return readLayerConfigs(response.ok ? await response.text() : '');
}
