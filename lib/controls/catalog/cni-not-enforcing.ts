import { defineControl, fail, pass, unknown } from '../control.ts';
import { ended, sentence } from '../wording.ts';

export default defineControl({
  id: 'cni-not-enforcing',
  title: 'The cluster puts network policies into force',
  severity: 'critical',
  // No single read decides: what was found says by itself when it is not enough.
  needs: [],
  population: 'cluster',
  why: 'The API server accepts policies whether or not anything enforces them. With a CNI that ignores them, no policy has any effect.',
  fix: 'Install a CNI that enforces NetworkPolicy both ways (Calico, Cilium, Antrea and others), or turn on the policy support of the one in use.',
  satisfies: { 'cis-2.0.1': ['5.3.1'], 'nsa-1.2': ['cni-supports-policies'], 'owasp-k8s-2025': ['K05-cni'] },
  others: 'kube-bench, Trivy and Kubescape leave this to a person, and count policies as protection whatever the answer.',

  check: ({ cluster, enforcement: { verdict, reason, evidence } }) => {
    switch (verdict) {
      case 'enforcing':
        return [pass(cluster, sentence(reason), { strength: 4, evidence })];
      case 'notEnforcing':
        return [fail(cluster, sentence(reason), { evidence })];
      case 'unknown':
        return [unknown(cluster, `Whether anything enforces policies is not known: ${ended(reason)}`, { evidence })];
    }
  },
});
