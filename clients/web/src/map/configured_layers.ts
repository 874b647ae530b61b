import LayerGroup from 'ol/layer/Group';
import type Layer from 'ol/layer/Layer';
import type { LayerConfig } from './layer_config';

/** `failed`: its server gave no tile, or nothing that is one. */
export type LayerStatus = 'hidden' | 'loading' | 'shown' | 'failed';

export interface LayerState {
  readonly id: string;
  readonly title: string;
  readonly attribution: string;
  readonly status: LayerStatus;
}

interface Held {
  readonly config: LayerConfig;
  status: LayerStatus;
  layer: Layer | undefined;
  /** Its server has given tiles, and may do so from the cache without being asked again. */
  hasTiles: boolean;
  /** Tiles refused since it last gave one. */
  refused: number;
}

// Some missing tiles are a map's edge; so many in a row are a server that is gone.
const REFUSED_MAX = 12;

/** The layers of map.json. One that cannot be had says so, and takes nothing else with it. */
export class ConfiguredLayers {
  readonly group = new LayerGroup();
  private held: Held[] = [];
  private readonly callbacks = new Set<() => void>();

  set(configs: readonly LayerConfig[]): void {
    this.group.getLayers().clear();
    this.held = configs.map((config) => ({
      config,
      status: 'hidden',
      layer: undefined,
      hasTiles: false,
      refused: 0,
    }));
    for (const one of this.held) if (one.config.visible) void this.show(one);
    this.tell();
  }

  setVisible(id: string, isVisible: boolean): void {
    const one = this.held.find(({ config }) => config.id === id);
    if (one === undefined) return;
    if (isVisible) return void this.show(one);
    one.status = 'hidden';
    one.layer?.setVisible(false);
    this.tell();
  }

  states(): LayerState[] {
    return this.held.map(({ config, status }) => ({
      id: config.id,
      title: config.title,
      attribution: config.attribution,
      status,
    }));
  }

  /** Of what is shown. */
  attribution(): string[] {
    return this.states().flatMap(({ status, attribution }) =>
      status !== 'hidden' && attribution !== '' ? [attribution] : [],
    );
  }

  onChange(callback: () => void): () => void {
    this.callbacks.add(callback);
    return () => this.callbacks.delete(callback);
  }

  private async show(one: Held): Promise<void> {
    this.become(one, 'loading');
    if (one.hasTiles) this.become(one, 'shown');
    try {
      // What was refused before is asked for again.
      if (one.refused > 0) one.layer?.getSource()?.refresh();
      one.refused = 0;
      one.layer ??= await this.make(one);
      // It may have been hidden, or the list replaced, while its server was asked.
      if (one.status === 'hidden' || !this.held.includes(one)) return one.layer.setVisible(false);
      one.layer.setVisible(true);
    } catch {
      this.become(one, 'failed');
    }
  }

  private async make(one: Held): Promise<Layer> {
    const { makeLayer } = await import('./configured_sources');
    const layer = await makeLayer(one.config);
    const source = layer.getSource();
    source?.addEventListener('tileloadend', () => {
      one.hasTiles = true;
      one.refused = 0;
      this.become(one, 'shown');
    });
    source?.addEventListener('tileloaderror', () => {
      one.refused += 1;
      if (one.status !== 'loading' && one.refused < REFUSED_MAX) return;
      one.hasTiles = false;
      this.become(one, 'failed');
    });
    if (this.held.includes(one)) {
      layer.setZIndex(this.held.indexOf(one));
      this.group.getLayers().push(layer);
    }
    return layer;
  }

  private become(one: Held, status: LayerStatus): void {
    if (one.status === status || (one.status === 'hidden' && status !== 'loading')) return;
    one.status = status;
    this.tell();
  }

  private tell(): void {
    for (const callback of this.callbacks) callback();
  }
}
