import type { DatabaseFacts, Schema } from './database-facts.js';
import { type Finding, findingsIn } from './finding.js';
import { mysqlFindings } from './mysql-findings.js';
import { sqliteFindings } from './sqlite-findings.js';

const { ok, warning, problem } = findingsIn('database');

/** @param migrate what MIGRATE says, which decides what becomes of a schema that is behind */
export function databaseFindings(facts: DatabaseFacts, migrate: 'auto' | 'off' | 'only'): readonly Finding[] {
  switch (facts.kind) {
    case 'unusable':
      return [problem('reachable', facts.reason, 'Check DATABASE_URL and that the database server runs.')];
    case 'sqlite':
      return [
        ...sqliteFindings(facts),
        ...(facts.content === undefined ? [] : [schemaFinding(facts.content.schema, migrate)]),
      ];
    case 'mysql':
      return [...mysqlFindings(facts), schemaFinding(facts.schema, migrate)];
    default:
      return facts satisfies never;
  }
}

function schemaFinding({ pending, unknown }: Schema, migrate: 'auto' | 'off' | 'only'): Finding {
  if (unknown.length > 0) {
    const names = unknown.join(', ');
    return problem(
      'schema',
      `A newer version of Rollbook made this schema (${names}).`,
      'Run that version, or restore a backup.',
    );
  }
  if (pending.length === 0) return ok('schema', 'The schema is up to date.');
  const sentence = `${pending.length} migrations are pending (${pending.join(', ')}).`;
  return migrate === 'off'
    ? problem('schema', sentence, 'MIGRATE=off refuses to start like this. Make a backup, then run rollbook migrate.')
    : warning('schema', sentence, 'The next start runs them. Make a backup first: there is no way back.');
}
