import type { PlaceId } from './outside-places.ts';
import type { OutsidePlace, WorkloadReach } from './workload-reach.ts';

const placeNames: Readonly<Record<PlaceId, string>> = {
  internet: 'the internet',
  metadata: 'the cloud metadata service',
  apiServer: 'the API server',
  nodes: 'the nodes',
};

const said = (count: number): string => count.toLocaleString('en');

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const mostDoors = 2;

const namesOf = (places: readonly OutsidePlace[]): string => listed(places.map(({ id }) => placeNames[id]));

function reachedText({ into, others }: WorkloadReach): string {
  if (others === 0) return 'No other workload runs in this cluster.';
  const count = new Set(into.map(({ peer }) => peer.replace(/\{.*\}$/, ''))).size;
  const whom = `of ${said(others)} other ${others === 1 ? 'workload' : 'workloads'}`;
  return `${count === 0 ? 'None' : said(count)} ${whom} ${count === 1 ? 'reaches' : 'reach'} it.`;
}

function internetText({ entries, fromInternet }: WorkloadReach): string {
  const opened = entries.filter(({ open, from }) => open !== null && from === 'internet').map(({ object }) => object);
  const doors = [...new Set(opened)];
  if (doors.length > mostDoors)
    return `The internet gets to it by ${listed([...doors.slice(0, mostDoors), `${said(doors.length - mostDoors)} more ways`])}.`;
  if (doors.length > 0) return `The internet gets to it by ${listed(doors)}.`;
  return fromInternet ? 'Policies do not keep the internet out, but nothing leads from there to it.' : '';
}

function reachText({ rings }: WorkloadReach): string {
  const direct = rings[0]?.length ?? 0;
  const all = rings.reduce((sum, { length }) => sum + length, 0);
  if (all === 0) return 'Whoever takes it reaches no other workload.';
  if (all === direct) return `Whoever takes it reaches ${said(direct)} directly and no further ones from there.`;
  return `Whoever takes it reaches ${said(direct)} directly and ${said(all)} over any number of hops.`;
}

function outsideText({ places }: WorkloadReach): string {
  const itself = places.filter(({ direct }) => direct);
  const byOthers = places.filter(({ direct, through }) => !direct && through > 0);
  const kept = places.filter(({ direct, through }) => direct === false && through === 0);
  const gets = [
    itself.length === 0 ? [] : [`It gets to ${namesOf(itself)} itself`],
    byOthers.length === 0 ? [] : [`${itself.length === 0 ? 'It gets to' : 'to'} ${namesOf(byOthers)} through others`],
  ].flat();
  if (gets.length > 0) return `${gets.join(', and ')}.`;
  return kept.length === 0 ? '' : `Policies keep it from ${namesOf(kept)}.`;
}

/** What kind of thing a workload is, in a few words. */
export function kindText({ workload, pods, parts }: WorkloadReach): string {
  const network = parts.every(({ hostNetwork }) => hostNetwork) ? ' in the node’s network, where no policy applies' : '';
  return `${workload.kind} with ${said(pods)} ${pods === 1 ? 'pod' : 'pods'}${network}`;
}

/** What it means if somebody takes the workload, in sentences made of facts. */
export const takenText = (reach: WorkloadReach): string =>
  [reachedText(reach), internetText(reach), reachText(reach), outsideText(reach)].filter((text) => text !== '').join(' ');
