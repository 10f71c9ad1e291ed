import { resolve } from 'node:path';
import type { DatabaseUrl } from './env.js';

const MYSQL_PORT = 3306;
const EXPECTED = 'expected sqlite:./path/to/file or mysql://user:password@host:port/database';

/** What is wrong with a value and what is expected; to be shown behind the name of the variable. */
export interface Unusable {
  readonly problem: string;
}

/**
 * Reads `sqlite:FILE`, `mysql://user:password@host:port/database` or the same with `mariadb://`. User, password and
 * database are percent-decoded; a file is taken relative to the working directory. Problems never quote the value.
 */
export function parseDatabaseUrl(text: string): DatabaseUrl | Unusable {
  if (text.startsWith('sqlite:')) return parseSqlite(text.slice('sqlite:'.length));
  if (/^(?:mysql|mariadb):\/\//.test(text)) return parseMysql(text);
  return { problem: `begins with none of sqlite:, mysql://, mariadb://; ${EXPECTED}` };
}

function parseSqlite(file: string): DatabaseUrl | Unusable {
  if (file.toLowerCase().includes(':memory:')) {
    return {
      problem: 'asks for a database in memory, which a restart would empty; expected a file: sqlite:./data/x.sqlite',
    };
  }
  if (file === '' || file.endsWith('/')) return { problem: `names no file; ${EXPECTED}` };
  // sqlite://data/x could mean a host, a relative or an absolute path.
  if (/^\/\/(?!\/)/.test(file)) {
    return { problem: 'is ambiguous after sqlite://; expected sqlite:./relative/file or sqlite:/absolute/file' };
  }
  if (/[?#\0]/.test(file)) return { problem: `takes no options after ? or #; ${EXPECTED}` };
  return { kind: 'sqlite', file: resolve(file) };
}

function parseMysql(text: string): DatabaseUrl | Unusable {
  if (!URL.canParse(text)) return { problem: `is not a URL, perhaps its port is no port; ${EXPECTED}` };
  const url = new URL(text);
  if (url.search !== '' || url.hash !== '') return { problem: `takes no options after ? or #; ${EXPECTED}` };
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(percentDecoded);
  if (user === undefined || password === undefined || database === undefined) {
    return { problem: 'has a % that begins no UTF-8 percent code; expected %25 for a % in user, password or database' };
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (!/^[\w.:-]+$/.test(host)) return { problem: `names no host; ${EXPECTED}` };
  if (user === '') return { problem: `names no user; ${EXPECTED}` };
  if (database === '' || /[/\0]/.test(database)) return { problem: `names no single database; ${EXPECTED}` };
  return { kind: 'mysql', host, port: url.port === '' ? MYSQL_PORT : Number(url.port), user, password, database };
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
