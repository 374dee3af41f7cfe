import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/data-store-reachable.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdictOn, verdicts, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const of = (yaml: string) => control.check(factsOf(world(yaml))).map(verdictText);
const db = deployment(
  'data',
  'db',
  { app: 'db' },
  { containers: [{ name: 'db', image: 'postgres', ports: [{ containerPort: 5432 }] }] },
);
const from = (...peers: readonly object[]) => networkPolicy('data', 'db', { podSelector: {}, ingress: [{ from: peers }] });
const shop = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } };

it('fails a store that lets in whom no rule names, and passes one that keeps to its tier', () => {
  expect(verdicts(control, 'where-data-lives')).toEqual([
    'fail Deployment data/cache: Is Redis by its image redis:7.4, and lets in any pod of any other namespace (today Deployment shop/web and Deployment shop/worker) and the whole internet on TCP 6379.',
    'fail StatefulSet data/carts: Is MongoDB by its image mongo:7, and lets in Deployment shop/web and Deployment shop/worker (no rule names them by their labels) on TCP 27017.',
    'fail StatefulSet data/ledger: Is MySQL by its port 3306, and lets in 203.0.113.0-203.0.113.255 of the internet on TCP 3306.',
    'pass StatefulSet data/orders: Is PostgreSQL by its image docker.io/bitnami/postgresql:16, and only what a rule names by its labels gets through on TCP 5432 from outside its namespace: Deployment shop/web.',
    'pass StatefulSet data/search: Is Elasticsearch by its image docker.elastic.co/elasticsearch/elasticsearch:8.15.0, and nothing gets through on TCP 9200, 9300 from outside its namespace.',
  ]);
});

it('shows the rule that opens it, not the one that names the same caller, and who gets through', () => {
  expect(verdictOn(control, 'where-data-lives', 'StatefulSet data/carts').evidence).toEqual([
    {
      object: { kind: 'NetworkPolicy', namespace: 'data', name: 'carts' },
      path: 'spec.ingress[1]',
      says: 'allows from all pods in namespaces with team=shop on TCP 27017',
    },
    { object: { kind: 'Deployment', namespace: 'shop', name: 'web' }, says: 'gets through on TCP 27017' },
    { object: { kind: 'Deployment', namespace: 'shop', name: 'worker' }, says: 'gets through on TCP 27017' },
  ]);
  expect(verdictOn(control, 'where-data-lives', 'StatefulSet data/ledger').evidence).toEqual([
    {
      object: { kind: 'NetworkPolicy', namespace: 'data', name: 'ledger' },
      path: 'spec.ingress[0]',
      says: 'allows from 203.0.113.0/24 or 10.0.0.0/8 on all ports',
    },
  ]);
});

it('offers a policy only where no rule has to be changed', () => {
  expect(verdictOn(control, 'where-data-lives', 'Deployment data/cache').remediation).toContain('name: own-namespace-only-cache');
  expect(verdictOn(control, 'where-data-lives', 'StatefulSet data/carts').remediation).toBeUndefined();
});

it('takes private addresses for known ones', () => {
  expect(of(db + from({ ipBlock: { cidr: '10.0.0.0/8' } }))).toEqual([expect.stringMatching(/^pass/)]);
  expect(of(db + from({ ipBlock: { cidr: '0.0.0.0/0' } }))).toEqual([
    expect.stringMatching(/lets in the whole internet on TCP 5432/),
  ]);
  expect(of(db + from({ ipBlock: { cidr: '2001:db8::/32' } }))).toEqual([expect.stringMatching(/^fail .* 2001:db8::-2001:db8:/)]);
});

it('looks at whoever gets through, both ends taken together', () => {
  const web = deployment('shop', 'web');
  const closed = networkPolicy('shop', 'closed', { podSelector: {}, policyTypes: ['Egress'] });
  expect(of(db + from(shop) + web)).toEqual([expect.stringMatching(/^fail/)]);
  expect(of(db + from(shop) + web + closed)).toEqual([expect.stringMatching(/^pass/)]);
  const broken = networkPolicy('shop', 'broken', { podSelector: {}, policyTypes: ['Outgress'] });
  expect(of(db + from(shop) + web + closed + broken)).toEqual([
    expect.stringMatching(
      /^unknown Deployment data\/db: Is PostgreSQL by its image postgres, and Deployment shop\/web may get through, for /,
    ),
  ]);
});

it('has nothing to say where no data is kept', () => {
  expect(of(deployment('shop', 'web'))).toEqual([]);
});

it('does not take a label that any pod may carry for a name', () => {
  const to = (podSelector: object) =>
    control.check(
      factsOf(
        world(
          deployment('shop', 'db', { app: 'db' }, { containers: [{ name: 'main', image: 'postgres:17' }] }) +
            deployment('other', 'web') +
            networkPolicy('shop', 'db', {
              podSelector: {},
              policyTypes: ['Ingress'],
              ingress: [{ from: [{ namespaceSelector: {}, podSelector }] }],
            }),
        ),
      ),
    );
  expect(to({ matchLabels: { app: 'web' } }).map(({ outcome }) => outcome)).toEqual(['pass']);
  expect(to({ matchExpressions: [{ key: 'app', operator: 'Exists' }] }).map(({ outcome }) => outcome)).toEqual(['fail']);
});
