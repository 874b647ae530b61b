/** Names that the base map's sources lack: waters and countries, in Swedish as on Swedish maps. */
export interface MapName {
  readonly name: string;
  readonly kind: 'sea' | 'lake' | 'country';
  readonly lon: number;
  readonly lat: number;
  /** Shown while a pixel is at most, and at least, so many metres. */
  readonly resolutionMax: number;
  readonly resolutionMin: number;
}

const sea = (name: string, lon: number, lat: number, resolutionMax = 4000): MapName => ({
  name,
  kind: 'sea',
  lon,
  lat,
  resolutionMax,
  resolutionMin: 150,
});

const lake = (name: string, lon: number, lat: number, resolutionMax = 700): MapName => ({
  name,
  kind: 'lake',
  lon,
  lat,
  resolutionMax,
  resolutionMin: 20,
});

const country = (name: string, lon: number, lat: number): MapName => ({
  name,
  kind: 'country',
  lon,
  lat,
  resolutionMax: 6000,
  resolutionMin: 900,
});

export const MAP_NAMES: readonly MapName[] = [
  sea('Östersjön', 18.9, 57.0),
  sea('Bottenhavet', 19.2, 61.8),
  sea('Bottenviken', 23.0, 64.7),
  sea('Skagerrak', 9.3, 58.1, 2500),
  sea('Kattegatt', 11.5, 56.9, 2000),
  sea('Finska viken', 25.2, 59.85, 2500),
  sea('Rigabukten', 23.5, 57.8, 2500),
  sea('Nordsjön', 5.0, 56.4),
  sea('Norska havet', 7.5, 66.5),
  sea('Ålands hav', 19.1, 60.25, 900),
  sea('Öresund', 12.72, 55.8, 350),
  lake('Vänern', 13.6, 58.97, 1600),
  lake('Vättern', 14.55, 58.33, 1200),
  lake('Mälaren', 16.75, 59.49),
  lake('Hjälmaren', 15.8, 59.23),
  lake('Siljan', 14.8, 60.86, 500),
  lake('Storsjön', 14.3, 63.2),
  lake('Torneträsk', 19.2, 68.37),
  lake('Hornavan', 17.6, 66.2, 400),
  lake('Uddjaur', 17.9, 65.95, 400),
  lake('Bolmen', 13.68, 56.92, 400),
  lake('Åsnen', 14.7, 56.63, 300),
  lake('Runn', 15.7, 60.55, 250),
  lake('Saimen', 28.3, 61.3),
  lake('Päijänne', 25.5, 61.6),
  lake('Enare träsk', 27.7, 69.0),
  lake('Mjøsa', 11.0, 60.7),
  lake('Peipus', 27.5, 58.7),
  country('Sverige', 15.5, 62.3),
  country('Norge', 9.4, 61.2),
  country('Finland', 26.3, 63.2),
  country('Danmark', 9.2, 56.1),
  country('Estland', 25.7, 58.85),
  country('Lettland', 25.3, 56.9),
  country('Litauen', 23.8, 55.4),
];
