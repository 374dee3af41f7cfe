import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import { portsText, unionOfPorts } from '#lib/policy/ports.ts';
import { noneBeside } from '../absence.ts';
import { type CallersFrom, callersFrom } from '../callers.ts';
import { defineControl, fail, notApplicable, pass, type Result, unknown } from '../control.ts';
import { ownNamespacePolicy } from '../remediation.ts';
import { strangeAddresses, strangePods } from '../strangers.ts';
import { isUndecided, judgeTraffic, peersAsEvidence, peersText } from '../traffic.ts';
import { firstFew, listed, sentence } from '../wording.ts';

function judge(facts: Facts, callers: CallersFrom, workload: WorkloadFacts, namespace: NamespaceFacts): Result {
  const { dataStore } = workload;
  if (dataStore === null) return notApplicable(workload, 'Nothing tells that it is a data store.');
  const { name, by, ports } = dataStore;
  const calling = callers(workload, ports, { unnamed: true });
  const sorts = [strangePods(facts, workload, ports, calling), strangeAddresses(facts, workload, ports)];
  const whom = sorts.flatMap((one) => one.whom);
  const what = `Is ${name} by its ${by}`;
  if (whom.length > 0) {
    const on = portsText(unionOfPorts(sorts.map((one) => one.ports)));
    const isOpen = isUndecided(sorts.flatMap(({ openings }) => openings));
    return fail(workload, `${what}, and lets in ${listed(whom)} on ${on}.`, {
      evidence: firstFew(sorts.flatMap(({ evidence }) => evidence)),
      ...(isOpen ? { remediation: ownNamespacePolicy(workload, namespace) } : {}),
    });
  }
  if (calling.doubt !== undefined) return unknown(workload, sentence(`${what}, and ${calling.doubt}`));
  const { through } = callers(workload, ports);
  const gets = `gets through on ${portsText(ports)} from outside its namespace`;
  return pass(
    workload,
    through.count === 0
      ? `${what}, and nothing ${gets}.`
      : `${what}, and only what a rule names by its labels ${gets}: ${peersText(through)}.`,
    { evidence: peersAsEvidence(through, 'ingress'), restsOn: noneBeside(workload.namespace, 'workloads') },
  );
}

export default defineControl({
  id: 'data-store-reachable',
  title: 'Only its own namespace and pods that a rule names can connect to a data store',
  severity: 'high',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: 'A database that whole namespaces can reach is kept from them by its password alone, which may be weak or stolen.',
  fix: 'Close ingress of the data store, and allow its clients on its port by a namespaceSelector together with a podSelector.',
  satisfies: { 'nsa-1.2': ['network-policies', 'narrow-exceptions'], 'owasp-k8s-2025': ['K05-ingress'] },
  others: 'No open scanner that we know computes it.',

  check: (facts) => {
    const callers = callersFrom(facts, () => true);
    return judgeTraffic(facts, {
      direction: 'ingress',
      about: ({ dataStore }) => dataStore !== null,
      judge: (workload, namespace) => judge(facts, callers, workload, namespace),
    });
  },
});
