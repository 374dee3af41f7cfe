// Who may import whom. `lib` folders are listed in the order of the pipeline; a folder may import itself and what its row names.
// A row's `types` are folders of which only types may be imported; `ports` and `addresses` are the algebra that facts are told in.
const algebra = ['lib/policy/ports\\.ts', 'lib/policy/addresses\\.ts'];
const core = ['snapshot', 'policy', 'reachability', 'facts', 'controls', 'frameworks', 'score', 'assess'];
const rows = {
  snapshot: {},
  policy: { code: ['snapshot'] },
  reachability: { code: ['snapshot', 'policy'] },
  facts: { code: ['snapshot', 'policy', 'reachability'] },
  controls: { code: ['facts', 'snapshot'], files: algebra, types: ['policy'] },
  frameworks: { types: ['controls'] },
  score: { code: ['controls', 'frameworks'] },
  assess: { code: core },
  report: { code: ['assess', 'score', 'controls', 'frameworks', 'snapshot'], types: ['facts', 'reachability'] },
  kube: { code: ['snapshot'] },
  manifests: { code: ['snapshot'] },
  store: { code: ['snapshot', 'reachability', 'controls', 'score', 'assess'], types: core },
  queue: { types: core },
  sample: { code: ['manifests', 'assess', 'store', 'snapshot'] },
  worker: { code: ['kube', 'manifests', 'sample', 'assess', 'store', 'queue', 'snapshot'] },
  server: { code: ['store', 'queue', 'worker'] },
  cli: { code: [...core, 'report', 'kube', 'manifests', 'store', 'queue', 'worker', 'server', 'sample'] },
};
const always = ['lib/env\\.ts', 'lib/errors\\.ts', 'lib/log\\.ts', 'lib/version\\.ts'];
const folders = (names) => names.map((name) => `lib/${name}/`);
const only = (name, from, allowed, types = []) => [
  {
    name: `${name}-imports`,
    severity: 'error',
    from: { path: `^${from}` },
    to: { path: '^(app|components|lib|tests)/', pathNot: `^(${[from, ...always, ...allowed, ...types].join('|')})` },
  },
  ...(types.length === 0
    ? []
    : [
        {
          name: `${name}-types-only`,
          severity: 'error',
          from: { path: `^${from}` },
          to: { path: `^(${types.join('|')})`, pathNot: `^(${[from, ...allowed].join('|')})`, dependencyTypesNot: ['type-only'] },
        },
      ]),
];

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'not-to-tests', severity: 'error', from: { pathNot: '^tests/' }, to: { path: '^tests/' } },
    {
      name: 'lib-folder-is-known',
      severity: 'error',
      from: { path: '^lib/[^/]+/', pathNot: `^(${folders(Object.keys(rows)).join('|')})` },
      to: {},
    },
    ...Object.entries(rows).flatMap(([name, { code = [], files = [], types = [] }]) =>
      only(name, `lib/${name}/`, [...folders(code), ...files], folders(types)),
    ),
    ...only('components', 'components/', ['lib/controls/palette\\.ts'], folders([...core, 'store'])),
    ...only(
      'app',
      'app/',
      [
        ...folders(['store', 'queue', 'report', 'evidence', 'access', 'assess', 'controls', 'frameworks', 'score', 'snapshot']),
        ...algebra,
        'lib/reachability/entries\\.ts',
        'components/',
      ],
      folders(core),
    ),
    {
      name: 'prisma-only-in-store',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: '^lib/store/' },
      to: { path: 'node_modules/(@prisma/client|@prisma/adapter-pg|prisma)/|lib/store/generated' },
    },
    {
      name: 'pg-boss-only-in-queue',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: '^lib/queue/' },
      to: { path: 'node_modules/pg-boss/' },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: `^lib/(${core.join('|')})/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|\\.next|lib/store/generated)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
