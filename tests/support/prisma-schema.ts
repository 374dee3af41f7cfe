import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

const require = createRequire(import.meta.url);

/** The SQL that makes the tables of a Prisma schema in an empty database, as `prisma migrate` would write it. */
export async function sqlOfPrismaSchema(file: string, emptyDatabase: string): Promise<string> {
  const folder = require.resolve('@prisma/schema-engine-wasm').replace(/[^/]+$/, '');
  const bytes = await readFile(`${folder}schema_engine_bg.wasm`);
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...engine } });
  engine.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();

  const schema = { path: file, content: await readFile(file, 'utf8') };
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: emptyDatabase }));
  const schemas = await engine.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => {}, adapter);
  const { stdout } = await schemas.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [schema] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? '';
}
