import { WrongAnswer } from './load-client.mjs';
import { measureDeactivate } from './measure-deactivate.mjs';
import { measureManyMembers } from './measure-many-members.mjs';
import { measureMemory } from './measure-memory.mjs';
import { measureMixed } from './measure-mixed.mjs';
import { measureNeighbour } from './measure-neighbour.mjs';
import { measureReadsBesideWriter } from './measure-reads-beside-writer.mjs';

/**
 * What a server is asked to stand, each on a database of its own. Every `measure` gives rows of figures (see figures.mjs);
 * `only` names the kind of database that it says something about.
 */
const SCENARIOS = [
  { name: 'deactivate', title: 'everybody is deactivated', measure: measureDeactivate },
  { name: 'mixed', title: 'mixed load', measure: measureMixed },
  { name: 'neighbour', title: 'a small tenant beside a large one', measure: measureNeighbour },
  { name: 'reads-beside-writer', title: 'reads beside a writer', measure: measureReadsBesideWriter, only: 'sqlite' },
  { name: 'many-members', title: 'many members at once', measure: measureManyMembers },
  { name: 'memory', title: 'resident memory', measure: measureMemory },
];

/** Those that were asked for. A wrong answer voids the figures of one, not those of the others. */
export async function measureScenarios(context) {
  const asked = SCENARIOS.filter(
    ({ name, only }) => context.wants(name) && (only ?? context.storage.kind) === context.storage.kind,
  );
  const results = [];
  for (const { name, title, measure } of asked) {
    try {
      results.push({ name, title, rows: await measure(context) });
    } catch (error) {
      if (!(error instanceof WrongAnswer)) throw error;
      results.push({ name, title, voided: error.message });
    }
    context.progress(`${name} measured`);
  }
  return results;
}
