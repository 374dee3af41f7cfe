import { type DatedChange, type DriftLines, driftByCause, driftCounts } from '#lib/assess/drift-causes.ts';
import type {
  ClusterPosture,
  ControlPosture,
  FindingSummary,
  Posture,
  SegmentationPosture,
  TrendPoint,
} from '#lib/assess/posture.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import type { Control, Evidence, FrameworkId } from '#lib/controls/control.ts';
import { controls } from '#lib/controls/registry.ts';
import { type ControlResult, type Counts, outcomeOf } from '#lib/controls/run.ts';
import { frameworks } from '#lib/frameworks/registry.ts';
import { frameworkResult } from '#lib/score/framework-score.ts';
import { fleetScoreOf, gradeOf, noScore, type Score, scoreOf } from '#lib/score/score.ts';

const day = 86_400_000;
const begin = Date.parse('2025-08-20T00:00:00Z');
const end = Date.parse('2025-11-18T00:00:00Z');
const iso = (time: number): string => new Date(time).toISOString();

/** Numbers in [0, 1) that are the same in every run. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const teams = ['payments', 'checkout', 'catalog', 'search', 'identity', 'ledger', 'warehouse', 'notifications'];
const parts = ['api', 'worker', 'cache', 'frontend', 'gateway', 'scheduler', 'importer', 'metrics-exporter'];

const policyYaml = (
  namespace: string,
): string => `# Before you apply it, add a rule under spec.ingress for every caller that has to get through.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: ${namespace}
spec:
  podSelector: {}
  policyTypes:
    - Ingress
    - Egress
`;

function findingOf(cluster: string, control: Control, index: number, random: () => number): FindingSummary {
  const namespace = `${teams[Math.floor(random() * teams.length)]}-${index % 40}`;
  const name = `${parts[Math.floor(random() * parts.length)]}-${index}`;
  const evidence: Evidence[] = Array.from({ length: 1 + (index % 4) }, (_, part) => ({
    object: { kind: 'NetworkPolicy', namespace, name: `allow-${parts[part % parts.length]}` },
    path: `spec.ingress[${part}].from`,
    says: 'allows every source, the other namespaces of the cluster and the internet included',
  }));
  return {
    cluster,
    control: control.id,
    severity: control.severity,
    resource: { kind: 'Deployment', namespace, name },
    message: `Accepts traffic from ${40 + (index % 90)} workloads in ${2 + (index % 12)} namespaces, because no policy selects it for ingress.`,
    evidence,
    remediation: index % 3 === 0 ? policyYaml(namespace) : null,
    excluded: false,
    openedAt: iso(begin + Math.floor(random() * 88) * day),
    closedAt: null,
  };
}

const none: Counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0, excluded: 0 };

function controlPosture(cluster: string, control: Control, failing: number, random: () => number): ControlPosture {
  const findings = Array.from({ length: failing }, (_, index) => findingOf(cluster, control, index, random));
  const counts = { ...none, pass: Math.round(failing * random() * 2) + 2, fail: failing, excluded: failing > 3 ? 2 : 0 };
  const excluded = findings.slice(0, counts.excluded).map(
    (finding): FindingSummary => ({
      ...finding,
      excluded: true,
      resource: { kind: 'DaemonSet', namespace: 'kube-system', name: `${finding.resource.name}-node-agent` },
    }),
  );
  return {
    control: control.id,
    outcome: outcomeOf(counts),
    reason: null,
    counts,
    literal: control.id === 'namespace-without-policy' ? { pass: counts.pass + counts.fail, fail: 0 } : null,
    strength: counts.pass > 0 ? 3 : null,
    findings: [...findings, ...excluded],
  };
}

const asResult = (posture: ControlPosture): ControlResult => ({
  ...posture,
  severity: controls.find(({ id }) => id === posture.control)?.severity ?? 'low',
  results: [],
});

function trend(last: number, random: () => number): readonly TrendPoint[] {
  const points: TrendPoint[] = [];
  let value = Math.max(5, last - 25);
  for (let at = begin; at < end; at += (2 + Math.floor(random() * 6)) * day) {
    value = at + 6 * day >= end ? last : Math.min(98, Math.max(2, value + (random() - 0.35) * 9));
    const score = { value: Math.floor(value * 10) / 10, grade: gradeOf(value, 0.9), coverage: 0.9 };
    points.push({ at: iso(at), score, gap: points.length === 7, scan: points.length + 1 });
  }
  return points;
}

type Figures = SegmentationPosture['figures'];

const figures = (openPairs: number, worst: string | null): Figures => ({
  classes: 318,
  openPairs,
  pairs: 100_806,
  openFromOutside: 41,
  openToOutside: 300,
  openFromInternet: 7,
  openToInternet: 211,
  meanBlastRadius: 41.25,
  worstBlastRadius: 204,
  worst,
});

const workloadIds = Array.from(
  { length: 12 },
  (_, index) => `${teams[index % teams.length]}/${parts[index % parts.length]}-${index}[Deployment]`,
);

/** Somebody opens a namespace in scan 300; three scans later a default deny closes another one, with the policies that belong to it. */
export function driftLines(): readonly DriftLines[] {
  const change = (name: string, what: string, scan: number): DatedChange => ({
    object: { kind: 'NetworkPolicy', namespace: 'checkout-3', name },
    change: 'added',
    what,
    scan,
    at: iso(begin + (scan - 280) * day),
  });
  const opening = change('incident-4512-allow-all', 'policy added', 300);
  const deny = change('default-deny', 'policy added', 303);
  const dns = change('allow-dns', 'policy added', 303);
  const [sources, targets] = [workloadIds.slice(0, 8), workloadIds.slice(8)];
  return [
    { type: 'added', src: sources, dst: targets, before: 'None', after: 'All', causes: [opening] },
    {
      type: 'changed',
      src: sources.slice(0, 2),
      dst: sources.slice(2, 4),
      before: { TCP: ['443'] },
      after: 'All',
      causes: [opening],
    },
    { type: 'removed', src: targets, dst: ['0.0.0.0-255.255.255.255'], before: 'All', after: 'None', causes: [deny] },
    { type: 'changed', src: targets.slice(0, 1), dst: sources, before: 'All', after: { UDP: ['53'] }, causes: [deny, dns] },
  ];
}

