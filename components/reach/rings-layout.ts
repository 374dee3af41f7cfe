/** One that is in reach. */
export interface RingMember {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
}

/** A dot, or a circle that stands for several of one namespace. `band` 0 is one hop away, 1 two, 2 more. */
export interface RingMark {
  readonly key: string;
  readonly band: number;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** One for a dot. */
  readonly count: number;
  /** The only one that it stands for. */
  readonly member: RingMember | null;
  readonly sector: number;
}

/** The part of the circle that belongs to a namespace, or to all those that have none of their own. */
export interface RingSector {
  /** As it is numbered in the drawing, from 1. */
  readonly number: number;
  readonly namespace: string | null;
  /** How many namespaces it stands for. */
  readonly namespaces: number;
  /** How many there are one hop away, two, and more. */
  readonly counts: readonly number[];
  /** Where its number stands. */
  readonly x: number;
  readonly y: number;
  /** Where it ends, in radians clockwise from the top. */
  readonly to: number;
}

export interface RingsLayout {
  readonly marks: readonly RingMark[];
  readonly sectors: readonly RingSector[];
}

/** The drawing is a square of this size; the bands are circles around its middle. */
export const size = 560;
export const middle = size / 2;
export const bandRadii: readonly number[] = [80, 140, 200];
const numberRadius = 222;
export const edgeRadius = 240;

const mostMarks = 60;
const mostSectors = 16;
const dot = { radius: 6, room: 17 };
const circle = { radius: 13, room: 29 };
/** Between sectors, in radians. */
const gap = 0.02;

interface Group {
  readonly sector: number;
  readonly band: number;
  readonly members: readonly RingMember[];
  gathered: boolean;
}

const roomOf = ({ members, gathered, band }: Group): number =>
  (gathered ? circle.room : members.length * dot.room) / (bandRadii[band] ?? middle);

/** Wide enough for the band that has most to show. */
const widthsOf = (groups: readonly Group[], sectors: number): readonly number[] =>
  Array.from(
    { length: sectors },
    (_, sector) => Math.max(...groups.filter((group) => group.sector === sector).map(roomOf)) + gap,
  );

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const rounded = (number: number): number => Math.round(number * 10) / 10;
const at = (radius: number, angle: number) => ({
  x: rounded(middle + radius * Math.sin(angle)),
  y: rounded(middle - radius * Math.cos(angle)),
});

const byName = new Intl.Collator('en', { numeric: true });

/** The namespaces that get a sector of their own: all, or those with most in the nearest bands. */
function ownSectors(bands: readonly (readonly RingMember[])[]): readonly string[] {
  const names = [...new Set(bands.flat().map(({ namespace }) => namespace))];
  if (names.length <= mostSectors) return names.toSorted(byName.compare);
  const counts = bands.map((members) => Map.groupBy(members, ({ namespace }) => namespace));
  const nearest = (a: string, b: string): number =>
    counts.map((own) => (own.get(b)?.length ?? 0) - (own.get(a)?.length ?? 0)).find((difference) => difference !== 0) ?? 0;
  return names
    .toSorted(nearest)
    .slice(0, mostSectors - 1)
    .toSorted(byName.compare);
}

/**
 * Lays out who is in reach, by the fewest hops: a sector a namespace, a dot each. What would be more than people can tell apart is
 * gathered, the largest groups first, into one circle with a number.
 */
export function ringsLayout(rings: readonly (readonly RingMember[])[]): RingsLayout {
  const bands = [rings[0] ?? [], rings[1] ?? [], rings.slice(2).flat()];
  const all = bands.flat();
  const names = ownSectors(bands);
  const numbers = new Map(names.map((name, index) => [name, index]));
  const sectorOf = ({ namespace }: RingMember): number => numbers.get(namespace) ?? names.length;
  const rest = new Set(all.filter((member) => sectorOf(member) === names.length).map(({ namespace }) => namespace)).size;
  const sectors = names.length + (rest > 0 ? 1 : 0);
  const groups = bands.flatMap((members, band) =>
    [...Map.groupBy(members, sectorOf)].map(
      ([sector, own]): Group => ({ sector, band, members: own, gathered: sector === names.length }),
    ),
  );

  const marksIn = (): number => sum(groups.map(({ members, gathered }) => (gathered ? 1 : members.length)));
  const loose = groups.filter(({ gathered, members }) => !gathered && members.length > 1);
  for (const group of loose.toSorted((a, b) => b.members.length - a.members.length)) {
    if (marksIn() <= mostMarks && sum(widthsOf(groups, sectors)) <= 2 * Math.PI) break;
    group.gathered = true;
  }

  const widths = widthsOf(groups, sectors);
  const scale = (2 * Math.PI) / Math.max(sum(widths), Number.MIN_VALUE);
  const starts = widths.map((_, index) => sum(widths.slice(0, index)) * scale);
  return {
    marks: groups.flatMap(({ sector, band, members, gathered }) => {
      const [start, width] = [starts[sector] ?? 0, (widths[sector] ?? 0) * scale];
      const shown = gathered ? [null] : members;
      return shown.map((member, index) => ({
        key: `${band} ${member?.id ?? sector}`,
        band,
        sector,
        member: member ?? (members.length === 1 ? (members[0] ?? null) : null),
        count: gathered ? members.length : 1,
        radius: gathered ? circle.radius : dot.radius,
        ...at(bandRadii[band] ?? middle, start + ((index + 0.5) / shown.length) * width),
      }));
    }),
    sectors: Array.from({ length: sectors }, (_, sector) => {
      const [start, width] = [starts[sector] ?? 0, (widths[sector] ?? 0) * scale];
      return {
        number: sector + 1,
        namespace: names[sector] ?? null,
        namespaces: names[sector] === undefined ? rest : 1,
        counts: bands.map(
          (_, band) => groups.find((group) => group.sector === sector && group.band === band)?.members.length ?? 0,
        ),
        ...at(numberRadius, start + width / 2),
        to: start + width,
      };
    }),
  };
}
