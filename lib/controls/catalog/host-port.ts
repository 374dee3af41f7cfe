import { defineControl, fail, notApplicable, pass } from '../control.ts';
import { pathInPods } from '../pod-template.ts';
import { firstFew, listed } from '../wording.ts';

export default defineControl({
  id: 'host-port',
  title: "No workload opens a port on its node's address",
  severity: 'medium',
  needs: ['pods'],
  population: 'workloads',
  why: 'A host port is reachable at the address of every node that runs the pod, past Services and Ingresses, and in many networks past policies too.',
  fix: 'Remove hostPort from the container and publish the port through a Service.',
  satisfies: { 'cis-2.0.1': ['5.2.12'], 'nsa-1.2': ['host-access'], 'owasp-k8s-2025': ['K05-host-network'] },

  check: ({ workloads }) =>
    workloads
      .filter(({ running }) => running)
      .map((workload) => {
        const { ref, hostPorts, hostNetwork } = workload;
        if (hostPorts.length === 0) {
          return hostNetwork
            ? notApplicable(workload, "Every port it opens is its node's; host-network-pod judges that.")
            : pass(workload, 'Opens no port on its node.', { strength: 3 });
        }
        const ports = hostPorts.map(
          ({ port, protocol, hostIP }) => `${protocol} ${port}${hostIP === undefined ? '' : ` on ${hostIP}`}`,
        );
        return fail(workload, `Opens ${listed(ports)} at its node's address.`, {
          evidence: firstFew(hostPorts).map(({ container }, index) => ({
            object: ref,
            path: pathInPods(ref, `spec.containers[name=${container}].ports`),
            says: `hostPort ${ports[index]}`,
          })),
        });
      }),
});