export function segmentation(wish: { readonly lines?: readonly DriftLines[] } = {}): SegmentationPosture {
  const { lines = driftLines() } = wish;
  const worst = workloadIds[0] ?? null;
  const known = [61_000, 58_000, 58_000, 33_000, 7_056];
  return {
    figures: figures(7_056, worst),
    trend: known.map((openPairs, index) => ({
      at: iso(begin + index * 18 * day),
      figures: index === 2 ? null : figures(openPairs, worst),
      gap: index === 2,
      scan: index === 2 ? null : index + 1,
    })),
    openPairs: teams.map((from, index) => ({
      from: `${from}-${index}`,
      to: `${teams[(index + 3) % teams.length]}-${index + 3}`,
      open: 90 - index * 7,
      of: 90,
    })),
    drift: { ...driftCounts(lines), moved: driftCounts(lines), groups: driftByCause(lines), truncated: [], unknownScans: [] },
    partial: [{ policy: 'NetworkPolicy search-4/api', reason: 'spec.ingress[0].from[0] has a field that is not known: peers' }],
  };
}

export interface ClusterWish {
  readonly name: string;
  readonly seed?: number;
  /** Failing resources by control; the others pass. */
  readonly failing?: Readonly<Record<string, number>>;
  readonly framework?: FrameworkId | 'all';
  readonly sample?: boolean;
}

