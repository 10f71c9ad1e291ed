import { DataSource } from 'typeorm';
import { parseDatabaseUrl } from './src/config/parse-database-url.js';
import { dataSourceOptions } from './src/persistence/data-source-options.js';

// The data source for TypeORM's command line, e.g. `typeorm migration:show -d ormconfig.ts`; the server never reads it.
const url = parseDatabaseUrl(process.env.DATABASE_URL ?? 'sqlite:./data/rollbook.sqlite');
if (!('kind' in url)) throw new Error('DATABASE_URL cannot be used');

export default new DataSource(dataSourceOptions(url));
