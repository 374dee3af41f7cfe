import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import { addressesOf } from '#lib/facts/traffic.ts';
import { commonAddresses, contains, countOfAddresses, firstAddress, publicAddresses, rangesText } from '#lib/policy/addresses.ts';
import { allPorts } from '#lib/policy/ports.ts';
import { defineControl, fail, pass, type Result } from '../control.ts';
import { closingPolicy } from '../remediation.ts';
import { judgeTraffic, openingsAsEvidence } from '../traffic.ts';
import { listed } from '../wording.ts';

/**
 * What one organisation may own: as many addresses as an IPv4 block /16 or an IPv6 block /48 has. Rules that name more than that name
 * nobody, and whatever is in the cluster can be carried out to somebody.
 */
const most = { v4: 2n ** 16n, v6: 2n ** 80n } as const;

function judge({ traffic }: Facts, workload: WorkloadFacts, namespace: NamespaceFacts): Result {
  const outside = traffic.outside(workload, 'egress');
  const open = commonAddresses(addressesOf(outside), publicAddresses);
  const wide = traffic.families.filter((family) => countOfAddresses(open, family) > most[family]);
  if (wide.length === 0) {
    const ranges = rangesText(open);
    return pass(
      workload,
      ranges.length === 0 ? 'Cannot connect to any address of the internet.' : `Reaches of the internet only ${listed(ranges)}.`,
    );
  }
  const whole = wide.some((family) => contains(open, { v4: [], v6: [], [family]: publicAddresses[family] }));
  const example = wide.flatMap((family) => firstAddress(open, family) ?? []);
  const openings = example.flatMap((address) => traffic.openings(workload, 'egress', { address }, allPorts));
  return fail(
    workload,
    `Can connect to ${whole ? 'the whole internet' : `far more of the internet than one organisation owns: ${listed(rangesText(open))}`}.`,
    {
      evidence: openingsAsEvidence(openings),
      ...(workload.isolated.egress.state === 'open' ? { remediation: closingPolicy(workload, namespace, 'egress') } : {}),
    },
  );
}

export default defineControl({
  id: 'internet-egress',
  title: 'No workload can connect to anywhere in the internet',
  severity: 'medium',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: 'Over an open way out, an intruder carries data away and fetches tools and commands.',
  fix: 'Allow egress to the addresses that are needed, or to an egress gateway or proxy that knows them.',
  satisfies: { 'nsa-1.2': ['narrow-exceptions'], 'owasp-k8s-2025': ['K05-egress'] },
  others: 'No open scanner that we know computes it; checks that count policies pass a rule to 0.0.0.0/0.',

  check: (facts) =>
    judgeTraffic(facts, { direction: 'egress', judge: (workload, namespace) => judge(facts, workload, namespace) }),
});
