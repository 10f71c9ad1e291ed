import type { Wording } from './wordings.js';

export type AdminHappening = 'create' | 'update' | 'deactivate' | 'reactivate' | 'delete' | 'restore' | 'members';

const USER = 'user.lifecycle';
const GROUP = 'group.lifecycle';

const words = (eventType: string, done: string, failed: string): Wording => ({ eventType, done, failed });

/** Okta's event types of what an admin does, where it has one; `restore` is ours. `… created the user jane@x.io`. */
export const ADMIN_WORDINGS: Readonly<Record<'User' | 'Group', Readonly<Record<AdminHappening, Wording>>>> = {
  User: {
    create: words(`${USER}.create`, 'created the user', 'could not create the user'),
    update: words('user.account.update_profile', 'updated the user', 'could not update the user'),
    deactivate: words(`${USER}.deactivate`, 'switched off the sign-in of', 'could not switch off the sign-in of'),
    reactivate: words(`${USER}.reactivate`, 'switched on the sign-in of', 'could not switch on the sign-in of'),
    delete: words(`${USER}.delete.completed`, 'deleted the user', 'could not delete the user'),
    restore: words(`${USER}.restore`, 'restored the user', 'could not restore the user'),
    members: words('user.account.update_profile', 'updated the user', 'could not update the user'),
  },
  Group: {
    create: words(`${GROUP}.create`, 'created the group', 'could not create the group'),
    update: words('group.profile.update', 'updated the group', 'could not update the group'),
    deactivate: words('group.profile.update', 'updated the group', 'could not update the group'),
    reactivate: words('group.profile.update', 'updated the group', 'could not update the group'),
    delete: words(`${GROUP}.delete`, 'deleted the group', 'could not delete the group'),
    restore: words(`${GROUP}.restore`, 'restored the group', 'could not restore the group'),
    members: words(
      'group.user_membership.update',
      'changed the members of the group',
      'could not change the members of the group',
    ),
  },
};
