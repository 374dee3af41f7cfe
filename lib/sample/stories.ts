import type { ResourceName } from '#lib/snapshot/resources.ts';

/** A story is told from its day 0 to its last day, which is today. */
export const lastDay = 90;

interface Days {
  /** Both inclusive. */
  readonly from: number;
  readonly to: number;
}

/** What went wrong with the scan itself on some days, whatever the manifests say. */
export type Trouble = Days &
  (
    | { readonly kind: 'notScanned' }
    | { readonly kind: 'failed'; readonly error: string }
    | { readonly kind: 'forbidden'; readonly resources: readonly ResourceName[]; readonly message: string }
  );

/** One sample cluster. Its manifests lie in the folder of its name beside this file; README.md there says how. */
export interface SampleStory {
  /** Also the name of the cluster. */
  readonly name: string;
  readonly about: string;
  readonly troubles: readonly Trouble[];
}

export const sampleStories: readonly SampleStory[] = [
  {
    name: 'shop-production',
    about: 'An online shop that rolls out default-deny namespace by namespace, with an incident in the middle.',
    troubles: [],
  },
  {
    name: 'shop-staging',
    about: 'Its staging cluster: everyone may change anything, and what is closed is opened again.',
    troubles: [],
  },
  {
    name: 'data-platform',
    about: 'Well segmented from the start, with one entry from the internet that stays open.',
    troubles: [],
  },
  {
    name: 'legacy',
    about: 'An old office cluster with almost no policies, on a network that enforces none.',
    troubles: [
      {
        kind: 'forbidden',
        from: 26,
        to: 28,
        resources: ['networkpolicies.networking.k8s.io', 'ingresses.networking.k8s.io'],
        message:
          'the server refuses it: User "system:serviceaccount:bulkhead:scanner" cannot list resource in API group "networking.k8s.io" at the cluster scope',
      },
      {
        kind: 'failed',
        from: 41,
        to: 43,
        error: 'The API server https://192.168.40.5:6443 does not answer: connection timed out.',
      },
      { kind: 'notScanned', from: 44, to: 52 },
    ],
  },
];
