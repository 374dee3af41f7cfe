import { refOf, refText, type ServicePort, type SpecObject } from '#lib/snapshot/objects.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Wanted, Warning } from './backends.ts';
import { entranceOf } from './entrance.ts';
import { serviceNamed } from './host-names.ts';
import { istioGatewaysOf } from './istio-gateways.ts';
import { listOf, number, optional, part, text, tryRead } from './readers.ts';

// https://istio.io/latest/docs/reference/config/networking/virtual-service/

const destinationOf = part({ host: text, port: optional(part({ number: optional(number) })) });
const weighted = part({ destination: destinationOf, weight: optional(number) });
const rule = {
  match: optional(listOf(part({ gateways: optional(listOf(text)) }))),
  route: optional(listOf(weighted)),
};
const httpRule = part({
  ...rule,
  mirror: optional(destinationOf),
  mirrors: optional(listOf(part({ destination: destinationOf }))),
  delegate: optional(part({ name: text, namespace: optional(text) })),
});
const virtualServiceSpec = part({
  hosts: optional(listOf(text)),
  gateways: optional(listOf(text)),
  http: optional(listOf(httpRule)),
  tls: optional(listOf(part(rule))),
  tcp: optional(listOf(part(rule))),
});
type Spec = ReturnType<typeof virtualServiceSpec>;
type HttpRule = ReturnType<typeof httpRule>;
type Rule = Pick<HttpRule, 'match' | 'route'> & Partial<HttpRule>;

/** A destination, with the namespace that its short name is looked up in. */
interface Destination {
  readonly host: string;
  readonly port: number | undefined;
  readonly namespace: string;
}

/** The name of all sidecars, in the place of a Gateway's. */
const mesh = 'mesh';

/** Whether anything but pods of the mesh may meet a rule. */
const isForGateways = ({ match = [] }: Rule): boolean =>
  match.length === 0 || match.some(({ gateways = [] }) => gateways.length === 0 || gateways.some((name) => name !== mesh));

/** One destination gets everything; of several those of weight 0 nothing. */
function destinationsOf({ route = [], mirror, mirrors = [] }: Rule, namespace: string): readonly Destination[] {
  const weighed = route.length === 1 ? route : route.filter(({ weight }) => weight !== 0);
  const all = [...weighed, ...mirrors].map(({ destination }) => destination);
  return [...all, ...(mirror === undefined ? [] : [mirror])].map(({ host, port }) => ({ host, port: port?.number, namespace }));
}

const namespaceOf = ({ metadata }: SpecObject): string => metadata.namespace ?? 'default';

/** Where VirtualServices of Istio send what Gateways let in. */
export function ofVirtualServices(snapshot: Snapshot, warnings: Warning[]): readonly Wanted[] {
  const answersOf = istioGatewaysOf(snapshot);
  const specs = new Map<string, Spec>();
  const given = objectsOf(snapshot, 'virtualservices.networking.istio.io');
  for (const one of given) {
    const read = tryRead(virtualServiceSpec, one.spec ?? {});
    if ('value' in read) specs.set(`${namespaceOf(one)}/${one.metadata.name}`, read.value);
    else
      warnings.push({
        object: refText(refOf(one)),
        message: `its backends could not be understood and are left out: ${read.reason}`,
      });
  }

  /** Those of a rule, and of the rules that it hands on to, which may not do so again. */
  const targetsOf = (one: Rule, namespace: string): readonly Destination[] => {
    const place = one.delegate?.namespace ?? namespace;
    const handed = one.delegate === undefined ? undefined : specs.get(`${place}/${one.delegate.name}`);
    return [
      ...destinationsOf(one, namespace),
      ...(handed?.http ?? []).filter(isForGateways).flatMap((next) => destinationsOf(next, place)),
    ];
  };

  return given.flatMap((one): readonly Wanted[] => {
    const namespace = namespaceOf(one);
    const spec = specs.get(`${namespace}/${one.metadata.name}`);
    const names = (spec?.gateways ?? []).filter((name) => name !== mesh);
    if (spec === undefined || names.length === 0) return [];
    const entry = refOf(one);
    const { http = [], tls = [], tcp = [] } = spec;
    const hosts = (spec.hosts ?? []).map((host) => host.toLowerCase());
    const targets = [...http, ...tls, ...tcp].filter(isForGateways).flatMap((each) => targetsOf(each, namespace));
    if (targets.length === 0) return [];
    const answers = names.flatMap((name) => {
      const [place = namespace, own = name] = name.includes('/') ? name.split('/', 2) : [];
      const parent = { kind: 'Gateway', namespace: place, name: own };
      return answersOf(parent, namespace, hosts).map((answer) => ({ ...answer, parent }));
    });
    const entrance = entranceOf(entry, answers, warnings);
    const by = JSON.stringify([names, hosts]);
    return targets.flatMap(({ host, port, namespace: place }): readonly Wanted[] => {
      const target = host.includes('.') ? serviceNamed(host) : { namespace: place, service: host };
      if (target === undefined) return [];
      return [
        {
          ...entrance,
          ...target,
          entry,
          by,
          protocol: 'TCP',
          picks: (each: ServicePort) => port === undefined || each.port === port,
          portText: port === undefined ? 'port' : `port ${port}`,
        },
      ];
    });
  });
}
