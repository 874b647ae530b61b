/** EPSG's definition of SWEREF 99 TM. Within the accuracy of a map GRS 80's datum is WGS 84's. */
const SWEREF_99_TM =
  '+proj=utm +zone=33 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs +type=crs';

/** Makes EPSG:3006 known to proj4. Without OpenLayers, since the base map's build uses it too. */
export function addSwerefTo(registry: { defs(name: string, definition: string): unknown }): void {
  registry.defs('EPSG:3006', SWEREF_99_TM);
}
