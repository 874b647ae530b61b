/** A point to be grouped, in pixels or any other unit. */
export interface ClusterPoint {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface Cluster<P extends ClusterPoint> {
  /** The centre of its members. */
  readonly x: number;
  readonly y: number;
  readonly members: readonly P[];
}

// A number for each cell: strings would take longer than all the rest. No map has so many rows.
const ROWS = 2 ** 26;
const cellKey = (column: number, row: number) => column * ROWS + row;

/**
 * Groups points so that no two groups' symbols hide each other: each point joins the first group
 * whose first point lies within `distance`. It depends on the points and their order alone, never on
 * what part of the map is in view, so moving the map regroups nothing. About linear in the points.
 */
export function clusterPoints<P extends ClusterPoint>(
  points: readonly P[],
  distance: number,
): Cluster<P>[] {
  interface Group {
    readonly first: P;
    readonly members: P[];
  }
  const cells = new Map<number, Group[]>();
  const groups: Group[] = [];
  for (const point of points) {
    const column = Math.floor(point.x / distance);
    const row = Math.floor(point.y / distance);
    let nearest: Group | undefined;
    let nearestSquared = distance * distance;
    for (let dx = -1; dx <= 1; ++dx) {
      for (let dy = -1; dy <= 1; ++dy) {
        for (const group of cells.get(cellKey(column + dx, row + dy)) ?? []) {
          const squared = (group.first.x - point.x) ** 2 + (group.first.y - point.y) ** 2;
          if (squared < nearestSquared) {
            nearest = group;
            nearestSquared = squared;
          }
        }
      }
    }
    if (nearest !== undefined) {
      nearest.members.push(point);
      continue;
    }
    const group: Group = { first: point, members: [point] };
    groups.push(group);
    const key = cellKey(column, row);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [group]);
    else cell.push(group);
  }
  return groups.map(({ members }) => ({
    x: members.reduce((sum, { x }) => sum + x, 0) / members.length,
    y: members.reduce((sum, { y }) => sum + y, 0) / members.length,
    members,
  }));
}

/**
 * Where to put the members of a group that zooming cannot part: a ring, and from `ringMax` on a
 * spiral. Offsets in pixels from the group's centre, y downwards.
 */
export function fanOffsets(count: number, ringMax = 10): readonly (readonly [number, number])[] {
  const spacing = 46;
  if (count <= ringMax) {
    const radius = Math.max(44, (spacing * count) / (2 * Math.PI));
    return Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count - Math.PI / 2;
      return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
    });
  }
  let angle = 0;
  let radius = 50;
  return Array.from({ length: count }, () => {
    const offset = [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
    angle += spacing / radius;
    radius += (spacing * 1.05 * (spacing / radius)) / (2 * Math.PI);
    return offset;
  });
}
