import { describe, expect, test } from 'vitest';
import { deployment, networkPolicy } from '#tests/support/world.ts';
import { bulkhead, folderWith } from './process.ts';

const shop = deployment('shop', 'web') + deployment('shop', 'db');
const dbPolicy = (...apps: readonly string[]) =>
  networkPolicy('shop', 'db', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [
      {
        from: apps.map((app) => ({ podSelector: { matchLabels: { app } } })),
        ports: [{ port: 5432 }, { port: 8000, endPort: 8090 }],
      },
    ],
  });
const folder = (...documents: readonly string[]) => folderWith({ 'shop.yaml': documents.join('') });
const closed = () => folder(shop, dbPolicy('web'));

describe('reach', () => {
  test('prints every connection as a line', async () => {
    const { code, stdout, stderr } = await bulkhead(['reach', await closed()]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toContain('shop/web[Deployment] => shop/db[Deployment] : TCP 5432,8000-8090');
    expect(stdout).toContain('0.0.0.0-255.255.255.255 => shop/web[Deployment] : All\n');
    expect(stdout).not.toContain('0.0.0.0-255.255.255.255 => shop/db[Deployment]');
  });

  test('writes the JSON that tools read', async () => {
    const { stdout } = await bulkhead(['reach', await closed(), '--format', 'json']);
    const answer = JSON.parse(stdout);
    expect(Object.keys(answer)).toEqual(['schema', 'workloads', 'connections', 'partial', 'warnings']);
    expect(answer.schema).toBe('bulkhead.reach/v1');
    expect(answer.workloads).toContainEqual({ id: 'shop/web[Deployment]', namespace: 'shop', pods: 1, hostNetwork: false });
    expect(answer.connections).toContainEqual({
      src: 'shop/web[Deployment]',
      dst: 'shop/db[Deployment]',
      allowed: { TCP: ['5432', '8000-8090'] },
    });
  });

  test('is partial where a document that does not parse may have held policies', async () => {
    const { stdout } = await bulkhead(['reach', await folder(shop, '---\nkind: [\n'), '--format', 'json']);
    const { partial } = JSON.parse(stdout);
    expect(partial).toEqual([
      { policy: expect.stringMatching(/:\d+$/), reason: expect.stringMatching(/^may hold policies, .*does not parse/) },
    ]);
  });

  test('writes CSV and a graph', async () => {
    const csv = await bulkhead(['reach', await closed(), '--format', 'csv']);
    expect(csv.stdout).toContain('src,dst,allowed\n');
    expect(csv.stdout).toContain('shop/web[Deployment],shop/db[Deployment],"TCP 5432,8000-8090"\n');
    const dot = await bulkhead(['reach', await closed(), '--format', 'dot']);
    expect(dot.stdout).toContain('"shop/web[Deployment]" -> "shop/db[Deployment]" [label="TCP 5432,8000-8090"];\n');
  });

  test('keeps to one workload', async () => {
    const { stdout } = await bulkhead(['reach', await folder(shop, deployment('other', 'app')), '--focus', 'shop/db']);
    expect(stdout).toContain('other/app[Deployment] => shop/db[Deployment]');
    expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('shop/db['))).toEqual([]);
  });

  test('keeps to several workloads, and to what comes by the ingress controller', async () => {
    const containers = [{ name: 'main', image: 'example.org/app:1', ports: [{ containerPort: 80 }] }];
    const service = { name: 'app', port: { number: 80 } };
    const published = [
      { apiVersion: 'v1', kind: 'Service', spec: { selector: { app: 'app' }, ports: [{ port: 80 }] } },
      { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', spec: { defaultBackend: { service } } },
    ].map((object) => `---\n${JSON.stringify({ ...object, metadata: { name: 'app', namespace: 'other' } })}\n`);
    const app = deployment('other', 'app', { app: 'app' }, { containers });
    const source = await folder(shop, dbPolicy('web'), app, ...published);
    const { stdout } = await bulkhead(['reach', source, '--focus', 'shop/db', '--focus', 'ingress-controller']);
    const lines = stdout.split('\n');
    expect(lines).toContain('ingress-controller => other/app[Deployment] : TCP 80');
    expect(lines).toContain('shop/db[Deployment] => other/app[Deployment] : All');
    expect(lines.filter((line) => line !== '' && !/shop\/db\[|ingress-controller/.test(line))).toEqual([]);
  });

  test('lists what workloads are open to, also from pods that do not exist', async () => {
    const monitoring = networkPolicy('shop', 'db', {
      podSelector: { matchLabels: { app: 'db' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'monitoring' } } }], ports: [{ port: 9090 }] }],
    });
    const source = await folder(shop, deployment('other', 'app'), monitoring);
    const { stdout } = await bulkhead(['reach', source, '--exposure']);
    expect(stdout).toContain('shop/web[Deployment] <= any pod : All (no policy)\n');
    expect(stdout.split('\n').filter((line) => line.startsWith('shop/db'))).toEqual([
      'shop/db[Deployment] <= all pods in namespaces with team=monitoring : TCP 9090',
    ]);
    const json = await bulkhead(['reach', source, '--exposure', '--focus', 'shop/db', '--format', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: 'bulkhead.exposure/v1',
      exposure: [
        {
          workload: 'shop/db[Deployment]',
          direction: 'ingress',
          unprotected: false,
          to: 'selected',
          peers: ['all pods in namespaces with team=monitoring'],
          allowed: { TCP: ['9090'] },
          names: [],
        },
      ],
    });
    expect(await bulkhead(['reach', source, '--exposure', '--format', 'dot'])).toMatchObject({
      code: 2,
      stderr: '--exposure cannot be drawn as a graph: give --format txt, json or csv.\n',
    });
  });

  test('names the workloads that it knows where it does not know one', async () => {
    const { code, stderr } = await bulkhead(['reach', await closed(), '--focus', 'shop/cache']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'There is no running workload shop/cache: name one as namespace/name, for example shop/db.\n',
    });
  });

  test('counts by namespace and by label', async () => {
    const both = await folder(shop, dbPolicy('web'), deployment('other', 'app'));
    const { stdout } = await bulkhead(['reach', both, '--by', 'namespace']);
    expect(stdout).toContain('shop => shop : 2 of 2 pairs\n');
    expect(stdout).toContain('other => shop : 1 of 2 pairs\n');
    expect((await bulkhead(['reach', both, '--by', 'label:app'])).stdout).toContain('web => db : 1 of 1 pairs\n');
  });

  test('takes the later of two objects of one name, unless it is told to be strict', async () => {
    const twice = await folder(shop, dbPolicy('web'), dbPolicy('nobody'));
    const lenient = await bulkhead(['reach', twice]);
    expect(lenient).toMatchObject({ code: 0, stderr: expect.stringContaining('this one was taken') });
    expect(lenient.stdout).not.toContain('shop/web[Deployment] => shop/db[Deployment]');
    expect(await bulkhead(['reach', twice, '--strict'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^NetworkPolicy shop\/db stands in .* and the two differ: keep one of them\.\n$/),
    });
  });

  test('tells of a policy that it cannot understand, and answers the rest', async () => {
    const broken = networkPolicy('shop', 'broken', { podSelector: {}, ingress: [{ ports: [{ port: 70_000 }] }] });
    const { code, stdout, stderr } = await bulkhead(['reach', await folder(shop, dbPolicy('web'), broken)]);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^Partial: NetworkPolicy shop\/broken: could not be understood and is left out: spec\.ingress\[0\]\.ports\[0\]\.port/,
    );
    expect(stdout).toContain('shop/web[Deployment] => shop/db[Deployment] : TCP 5432,8000-8090\n');
  });
});

