// Started by database.test.ts, which then kills it: a process that owns an embedded database.
import { startDatabase } from '#lib/server/database.ts';

const [folder = ''] = process.argv.slice(2);
const database = await startDatabase({ folder, given: true });
process.send?.({ keeper: database.pid() });