/** A cluster whose counts, requirements and scores hang together as the product's own do. */
export function clusterPosture({
  name,
  seed = 1,
  failing = {},
  framework = 'cis-2.0.1',
  sample = false,
}: ClusterWish): ClusterPosture {
  const random = chance(seed);
  const of = controls.map((control) => controlPosture(name, control, failing[control.id] ?? 0, random));
  const known = frameworks.find(({ id }) => id === framework);
  const results = of.map(asResult);
  const result = known === undefined ? null : frameworkResult(known, controls, results);
  const score = result?.score ?? scoreOf(results);
  const open = of.flatMap(({ findings }) => findings.filter(({ excluded }) => !excluded));
  return {
    name,
    source: `context ${name}`,
    sample,
    scan: {
      number: 412,
      at: iso(end - 3_600_000),
      status: 'complete',
      snapshotDigest: digest(seed),
      resultsDigest: digest(seed + 100),
      serverVersion: 'v1.34.2',
    },
    score,
    inventory: { namespaces: 41, workloads: 318, pods: 1204, policies: 96, services: 220, nodes: 24 },
    enforcement: {
      verdict: 'enforcing',
      cni: 'Cilium',
      evidence: [
        { object: { kind: 'DaemonSet', namespace: 'kube-system', name: 'cilium' }, says: 'runs the agent on every node' },
      ],
      reason: 'Cilium enforces NetworkPolicy both ways: its agent runs as DaemonSet kube-system/cilium.',
    },
    segmentation: segmentation(),
    requirements: result?.requirements ?? [],
    controls: of,
    trend: trend(score.value ?? 50, random),
    changes: {
      opened: open.slice(0, 14),
      closed: open.slice(0, 9).map((finding) => ({ ...finding, closedAt: iso(end - 5 * day) })),
    },
    unread: [],
    problems: [],
    settings: defaultSettings,
  };
}

const digest = (seed: number): string =>
  Array.from({ length: 8 }, (_, index) =>
    ((seed + 1) * (index + 7) * 2_654_435_761).toString(16).slice(-8).padStart(8, '0'),
  ).join('');

export interface PostureWish {
  readonly name?: string;
  readonly kind?: 'cluster' | 'fleet';
  readonly framework?: FrameworkId | 'all';
  readonly sample?: boolean;
  readonly clusters: readonly ClusterPosture[];
  readonly before?: Score | null;
}

export function postureOf({ clusters, kind = clusters.length === 1 ? 'cluster' : 'fleet', ...wish }: PostureWish): Posture {
  const { name = clusters[0]?.name ?? 'Fleet', framework = 'cis-2.0.1', sample = false } = wish;
  const { before = { value: 48.2, grade: 'F', coverage: 0.9 } } = wish;
  return {
    scope: { kind, name: kind === 'fleet' ? (wish.name ?? 'Fleet') : name, sample },
    framework,
    period: { from: iso(begin), to: iso(end) },
    timeZone: 'Europe/Berlin',
    madeAt: iso(end + 8 * 3_600_000),
    version: '0.1.0',
    score:
      kind === 'cluster' && clusters[0] !== undefined
        ? clusters[0].score
        : fleetScoreOf(clusters.filter(({ scan }) => scan !== null).map(({ score }) => score)),
    before,
    clusters,
  };
}

/** What a usual cluster fails. */
const usual: Readonly<Record<string, number>> = {
  'namespace-without-policy': 9,
  'namespace-without-default-deny': 14,
  'ingress-not-isolated': 47,
  'egress-not-isolated': 63,
  'allow-all-ingress': 3,
  'host-network-pod': 2,
  'load-balancer-open-to-world': 1,
  'ingress-without-tls': 4,
  'policy-selects-nothing': 6,
};

export const production = (framework: FrameworkId | 'all' = 'cis-2.0.1'): ClusterPosture =>
  clusterPosture({ name: 'prod-eu-west-1', seed: 7, failing: usual, framework });

