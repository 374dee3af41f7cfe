import type { Facts, WorkloadFacts } from '#lib/facts/facts.ts';
import { isSystemNamespace } from '#lib/facts/system-namespaces.ts';
import { addressesOf } from '#lib/facts/traffic.ts';
import { allAddresses, contains, firstAddress, rangesText } from '#lib/policy/addresses.ts';
import { commonPorts, isEmpty, type PortSet, portsOf, portsText, unionOfPorts } from '#lib/policy/ports.ts';
import { type Absence, defineControl, fail, pass, type Result, unknown } from '../control.ts';
import { judgeTraffic, openingsAsEvidence } from '../traffic.ts';
import { listed } from '../wording.ts';

// 6443 by default, 443 where a cloud runs it
// (https://kubernetes.io/docs/reference/networking/ports-and-protocols/#control-plane).
const answers = unionOfPorts([portsOf('TCP', { from: 443, to: 443 }), portsOf('TCP', { from: 6443, to: 6443 })]);
/** By its pods and nodes it is known where the API server answers. */
const noOther: Absence = { sorts: ['workloads', 'nodes'], where: isSystemNamespace };

const served = (ports: PortSet): PortSet => commonPorts(ports, answers);

function judge({ traffic, apiServer }: Facts, workload: WorkloadFacts): Result {
  const failing = (where: string, addresses: readonly string[], ports: PortSet): Result =>
    fail(workload, `Can connect to ${where} on ${portsText(ports)}.`, {
      evidence: openingsAsEvidence(addresses.flatMap((address) => traffic.openings(workload, 'egress', { address }, ports))),
    });
  if (apiServer.length > 0) {
    const open = apiServer.filter((address) => !isEmpty(served(traffic.address(workload, 'egress', address))));
    const ports = unionOfPorts(open.map((address) => served(traffic.address(workload, 'egress', address))));
    return open.length > 0
      ? failing(`the API server at ${listed(open)}`, open, ports)
      : pass(workload, `Cannot connect to the API server at ${listed(apiServer)}.`, { restsOn: noOther });
  }
  const outside = traffic.outside(workload, 'egress').filter(({ ports }) => !isEmpty(served(ports)));
  const open = addressesOf(outside);
  const ranges = rangesText(open);
  if (ranges.length === 0)
    return pass(workload, 'Cannot connect to any address outside on TCP 443 or 6443, so not to the API server.');
  const ports = unionOfPorts(outside.map((one) => served(one.ports)));
  if (contains(open, { ...allAddresses, v6: [] }))
    return failing('every address outside, the API server among them,', [firstAddress(open, 'v4') ?? ''], ports);
  return unknown(
    workload,
    `Reaches ${listed(ranges)} on ${portsText(ports)}; whether the API server is among these is not known, for neither its pods nor nodes of the control plane were seen.`,
  );
}

export default defineControl({
  id: 'api-server-egress',
  title: 'Only workloads that need the API server can reach it',
  severity: 'low',
  needs: ['namespaces', 'pods', 'nodes', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: 'A compromised pod that reaches the API server can try its service account there; most workloads never talk to it.',
  fix: "Leave the API server's addresses out of the egress rules of all workloads that do not need it, and do not mount their tokens.",
  satisfies: { 'owasp-k8s-2025': ['K05-control-plane'] },

  check: (facts) => judgeTraffic(facts, { direction: 'egress', judge: (workload) => judge(facts, workload) }),
});
