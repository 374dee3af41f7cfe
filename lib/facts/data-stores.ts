import { type PortSet, portsOf, unionOfPorts } from '#lib/policy/ports.ts';
import type { Container } from '#lib/snapshot/objects.ts';
import { repositoryOf } from './images.ts';

/** What keeps data for others: a database, a cache, a queue. */
export interface DataStore {
  /** `PostgreSQL`, `MySQL and Redis`. */
  readonly name: string;
  /** What it is known by: `image postgres:16`, `port 5432`. */
  readonly by: string;
  /** Where it hands out data. */
  readonly ports: PortSet;
}

interface Kind {
  readonly name: string;
  /** What its images are called, whoever publishes them: the end of the repository. */
  readonly image: RegExp;
  /** TCP ports on which it hands out data unless it is told otherwise. */
  readonly ports: readonly number[];
  /** Those of them that hardly anything else listens on, so that a container that declares one is taken for it. */
  readonly telling: readonly number[];
}

const called = (names: string): RegExp => new RegExp(`(^|/)(${names})$`);

/** By the names of the projects' own images, of those of Bitnami and of the operators, and by the ports in the projects' documentation. */
const kinds: readonly Kind[] = [
  {
    name: 'PostgreSQL',
    image: called(
      'postgres(ql)?|postgresql-repmgr|crunchy-postgres(-gis)?(-ha)?|postgis|pgvector|timescaledb(-ha)?|spilo(-\\d+)?',
    ),
    ports: [5432],
    telling: [5432],
  },
  { name: 'PgBouncer', image: called('pgbouncer'), ports: [5432, 6432], telling: [] },
  {
    name: 'MySQL',
    image: called(
      'mysql|mysql-server|mysql/community-server|mariadb|mariadb-galera|percona|percona-server|percona-xtradb-cluster',
    ),
    ports: [3306, 33_060],
    telling: [3306],
  },
  { name: 'SQL Server', image: called('mssql/server|azure-sql-edge'), ports: [1433], telling: [1433] },
  {
    name: 'Oracle Database',
    image: called('oracle-(xe|free|se2)|database/(enterprise|standard|express|free)'),
    ports: [1521],
    telling: [1521],
  },
  {
    name: 'MongoDB',
    image: called(
      'mongo|mongodb|mongodb-sharded|mongodb-(community|enterprise)-server|mongodb-enterprise-database|percona-server-mongodb|ferretdb',
    ),
    ports: [27_017, 27_018, 27_019],
    telling: [27_017],
  },
  {
    name: 'Redis',
    image: called('redis|redis-cluster|redis-stack|redis-stack-server|valkey|valkey-cluster|keydb|dragonflydb/dragonfly'),
    ports: [6379],
    telling: [6379],
  },
  { name: 'Memcached', image: called('memcached'), ports: [11_211], telling: [11_211] },
  {
    name: 'Elasticsearch',
    image: called('elasticsearch|elasticsearch-oss|opensearch'),
    ports: [9200, 9300],
    telling: [9200],
  },
  { name: 'Solr', image: called('solr'), ports: [8983], telling: [8983] },
  {
    name: 'Cassandra',
    image: called('cassandra|scylla|scylla-enterprise|dse-server|cass-management-api'),
    ports: [9042, 9142, 9160],
    telling: [9042],
  },
  { name: 'CockroachDB', image: called('cockroach|cockroachdb'), ports: [26_257], telling: [26_257] },
  { name: 'ClickHouse', image: called('clickhouse|clickhouse-server'), ports: [8123, 8443, 9000, 9440], telling: [] },
  { name: 'InfluxDB', image: called('influxdb'), ports: [8086], telling: [8086] },
  { name: 'Neo4j', image: called('neo4j'), ports: [7687, 7474, 7473], telling: [7687] },
  { name: 'CouchDB', image: called('couchdb'), ports: [5984, 6984], telling: [5984] },
  { name: 'Couchbase', image: called('couchbase|couchbase/server'), ports: [8091, 8092, 8093, 11_210], telling: [11_210] },
  { name: 'etcd', image: called('etcd'), ports: [2379], telling: [2379] },
  { name: 'ZooKeeper', image: called('zookeeper'), ports: [2181], telling: [2181] },
  { name: 'Kafka', image: called('kafka|cp-kafka|cp-server|kafka-native|redpanda'), ports: [9092, 9093, 9094], telling: [9092] },
  { name: 'RabbitMQ', image: called('rabbitmq'), ports: [5671, 5672, 15_671, 15_672], telling: [5671, 5672] },
  { name: 'MinIO', image: called('minio'), ports: [9000, 9001], telling: [] },
];

const tcp = (numbers: readonly number[]): PortSet =>
  unionOfPorts(numbers.map((number) => portsOf('TCP', { from: number, to: number })));

/** Its usual ports among those that are declared; where none is, it was told to use others. */
function portsAmong({ ports: usual }: Kind, declared: readonly number[]): PortSet {
  const found = declared.filter((port) => usual.includes(port));
  return tcp(found.length > 0 ? found : declared.length > 0 ? declared : usual);
}

function known({ image, ports = [] }: Container): readonly DataStore[] {
  const declared = ports.filter(({ protocol }) => protocol === 'TCP').map(({ containerPort }) => containerPort);
  const repository = repositoryOf(image);
  const kind = kinds.find((one) => one.image.test(repository));
  if (kind !== undefined) return [{ name: kind.name, by: `image ${image}`, ports: portsAmong(kind, declared) }];
  return kinds.flatMap(({ name, telling }) => {
    const found = declared.filter((port) => telling.includes(port));
    return found.length === 0 ? [] : [{ name, by: `port ${found.join(' and ')}`, ports: tcp(found) }];
  });
}

/**
 * The data store that a workload is; null where nothing tells that it is one. Jobs are none: they bring such an image for the clients in it.
 *
 * @param containers that run beside each other: an init container with such an image waits for the store or fills it
 */
export function dataStoreOf(kind: string, containers: readonly Container[]): DataStore | null {
  const found = kind === 'Job' || kind === 'CronJob' ? [] : containers.flatMap(known);
  if (found.length === 0) return null;
  return {
    name: [...new Set(found.map(({ name }) => name))].join(' and '),
    by: [...new Set(found.map(({ by }) => by))].join(' and '),
    ports: unionOfPorts(found.map(({ ports }) => ports)),
  };
}
