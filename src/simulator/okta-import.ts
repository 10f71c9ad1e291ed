import { expectList, expectValue, shown, valueAt } from './expect-answer.js';
import { okta } from './okta-client.js';
import type { Answer } from './scim-http.js';
import type { Session } from './session.js';
import { StepFailure } from './step-failure.js';

type Wire = Pick<Session, 'send' | 'authorization'>;

/** Okta's page size is not configurable. */
const PAGE = 100;
/** A large directory is not read to its end; what the checks need shows on the first pages. */
const MAX_PAGES = 100;

/**
 * Imports like Okta: pages 1, 101, 201 … while `totalResults` says that there is more. Checks that pages are full,
 * that no resource comes twice, and that a walk to the end has seen as many as the total says.
 * Nobody else may create or delete meanwhile.
 * @returns the ids in the order seen; `complete` when the walk reached the end
 */
export async function importAll(
  wire: Wire,
  kind: 'Users' | 'Groups',
): Promise<{ readonly ids: readonly string[]; readonly total: number; readonly complete: boolean }> {
  const ids: string[] = [];
  let total = 0;
  let answer: Answer | undefined;
  for (let page = 0; page < MAX_PAGES && (page === 0 || ids.length < total); page += 1) {
    answer = await importPage(wire, kind, page * PAGE + 1);
    const read = idsOf(answer);
    if (page === 0) total = Number(valueAt(answer, 'totalResults'));
    expectValue(answer, 'totalResults', total);
    if (read.length === 0 && ids.length < total) {
      throw new StepFailure(`Expected ${total} in all, the pages end after ${ids.length}.`, answer);
    }
    ids.push(...read);
    const full = Math.min(PAGE, total - page * PAGE);
    if (read.length !== full) throw new StepFailure(`Expected ${full} on this page, it has ${read.length}.`, answer);
  }
  if (new Set(ids).size !== ids.length)
    throw new StepFailure('A resource came twice, so the order is not stable.', answer);
  return { ids, total, complete: ids.length === total };
}

/** Reading the same pages again gives the same ids in the same order, also in other page sizes. */
export async function expectStableOrder(wire: Wire, kind: 'Users' | 'Groups', ids: readonly string[]): Promise<void> {
  const again = idsOf(await importPage(wire, kind, 1));
  const second = idsOf(await okta.get(wire, `/${kind}?startIndex=2&count=3`));
  const sameStart = again.every((id, index) => id === ids[index]);
  const sameSlice = second.every((id, index) => id === ids[index + 1]);
  if (!sameStart || !sameSlice) throw new StepFailure('The order changes between requests, so an import misses some.');
}

/** A page past the end is an empty list whose itemsPerPage is 0; Okta's reviewers ask for it. */
export async function expectEmptyPastTheEnd(wire: Wire, kind: 'Users' | 'Groups', total: number): Promise<void> {
  const answer = await importPage(wire, kind, Math.max(1, Math.ceil(total / PAGE)) * PAGE + 1);
  expectValue(answer, 'totalResults', total);
  expectValue(answer, 'Resources', []);
}

/** The import has seen each of these, unless the directory was too large to be read to its end. */
export function expectImported(
  imported: { readonly ids: readonly string[]; readonly complete: boolean },
  id: string,
  who: string,
): void {
  if (imported.complete && !imported.ids.includes(id)) throw new StepFailure(`The import did not bring ${who}.`);
}

function importPage(wire: Wire, kind: 'Users' | 'Groups', startIndex: number): Promise<Answer> {
  return okta.get(wire, `/${kind}?startIndex=${startIndex}&count=${PAGE}`);
}

function idsOf(answer: Answer): readonly string[] {
  return expectList(answer).map(({ id }) => {
    if (typeof id !== 'string')
      throw new StepFailure(`Expected every resource to have an id, one has ${shown(id)}.`, answer);
    return id;
  });
}
