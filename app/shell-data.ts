import type { Destination } from '#components/shell/command-palette.tsx';
import { pages } from '#components/shell/pages.ts';
import { controls } from '#lib/controls/registry.ts';
import { frameworks } from '#lib/frameworks/registry.ts';
import { log } from '#lib/log.ts';
import { type Cluster, listClusters } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { sourceText } from '#lib/store/source.ts';
import { clusterPath, controlPath, frameworkPath } from './links.ts';

/** The clusters, or none where they cannot be read: the frame then stands by itself, and the page inside it says what is wrong. */
export async function clustersForShell(): Promise<readonly Cluster[]> {
  try {
    return await listClusters(sharedStore());
  } catch (error) {
    log.error({ err: error }, 'the clusters could not be read for the frame of a page');
    return [];
  }
}

/** Everything that the command palette can go to. */
export function destinationsOf(clusters: readonly Cluster[]): readonly Destination[] {
  return [
    ...clusters.map(({ name, source }) => ({
      group: 'Clusters',
      title: name,
      about: sourceText(source),
      href: clusterPath(name),
    })),
    ...pages.map(({ href, title, about }) => ({ group: 'Pages', title, about, href })),
    { group: 'Pages', title: 'How scores are made', about: 'The whole calculation', href: '/how-scores-are-made' },
    { group: 'Actions', title: 'Add a cluster', about: 'From a context, in-cluster, or manifests', href: '/clusters/new' },
    { group: 'Actions', title: 'Make a report', about: 'PDF, CSV or JSON', href: '/reports' },
    ...frameworks.map(({ id, name, edition, publisher }) => ({
      group: 'Frameworks',
      title: `${name} ${edition}`,
      about: publisher,
      href: frameworkPath(id),
    })),
    ...controls.map(({ id, title }) => ({ group: 'Controls', title, about: id, href: controlPath(id) })),
  ];
}
