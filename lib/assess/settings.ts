import { systemNamespaces } from '#lib/facts/system-namespaces.ts';
import type { AssessSettings } from './assessment.ts';

/** What holds until someone decides otherwise: Kubernetes' own namespaces are judged, but left out of what their owners cannot mend. */
export const defaultSettings: AssessSettings = {
  exclusions: [
    {
      controls: [
        'namespace-without-policy',
        'namespace-without-default-deny',
        'ingress-not-isolated',
        'egress-not-isolated',
        'cloud-metadata-egress',
        'internet-egress',
        'api-server-egress',
        'blast-radius',
        'cross-namespace-ingress',
        'host-network-pod',
        'host-port',
      ],
      namespaces: systemNamespaces,
      why: "Kubernetes' own namespaces: their components need the node's network and are run by the platform",
    },
  ],
};
