import { Fill, Icon, Stroke, Style, Text } from 'ol/style';
import { CATEGORIES, FONT, type Category, type MapTheme } from './theme';
import { wrapped } from './label_text';
import { itemTimeMs, ratingText } from './map_item';
import { opacityOf } from './look';
import type { Entry } from './picture_entries';
import type { Shown } from './picture_groups';
import { SymbolCache, type ClusterLook } from './symbols';

// From here on a label has room for a second line: rating, time, owner.
const PROVENANCE_RESOLUTION_MAX = 60;
const LABEL_RESOLUTION_MAX = 700;
// A line wider than this would cover the whole view.
const UNCERTAIN_LINE_PX_MAX = 800;

const withAlpha = (color: string, alpha: number): string => {
  const percent = Math.round(alpha * 100);
  return color.startsWith('#')
    ? color.slice(0, 7) +
        Math.round(alpha * 255)
          .toString(16)
          .padStart(2, '0')
    : color.replace(')', ` / ${percent}%)`);
};

/** A circle of uncertainty; its outline, in a crowd; from an opened cluster's member to its place. */
export type UnderKind = 'halo' | 'outline' | 'leader' | 'disagreement';

/** Writes a time as short as the picture's clock allows: the day only if it is another one. */
export type TimeText = (timeMs: number, nowMs: number) => string;

export function timeTextOf(locale: string, timeZone: string): TimeText {
  const time = new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'numeric' });
  return (timeMs, nowMs) => {
    const clock = time.format(timeMs);
    return day.format(timeMs) === day.format(nowMs) ? clock : `${day.format(timeMs)} ${clock}`;
  };
}

/** The styles of the picture in one theme. Made anew with the theme, so its caches need no care. */
export class PictureStyles {
  private readonly symbols: SymbolCache;

  constructor(
    readonly theme: MapTheme,
    private readonly timeText: TimeText,
    pixelRatio: number,
  ) {
    this.symbols = new SymbolCache(theme, pixelRatio);
  }

  shown(shown: Shown, resolution: number, nowMs: number, selectedId: string | undefined): Style[] {
    const [only, ...others] = shown.entries;
    if (only === undefined) return [];
    const isSelected = shown.entries.some(({ id }) => id === selectedId);
    if (others.length > 0) return this.cluster(shown, isSelected);
    const styles = [
      new Style({
        image: this.icon(this.symbols.symbol(only.look)),
        zIndex: isSelected ? 100 : only.priority,
        ...(this.isLabelled(resolution, isSelected)
          ? { text: this.label(only, resolution, nowMs, isSelected) }
          : {}),
      }),
    ];
    if (isSelected) styles.push(this.selection());
    return styles;
  }

  area({ look, item }: Entry, resolution: number, isSelected: boolean): Style[] {
    const { theme } = this;
    const opacity = opacityOf(look);
    const color = look.isContradicted ? theme.disagreement : theme.category[look.category];
    const isFirm = look.standing === 'assessed' && !look.isDoubtful;
    const styles: Style[] = [];
    // The true line may run anywhere within this band.
    const band = Math.min(UNCERTAIN_LINE_PX_MAX, (2 * item.uncertaintyM) / resolution);
    if (band > 8) {
      const stroke = new Stroke({ color: withAlpha(color, 0.14), width: band, lineJoin: 'round' });
      styles.push(new Style({ stroke, zIndex: 0 }));
    }
    styles.push(
      new Style({
        stroke: new Stroke({ color: theme.paper, width: isSelected ? 7 : 4.5 }),
        zIndex: 1,
      }),
      new Style({
        fill: new Fill({ color: withAlpha(theme.category[look.category], 0.16 * opacity) }),
        stroke: new Stroke({
          color: withAlpha(color, opacity),
          width: isSelected ? 4 : 2.2,
          ...(isFirm ? {} : { lineDash: [8, 6] }),
        }),
        zIndex: 2,
      }),
    );
    return styles;
  }

  /** What lies under the symbols. */
  under(): Readonly<Record<UnderKind, Style | Style[]>> {
    const { theme } = this;
    const dashed = (color: string) => new Stroke({ color, width: 1.2, lineDash: [5, 5] });
    return {
      halo: new Style({
        fill: new Fill({ color: theme.uncertaintyFill }),
        stroke: dashed(theme.uncertainty),
      }),
      outline: new Style({ stroke: dashed(withAlpha(theme.uncertainty, 0.35)) }),
      leader: new Style({ stroke: new Stroke({ color: theme.uncertainty, width: 1 }), zIndex: 1 }),
      disagreement: [
        new Style({
          stroke: new Stroke({ color: withAlpha(theme.paper, 0.85), width: 5 }),
          zIndex: 2,
        }),
        new Style({
          stroke: new Stroke({ color: theme.disagreement, width: 2, lineDash: [7, 5] }),
          text: new Text({
            text: '≠',
            font: `700 17px ${FONT}`,
            placement: 'line',
            keepUpright: true,
            fill: new Fill({ color: theme.disagreement }),
            stroke: new Stroke({ color: theme.paper, width: 4 }),
          }),
          zIndex: 3,
        }),
      ],
    };
  }

  private isLabelled(resolution: number, isSelected: boolean): boolean {
    return isSelected || resolution <= LABEL_RESOLUTION_MAX;
  }

  /** Always drawn; as an obstacle, labels and the names of places keep clear of it. */
  private icon(img: ImageBitmap, declutterMode: 'obstacle' | 'none' = 'obstacle'): Icon {
    return new Icon({ img, scale: 1 / this.symbols.ratio, declutterMode });
  }

  /** Under the symbol, whose badges it must not hide. */
  private selection(): Style {
    return new Style({ image: this.icon(this.symbols.selection(), 'none'), zIndex: 99 });
  }

  private cluster({ entries }: Shown, isSelected: boolean): Style[] {
    const counts = CATEGORIES.map((category): readonly [Category, number] => [
      category,
      entries.filter(({ look }) => look.category === category).length,
    ]);
    const look: ClusterLook = {
      counts: counts.filter(([, count]) => count > 0),
      isNew: entries.some((entry) => entry.look.isNew),
      isContradicted: entries.some((entry) => entry.look.isContradicted),
    };
    const zIndex = 20 + Math.log10(entries.length);
    const styles = [new Style({ image: this.icon(this.symbols.cluster(look)), zIndex })];
    if (isSelected) styles.push(this.selection());
    return styles;
  }

  private label({ item, look }: Entry, resolution: number, nowMs: number, isSelected: boolean) {
    const { theme } = this;
    const title = wrapped(item.title);
    const font = `600 12px ${FONT}`;
    const time = this.timeText(itemTimeMs(item), nowMs);
    const provenance = [ratingText(item), time, item.ownerName].filter((part) => part !== '');
    const isLong = isSelected || resolution <= PROVENANCE_RESOLUTION_MAX;
    const isPast = look.standing === 'past' || look.standing === 'retracted';
    return new Text({
      text: isLong ? [title, font, '\n', '', provenance.join(' · '), `11px ${FONT}`] : title,
      font,
      fill: new Fill({ color: isPast ? theme.sublabel : theme.label }),
      stroke: new Stroke({ color: theme.labelHalo, width: 3 }),
      textBaseline: 'top',
      // The selected one's is shown whatever it covers.
      declutterMode: isSelected ? 'obstacle' : 'declutter',
      offsetY: 14,
      padding: [1, 3, 1, 3],
    });
  }
}