/** A cluster of which half the lists were forbidden. */
export function halfForbidden(): ClusterPosture {
  const cluster = clusterPosture({ name: 'staging-eu-west-1', seed: 9, failing: { 'node-port-service': 5, 'host-port': 2 } });
  const message =
    'pods is forbidden: User "system:serviceaccount:bulkhead:reader" cannot list resource "pods" in API group "" at the cluster scope';
  const lost = new Set(['ingress-not-isolated', 'egress-not-isolated', 'namespace-without-policy', 'host-network-pod']);
  const changed = cluster.controls.map(
    (control): ControlPosture =>
      lost.has(control.control)
        ? {
            ...control,
            outcome: 'unknown',
            reason: `pods could not be read (forbidden): ${message}`,
            counts: none,
            literal: null,
            strength: null,
            findings: [],
          }
        : control,
  );
  const [framework] = frameworks;
  const result = framework === undefined ? null : frameworkResult(framework, controls, changed.map(asResult));
  return {
    ...cluster,
    controls: changed,
    requirements: result?.requirements ?? [],
    score: result?.score ?? noScore,
    trend: trend(result?.score.value ?? 50, chance(3)),
    scan: cluster.scan === null ? null : { ...cluster.scan, status: 'partial' },
    unread: [
      { resource: 'pods', status: 'forbidden', message },
      {
        resource: 'nodes',
        status: 'failed',
        message: 'the server answered 503 five times within 60 s: etcdserver: request timed out',
      },
    ],
    problems: [
      {
        object: 'NetworkPolicy checkout/allow-web',
        message: 'spec.ingress[0].from[0].podSelector.matchExpressions[0].operator is "Matches", which no server accepts',
      },
      { object: 'deploy/shop.yaml:118', message: 'the document is not YAML: bad indentation of a mapping entry' },
    ],
  };
}

/** A cluster that was added and never reached. */
export const neverScanned = (name = 'legacy-dc-2'): ClusterPosture => ({
  name,
  source: `context ${name}`,
  sample: false,
  scan: null,
  score: noScore,
  inventory: null,
  enforcement: null,
  segmentation: null,
  requirements: [],
  controls: [],
  trend: [],
  changes: { opened: [], closed: [] },
  unread: [],
  problems: [],
  settings: { exclusions: [] },
});

export const fleet = (): readonly ClusterPosture[] => [
  production(),
  halfForbidden(),
  clusterPosture({ name: 'data-platform', seed: 21, failing: { 'allow-all-egress': 4, 'egress-not-isolated': 11 } }),
  neverScanned(),
];

/** Names that manifests and people can give things, and no API server may. */
export const hostileNames = {
  long: `${'very-long-service-name.'.repeat(11)}`.slice(0, 253),
  unbroken: 'x'.repeat(253),
  rightToLeft: 'בדיקה-شبكة-prod',
  ideographs: '本番環境-クラスタ-운영',
  emoji: '🚀-rollout-👩‍💻',
  controls: 'a\u0000b\u001b[31mc\nd\u202eevil\u200bzero',
  greekAndCyrillic: 'Πρόγραμμα-Продакшн-Łódź',
  unassigned: `\u{10FFFE}\u0378 lone \ud800`,
  markup: '<script>&"quoted"</script>',
} as const;

/** A cluster whose every object has one of the hostile names, and which has one itself. */
export function hostile(name: string = hostileNames.ideographs): ClusterPosture {
  const cluster = clusterPosture({ name, seed: 3, failing: { 'host-port': 9, 'host-network-pod': 2 } });
  const names = Object.values(hostileNames);
  const renamed = (finding: FindingSummary, index: number): FindingSummary => {
    const hostileName = names[index % names.length] ?? '';
    return {
      ...finding,
      resource: { kind: 'Deployment', namespace: hostileName, name: hostileName },
      message: `${hostileName} opens a port on its node's address.`,
      evidence: [{ object: { kind: 'Pod', namespace: hostileName, name: hostileName }, path: 'spec', says: hostileName }],
    };
  };
  return {
    ...cluster,
    source: `manifests /srv/${hostileNames.rightToLeft}/${hostileNames.long}`,
    controls: cluster.controls.map((control) => ({ ...control, findings: control.findings.map(renamed) })),
    unread: names.map((message) => ({ resource: 'pods', status: 'failed', message })),
    problems: names.map((object) => ({ object, message: `${object} is no name that a server accepts` })),
  };
}
