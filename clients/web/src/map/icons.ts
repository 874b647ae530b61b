/** SVG paths in a field of 24 by 24. */
export const ICONS = {
  zoomIn: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z',
  zoomOut: 'M5 11h14v2H5z',
  fitAll: 'M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z',
  list: 'M4 6h2v2H4zM8 6h12v2H8zM4 11h2v2H4zM8 11h12v2H8zM4 16h2v2H4zM8 16h12v2H8z',
  legend: 'M7 3l4 7H3zM14 5h7v2h-7zM7 13a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM14 16h7v2h-7z',
  layers:
    'M12 3l9 5-9 5-9-5zM4.5 11.7L12 16l7.5-4.3L21 12.5 12 17.7l-9-5.2zM4.5 16.2L12 20.5l7.5-4.3 1.5.8L12 22l-9-5z',
  goTo: 'M11 2h2v3.1A7 7 0 0 1 18.9 11H22v2h-3.1A7 7 0 0 1 13 18.9V22h-2v-3.1A7 7 0 0 1 5.1 13H2v-2h3.1A7 7 0 0 1 11 5.1zM12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 10.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z',
  measureLine:
    'M3 15.5L15.5 3 21 8.5 8.5 21zM6 15.5l2.5 2.5L18 8.5 15.5 6l-1.2 1.2 1.7 1.7-1 1-1.7-1.7-1.5 1.5 2.4 2.4-1 1-2.4-2.4-1.5 1.5 1.7 1.7-1 1-1.7-1.7z',
  measureArea: 'M4 4h16v16H4zM6 6v12h12V6zM8 8h3v1.5H9.5V11H8zM14.5 13H16v3h-3v-1.5h1.5z',
  drawPoint:
    'M12 2a7 7 0 0 1 7 7c0 5-7 13-7 13S5 14 5 9a7 7 0 0 1 7-7zM12 6.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  drawLine: 'M5 16a3 3 0 1 1-.001 0zM19 2a3 3 0 1 1-.001 0zM7.2 15.4l8.4-8.4 1.4 1.4-8.4 8.4z',
  drawArea: 'M5 4h12l3 9-7 7-9-4zM6.6 6l-.5 8.7 6.5 2.9 5.2-5.2L15.6 6z',
  importFile: 'M5 3h9l5 5v4h-2V9h-4V5H7v14h4v2H5zM15 12h2v4h3l-4 5-4-5h3z',
  print: 'M7 3h10v5H7zM4 9h16a1 1 0 0 1 1 1v7h-4v-3H7v3H3v-7a1 1 0 0 1 1-1zM8 15h8v6H8z',
} as const;

export type IconName = keyof typeof ICONS;
