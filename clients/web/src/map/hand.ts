import type OlMap from 'ol/Map';

const MOVING_KEYS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', '+', '-', '='];

/**
 * Tells when a person moves the map themselves: by dragging, the wheel, two fingers or the keys. What
 * the program does to the map is not told.
 */
export function onHand(map: OlMap, element: HTMLElement, moved: () => void): () => void {
  const keyDown = ({ key }: KeyboardEvent) => {
    if (MOVING_KEYS.includes(key)) moved();
  };
  map.on('pointerdrag', moved);
  map.on('dblclick', moved);
  element.addEventListener('wheel', moved, { passive: true });
  element.addEventListener('keydown', keyDown);
  return () => {
    map.un('pointerdrag', moved);
    map.un('dblclick', moved);
    element.removeEventListener('wheel', moved);
    element.removeEventListener('keydown', keyDown);
  };
}
