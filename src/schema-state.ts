import type { Schema } from './cli/doctor/database-facts.js';

/** A migration is known by the name of its class. */
interface Migration {
  readonly name: string;
}

/** Compares the migrations of this version with those that a database has. */
export function schemaState(known: readonly Migration[], executed: readonly string[]): Schema {
  const names = known.map(({ name }) => name);
  return {
    pending: names.filter((name) => !executed.includes(name)),
    unknown: executed.filter((name) => !names.includes(name)),
  };
}
