import { resourceOf } from './expect-answer.js';
import { inBursts } from './in-bursts.js';
import { okta } from './okta-client.js';
import type { Session } from './session.js';

/**
 * Leaves a directory as an IdP would: groups deleted, users deactivated (by GET and PUT, which every server for Okta
 * has). With `deleteUsers` the users go as well, by the DELETE that Okta itself does not send.
 * @returns remarks in words about what could not be cleaned up
 */
export async function cleanUp(session: Session, deleteUsers: boolean): Promise<readonly string[]> {
  const remove = (target: string) => okta.delete(session, target);
  const deactivate = async (target: string) => {
    const user = resourceOf(await okta.get(session, target));
    return okta.put(session, target, { ...user, active: false });
  };
  const groupsLeft = await refused(
    [...session.created.groups].map((id) => `/Groups/${id}`),
    remove,
  );
  const users = [...session.created.users].map((id) => `/Users/${id}`);
  const usersLeft = await refused(users, deleteUsers ? remove : deactivate);
  return [
    ...(groupsLeft > 0 ? [`${groupsLeft} of the groups that this run created could not be deleted.`] : []),
    ...(usersLeft > 0
      ? [`${usersLeft} of the users that this run created could not be ${deleteUsers ? 'deleted' : 'deactivated'}.`]
      : []),
  ];
}

/** How many of the targets did not take the request; sends no more after one that failed altogether. */
async function refused(
  targets: readonly string[],
  send: (target: string) => ReturnType<Session['send']>,
): Promise<number> {
  let working = true;
  const results = await inBursts(targets, async (target) => {
    if (!working) return false;
    try {
      return (await send(target)).status < 300;
    } catch {
      working = false;
      return false;
    }
  });
  return results.filter((done) => !done).length;
}
