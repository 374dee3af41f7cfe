import { type EntryPointFacts, unseenDoor } from '#lib/facts/entry-points.ts';
import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import { addressesOf, type WorkloadGroup } from '#lib/facts/traffic.ts';
import { contains, publicAddresses } from '#lib/policy/addresses.ts';
import { allPorts, isEmpty } from '#lib/policy/ports.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { defineControl, type Evidence, fail, pass, type Result, unknown } from '../control.ts';
import { closingPolicy } from '../remediation.ts';
import { isUndecided, judgeTraffic, openingsAsEvidence } from '../traffic.ts';
import { counted, ended, firstFew, listed, nameOf, rulesText, sentence } from '../wording.ts';

/** What comes only from within the cloud's own network is not outside; host-network-pod judges pods in the node's network. */
const entriesOf = ({ traffic }: Facts, workload: WorkloadFacts): readonly EntryPointFacts[] =>
  traffic.entryPoints(workload).filter(({ kind, from }) => from !== 'internal' && kind !== 'HostNetwork');

/** `Service shop/web (LoadBalancer, NodePort), Ingress shop/web and a port of its node`. */
function doorsText(entries: readonly EntryPointFacts[]): string {
  const byObject = Map.groupBy(entries, ({ kind, object }) => (kind === 'HostPort' ? 'a port of its node' : refText(object)));
  return listed(
    [...byObject].map(([object, own]) => {
      const kinds = [...new Set(own.map(({ kind }) => kind))].join(', ');
      return own[0]?.object.kind === 'Service' ? `${object} (${kinds})` : object;
    }),
  );
}

/** Where whoever takes it over can go on to. */
function beyondText({ traffic }: Facts, everyone: WorkloadGroup, workload: WorkloadFacts): string {
  const { count } = traffic.peers(workload, 'egress', everyone);
  const addresses = addressesOf(traffic.outside(workload, 'egress'));
  const targets = [
    ...(count === 0 ? [] : [counted(count, 'workload')]),
    ...(contains(addresses, { ...publicAddresses, v6: [] }) ? ['the whole internet'] : []),
  ];
  return targets.length === 0 ? '' : `: whoever takes it over can connect to ${listed(targets)}`;
}

function judge(facts: Facts, everyone: WorkloadGroup, workload: WorkloadFacts, namespace: NamespaceFacts): Result {
  const entries = entriesOf(facts, workload);
  const reached = entries.filter(({ open }) => !isEmpty(open));
  const evidence: readonly Evidence[] = entries.map(({ object, says }) => ({ object, says }));
  const { state, by, reason } = workload.isolated.egress;
  const undoing = workload.allowsAll.egress;
  if (state === 'isolated' && undoing.length === 0) {
    const published = entries.length === 0 ? 'Isolated' : `Published by ${doorsText(entries)}, and isolated`;
    return pass(workload, `${published} for egress by ${listed(by.map(nameOf))}.`, { evidence: firstFew(evidence) });
  }
  if (reached.length === 0) {
    const why = unseenDoor(facts, workload.namespace) ?? workload.partial.ingress[0];
    if (why !== undefined) return unknown(workload, `Not known to be isolated for egress, and perhaps published: ${ended(why)}`);
    return pass(workload, `Published by ${doorsText(entries)}, but policies let nothing of that through.`, {
      evidence: firstFew(evidence),
    });
  }
  const [unsure] = reached.every(({ doubts }) => doubts.length > 0) ? reached : [];
  if (unsure !== undefined) {
    const perhaps = `Not isolated for egress, and perhaps published by ${doorsText([unsure])}`;
    return unknown(workload, `${perhaps}: ${ended(unsure.doubts.join('; '))}`, { evidence: firstFew(evidence) });
  }
  const hidden = workload.isolated.ingress.state === 'unknown' ? workload.isolated.ingress.reason : undefined;
  const doubt = state === 'unknown' ? reason : hidden;
  if (doubt !== undefined) return unknown(workload, sentence(doubt), { evidence: firstFew(evidence) });

  const how = undoing.length === 0 ? 'not isolated for egress' : `isolated for egress in vain, by ${rulesText(undoing)}`;
  const openings = facts.traffic.openings(workload, 'egress', 'any pod', allPorts);
  const message = `Published by ${doorsText(reached)}, and ${how}${beyondText(facts, everyone, workload)}.`;
  return fail(workload, message, {
    evidence: firstFew([...openingsAsEvidence(openings), ...evidence]),
    ...(state === 'open' && undoing.length === 0 && isUndecided(openings)
      ? { remediation: closingPolicy(workload, namespace, 'egress') }
      : {}),
  });
}

export default defineControl({
  id: 'exposed-and-unsegmented',
  title: 'Every workload that takes traffic from outside is isolated for egress',
  severity: 'critical',
  needs: ['namespaces', 'pods', 'services', 'ingresses.networking.k8s.io', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: 'What outsiders can talk to is what they break into first; without egress isolation they go on from there to everything else.',
  fix: 'Close egress of the workload to what it needs, and ingress to the ports that are meant for outsiders.',
  satisfies: { 'nsa-1.2': ['network-policies', 'exposed-services'], 'owasp-k8s-2025': ['K05-egress'] },
  others: 'No open scanner that we know looks at both together.',

  check: (facts) => {
    const everyone = facts.traffic.group(facts.workloads);
    return judgeTraffic(facts, {
      direction: 'egress',
      about: (workload, { name }) => {
        if (entriesOf(facts, workload).length > 0) return true;
        const why = unseenDoor(facts, name);
        return why !== undefined && { doubt: `Not isolated for egress, and perhaps published: ${why}` };
      },
      judge: (workload, namespace) => judge(facts, everyone, workload, namespace),
    });
  },
});
