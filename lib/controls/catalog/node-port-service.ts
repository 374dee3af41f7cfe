import { defineControl, fail, notApplicable, pass } from '../control.ts';
import { patch } from '../remediation.ts';
import { listed } from '../wording.ts';

export default defineControl({
  id: 'node-port-service',
  title: 'No Service opens a port on every node',
  severity: 'medium',
  needs: ['services'],
  population: 'services',
  why: 'A node port answers at the address of every node, so whoever reaches any node reaches the Service, without Ingress, TLS or source ranges.',
  fix: 'Make the Service ClusterIP and publish it through an Ingress, a Gateway or a restricted load balancer.',
  satisfies: { 'nsa-1.2': ['exposed-services'], 'owasp-k8s-2025': ['K06-published-services'] },

  // The node ports of a load balancer are its means, not its door, and clouds differ in whether they are open at all; its door is judged
  // by load-balancer-open-to-world.
  check: ({ services }) =>
    services
      .filter(({ type }) => type !== 'ExternalName')
      .map((service) => {
        const { ref, type, ports } = service;
        if (type === 'LoadBalancer') return notApplicable(service, 'A load balancer, which load-balancer-open-to-world judges.');
        if (type !== 'NodePort') return pass(service, 'Opens no port on the nodes, by its type ClusterIP.', { strength: 3 });
        const open = ports.map(({ port, protocol, nodePort }) =>
          nodePort === undefined ? `${protocol} ${port} on a port the cluster chooses` : `${protocol} ${nodePort}`,
        );
        return fail(service, `Open on every node: ${listed(open)}.`, {
          evidence: [
            { object: ref, path: 'spec.type', says: 'NodePort' },
            ...open.map((says, index) => ({ object: ref, path: `spec.ports[${index}].nodePort`, says })),
          ],
          remediation: patch(
            'v1',
            ref,
            { type: 'ClusterIP' },
            'Closes the node ports; publish the Service in another way before you do, if outsiders need it.',
          ),
        });
      }),
});
