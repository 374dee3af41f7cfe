import { describe, expect, it } from 'vitest';
import { dataStoreOf } from '#lib/facts/data-stores.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { portsText } from '#lib/policy/ports.ts';
import type { Container, Protocol } from '#lib/snapshot/objects.ts';
import { deployment, world } from '#tests/support/world.ts';

const container = (image: string, ...ports: readonly number[]): Container => ({
  name: 'main',
  image,
  ports: ports.map((containerPort) => ({ containerPort, protocol: 'TCP' as Protocol })),
});
const told = (...containers: readonly Container[]): string => {
  const found = dataStoreOf('StatefulSet', containers);
  return found === null ? 'nothing' : `${found.name} by ${found.by} on ${portsText(found.ports)}`;
};

describe('a data store', () => {
  it.each([
    ['postgres', 'PostgreSQL', '5432'],
    ['docker.io/bitnami/postgresql:16.4.0-debian-12-r2', 'PostgreSQL', '5432'],
    ['ghcr.io/zalando/spilo-16:3.3-p1', 'PostgreSQL', '5432'],
    ['bitnami/pgbouncer', 'PgBouncer', '5432, 6432'],
    ['localhost:5000/mysql', 'MySQL', '3306, 33060'],
    ['mariadb@sha256:0f5e3ba0b4b36ebd7c1b0fac4d4bc4f1a0d3a1f2', 'MySQL', '3306, 33060'],
    ['mcr.microsoft.com/mssql/server:2022-latest', 'SQL Server', '1433'],
    ['gvenzl/oracle-free:23', 'Oracle Database', '1521'],
    ['mongo:7', 'MongoDB', '27017-27019'],
    ['valkey/valkey:8', 'Redis', '6379'],
    ['memcached', 'Memcached', '11211'],
    ['docker.elastic.co/elasticsearch/elasticsearch:8.15.0', 'Elasticsearch', '9200, 9300'],
    ['opensearchproject/opensearch:2', 'Elasticsearch', '9200, 9300'],
    ['scylladb/scylla:6.1', 'Cassandra', '9042, 9142, 9160'],
    ['cockroachdb/cockroach:v24.1.0', 'CockroachDB', '26257'],
    ['clickhouse/clickhouse-server:24', 'ClickHouse', '8123, 8443, 9000, 9440'],
    ['influxdb:2', 'InfluxDB', '8086'],
    ['neo4j:5', 'Neo4j', '7473-7474, 7687'],
    ['couchdb:3', 'CouchDB', '5984, 6984'],
    ['quay.io/coreos/etcd:v3.5.15', 'etcd', '2379'],
    ['confluentinc/cp-kafka:7.7.0', 'Kafka', '9092-9094'],
    ['rabbitmq:3-management', 'RabbitMQ', '5671-5672, 15671-15672'],
    ['minio/minio', 'MinIO', '9000-9001'],
  ])('is known by its image %s', (image, name, ports) => {
    expect(told(container(image))).toBe(`${name} by image ${image} on TCP ${ports}`);
  });

  it.each([
    'prometheuscommunity/postgres-exporter',
    'oliver006/redis_exporter:v1',
    'adminer',
    'mongo-express',
    'example.org/mysql/backup',
    'example.org/kafka-ui:1',
    'community-server',
  ])('is not what %s holds', (image) => {
    expect(told(container(image))).toBe('nothing');
  });

  it('hands out data on the usual ports that it declares, or on those that it declares instead', () => {
    expect(told(container('rabbitmq', 5672, 15_692))).toBe('RabbitMQ by image rabbitmq on TCP 5672');
    expect(told(container('postgres', 6000))).toBe('PostgreSQL by image postgres on TCP 6000');
  });

  it('is known by a port that hardly anything else listens on', () => {
    expect(told(container('example.org/ledger', 8080, 5432))).toBe('PostgreSQL by port 5432 on TCP 5432');
    expect(told(container('example.org/ledger', 9000, 8443))).toBe('nothing');
    expect(told({ name: 'a', image: 'a', ports: [{ containerPort: 5432, protocol: 'UDP' }] })).toBe('nothing');
  });

  it('may be several in one pod', () => {
    expect(told(container('redis', 6379), container('example.org/app', 3306), container('redis', 6379))).toBe(
      'Redis and MySQL by image redis and port 3306 on TCP 3306, 6379',
    );
  });

  it('is no job, which brings the image for its clients', () => {
    expect(dataStoreOf('CronJob', [container('postgres')])).toBeNull();
    expect(dataStoreOf('Job', [container('postgres')])).toBeNull();
  });

  it('is not a workload that only waits for one before it starts', () => {
    const main = { name: 'main', image: 'example.org/app' };
    const database = { name: 'db', image: 'postgres:16' };
    const { workloads } = factsOf(
      world(
        deployment('shop', 'waits', { app: 'waits' }, { initContainers: [database], containers: [main] }) +
          deployment(
            'shop',
            'beside',
            { app: 'beside' },
            { initContainers: [{ ...database, restartPolicy: 'Always' }], containers: [main] },
          ),
      ),
    );
    expect(workloads.map(({ ref, dataStore }) => [ref.name, dataStore?.name])).toEqual([
      ['beside', 'PostgreSQL'],
      ['waits', undefined],
    ]);
  });
});