describe('explain', () => {
  test('names the policy and the rule that decide on either side', async () => {
    const { code, stdout } = await bulkhead(['explain', await closed(), 'shop/web', 'shop/db', '5432']);
    expect(code).toBe(0);
    expect(stdout).toContain('TCP 5432: allowed\n');
    expect(stdout).toContain('NetworkPolicy shop/db, spec.ingress[0], allows from pods with app=web in namespace shop');
  });

  test('says which policy closes a port that no rule opens', async () => {
    const { stdout } = await bulkhead(['explain', await closed(), 'shop/web', 'shop/db', '53/udp']);
    expect(stdout).toContain('UDP 53: denied\n');
    expect(stdout).toContain(
      'NetworkPolicy shop/db (for pods with app=db in namespace shop) isolates shop/db[Deployment] for ingress, and the only rule does not allow this.',
    );
  });

  test('answers for addresses, and in JSON', async () => {
    const { stdout } = await bulkhead(['explain', await closed(), '203.0.113.7', 'shop/db', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ src: '203.0.113.7', dst: 'shop/db[Deployment]', allowed: 'None' });
  });

  test('takes the address of a pod for the pod', async () => {
    const pod = (name: string, ip: string) =>
      `---\n${JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'shop', labels: { app: name } },
        spec: { containers: [{ name: 'main' }] },
        status: { podIPs: [{ ip }, { ip: 'fd00:0::7' }] },
      })}\n`;
    const source = await folder(pod('web', '10.1.0.6'), pod('db', '10.1.0.5'), dbPolicy('web'));
    const { stdout } = await bulkhead(['explain', source, '10.1.0.6', '10.1.0.5', '5432']);
    expect(stdout).toMatch(/^shop\/web\[Pod\] => shop\/db\[Pod\]\nTCP 5432: allowed\n/);
    const both = await bulkhead(['explain', source, 'fd00::7', '203.0.113.7', '443']);
    expect(both.stdout).toContain('shop/db[Pod] => 203.0.113.7\n');
    expect(both.stdout).toContain('shop/web[Pod] => 203.0.113.7\n');
  });

  test('sends who asks about the address of a Service to the pods behind it', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db', namespace: 'shop' },
      spec: { clusterIP: '10.96.0.5', selector: { app: 'db' }, ports: [{ port: 5432 }] },
    };
    const source = await folder(shop, dbPolicy('web'), `---\n${JSON.stringify(service)}\n`);
    const { code, stderr } = await bulkhead(['explain', source, 'shop/web', '10.96.0.5', '5432']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      '10.96.0.5 is the address of Service shop/db, and policies decide at the pods behind it: name their workload, and the port that they listen on.\n',
    );
  });

  test('tells how traffic from outside gets to a workload', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db', namespace: 'shop' },
      spec: { type: 'NodePort', selector: { app: 'db' }, ports: [{ port: 5432, nodePort: 30_432 }] },
    };
    const source = await folder(shop, dbPolicy('web'), `---\n${JSON.stringify(service)}\n`);
    const { stdout } = await bulkhead(['explain', source, '203.0.113.7', 'shop/db', '5432']);
    expect(stdout).toContain('TCP 5432: denied\n');
    expect(stdout).toContain(
      'Way in: Whoever reaches a node can try TCP 5432 through Service shop/db (node port 30432), but policies let nothing of it through.\n',
    );
    const controller = await bulkhead(['explain', source, 'ingress-controller', 'shop/db', '5432']);
    expect(controller.stdout).toContain('No Ingress and no route sends traffic to these ports');
  });

  const ports = [
    { name: 'pg', containerPort: 5432 },
    { name: 'dns', containerPort: 53, protocol: 'UDP' },
  ];
  const named = () =>
    folder(
      deployment('shop', 'web'),
      deployment('shop', 'db', { app: 'db' }, { containers: [{ name: 'db', image: 'db:1', ports }] }),
    );

  test('takes the name of a port for the port that the destination gives it to, and a protocol for all of its ports', async () => {
    const ask = async (port: string) => (await bulkhead(['explain', await named(), 'shop/web', 'shop/db', port])).stdout;
    expect(await ask('pg')).toContain('\nTCP 5432: allowed\n');
    expect(await ask('dns')).toContain('\nUDP 53: allowed\n');
    expect(await ask('udp')).toContain('\nUDP 1-65535: allowed\n');
    expect((await bulkhead(['explain', await named(), 'shop/web', 'shop/db', 'http'])).stderr).toBe(
      '"http" is no port: give a number from 1 to 65535, or one with its protocol such as 53/udp, or a name that the destination gives to a port: pg, dns.\n',
    );
  });

  test('tells what policies decide between two pods of one workload', async () => {
    const own = async (port: string) => (await bulkhead(['explain', await closed(), 'shop/db', 'shop/db', port])).stdout;
    expect(await own('80')).toContain(
      'A pod can always reach itself. From one pod of shop/db[Deployment] to another, policies deny that.\n',
    );
    const { stdout } = await bulkhead(['explain', await closed(), 'shop/web', 'shop/web']);
    expect(stdout).toContain('From one pod of shop/web[Deployment] to another, policies allow that.\n');
    const among = networkPolicy('shop', 'all', {
      podSelector: {},
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }],
    });
    expect((await bulkhead(['explain', await folder(shop, among), 'shop/web', 'shop/web'])).stdout).toContain(
      'From one pod of shop/web[Deployment] to another, policies allow TCP 80 alone.\n',
    );
  });

  test('does not claim to know what it cannot: a policy of another kind, a node without an address', async () => {
    const cilium = `---\n${JSON.stringify({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'more', namespace: 'shop' }, spec: {} })}\n`;
    const { stdout } = await bulkhead(['explain', await folder(shop, dbPolicy('web'), cilium), 'shop/web', 'shop/db', '80']);
    expect(stdout).toContain('TCP 80: denied, as far as is known\n');
    const agent = deployment('shop', 'agent', { app: 'agent' }, { hostNetwork: true });
    const nodes = networkPolicy('shop', 'nodes', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] });
    const asked = await bulkhead(['explain', await folder(shop, agent, nodes), 'shop/agent', 'shop/db', '80']);
    expect(asked.stdout).toContain('TCP 80: denied, as far as is known\n');
    expect(asked.stdout).toContain(
      'Not fully known: the node of shop/agent[Deployment] is not known in full: rules about addresses may match it after all\n',
    );
  });

  test.each([
    [['shop/web', 'shop/dbb'], 'There is no workload and no address "shop/dbb": did you mean shop/db?\n'],
    [['web', 'shop/db'], 'There is no workload and no address "web": did you mean shop/web?\n'],
    [
      ['10.1.2.3/8', 'shop/db'],
      '10.1.2.3/8 is a range, and its addresses may have different answers: give one, for example 10.0.0.0.\n',
    ],
    [
      ['shop/db', '0.0.0.0-255.255.255.255'],
      '0.0.0.0-255.255.255.255 is a range, and its addresses may have different answers: give one, for example 0.0.0.0.\n',
    ],
    [
      ['shop/web', 'ingress-controller'],
      'ingress-controller stands for what Ingresses and routes let in, and is a source only: name the workload of the controller.\n',
    ],
  ])('%j says what was most likely meant', async (words, message) => {
    expect(await bulkhead(['explain', await closed(), ...words])).toEqual({ code: 2, stdout: '', stderr: message });
  });

  test.each([
    [['shop/web', 'shop/cache'], /^There is no workload and no address "shop\/cache": .*\n$/],
    [['shop/web', 'shop/db', 'http'], /^"http" is no port: .*\n$/],
    [['shop/web', 'shop/db', '70000'], /^"70000" is no port: .*\n$/],
    [['shop/web'], /^Say whose connection to explain: .*\n$/],
    [['203.0.113.7', '203.0.113.8'], /^Neither 203\.0\.113\.7 nor 203\.0\.113\.8 is a workload: .*\n$/],
  ])('%j is wrong usage, in one sentence', async (words, message) => {
    const { code, stdout, stderr } = await bulkhead(['explain', await closed(), ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('drift', () => {
  test('tells what opened and which object did it', async () => {
    const after = await folder(shop, deployment('shop', 'job'), dbPolicy('web', 'job'));
    const { code, stdout } = await bulkhead(['drift', await folder(shop, deployment('shop', 'job'), dbPolicy('web')), after]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      '+ shop/job[Deployment] => shop/db[Deployment] : TCP 5432,8000-8090\n    NetworkPolicy shop/db: rule spec.ingress[0] changed\n',
    );
  });

  test('is partial where what seems to be gone may be in a document that does not parse', async () => {
    const broken = '---\nkind: Deployment\nmetadata: {name: db, namespace: shop\n';
    const states = [
      await folder(deployment('shop', 'web'), deployment('shop', 'db')),
      await folder(deployment('shop', 'web'), broken),
    ];
    const { stdout, stderr } = await bulkhead(['drift', ...states]);
    expect(stdout).toContain('workload gone');
    expect(stderr).toMatch(
      /^Partial: Deployment \S+:\d+ \(after\): could not be taken .*, so that it is missing among the workloads: /,
    );
  });

  test('blames the label where no policy changed', async () => {
    const before = await folder(deployment('shop', 'web'), deployment('shop', 'db'), dbPolicy('web'));
    const after = await folder(deployment('shop', 'web', { app: 'legacy' }), deployment('shop', 'db'), dbPolicy('web'));
    const { stdout } = await bulkhead(['drift', before, after, '--format', 'json']);
    const { schema, changes } = JSON.parse(stdout);
    expect(schema).toBe('bulkhead.drift/v1');
    expect(changes).toEqual([
      {
        type: 'removed',
        src: 'shop/web[Deployment]',
        dst: 'shop/db[Deployment]',
        before: { TCP: ['5432', '8000-8090'] },
        after: 'None',
        causes: [{ object: 'Deployment shop/web', change: 'changed', what: 'label app changed from web to legacy' }],
      },
    ]);
  });

  test('says so where nothing has changed', async () => {
    const { stdout } = await bulkhead(['drift', await closed(), await closed()]);
    expect(stdout).toBe('No connection has changed.\n');
  });

  test('does not say that nothing has changed where not all is known', async () => {
    const cilium = `---\n${JSON.stringify({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'more', namespace: 'shop' }, spec: {} })}\n`;
    const other = await folder(shop, dbPolicy('web'), cilium);
    const { code, stdout, stderr } = await bulkhead(['drift', await closed(), other]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'No connection is known to have changed, but not everything is known: see what is partial.\n',
    });
    expect(stderr).toBe('Partial: CiliumNetworkPolicy shop/more (after): CiliumNetworkPolicy of cilium.io is not evaluated\n');
    expect((await bulkhead(['drift', other, other])).stderr).toBe(
      'Partial: CiliumNetworkPolicy shop/more (before and after): CiliumNetworkPolicy of cilium.io is not evaluated\n',
    );
  });

  test('does not take a workload that cannot be understood for one that is gone', async () => {
    const bad = deployment('shop', 'db', { app: 'db' }, { containers: [{ name: 'db', ports: [{ containerPort: 'many' }] }] });
    const [whole, part] = [await folder(shop), await folder(deployment('shop', 'web'), bad)];
    const { stdout, stderr } = await bulkhead(['drift', whole, part]);
    expect(stdout).toContain(
      '- shop/web[Deployment] => shop/db[Deployment] : All\n    Deployment shop/db: it can no longer be understood, and does not count\n',
    );
    expect(stderr).toMatch(/^Warning: Deployment shop\/db \(after\): .*containerPort is the text "many"/m);
    const back = await bulkhead(['drift', part, whole, '--format', 'json']);
    const { changes, warnings } = JSON.parse(back.stdout);
    expect(changes[0].causes).toEqual([
      { object: 'Deployment shop/db', change: 'changed', what: 'it could not be understood before' },
    ]);
    expect(warnings).toEqual([{ side: 'before', object: 'Deployment shop/db', message: expect.stringContaining('many') }]);
  });

  test('says of a name that is neither a folder nor a context that it is neither', async () => {
    const { code, stdout, stderr } = await bulkhead(['drift', await closed(), 'nosuch']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^There is no file or folder "nosuch", and it is no context that can be read: No kubeconfig was found/,
    );
  });

  test('takes one state from standard input, and not both', async () => {
    const state = shop + dbPolicy('web');
    expect(await bulkhead(['drift', await closed(), '-'], { stdin: state })).toMatchObject({
      code: 0,
      stdout: 'No connection has changed.\n',
    });
    expect(await bulkhead(['drift', '-', '-'], { stdin: state })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Only one of the two states can come from standard input.\n',
    });
  });
});
