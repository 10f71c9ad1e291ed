/** Okta's event type (okta.md §5.2) and the words for one thing that can happen to a user or group. */
export interface Wording {
  readonly eventType: string;
  /** `Okta created the user jane@x.io`. */
  readonly done: string;
  /** `Okta could not create the user jane@x.io`. */
  readonly failed: string;
}

/** Of a change that changed nothing else. */
export const PASSWORD_WORDINGS: Readonly<Record<'set' | 'removed', Wording>> = {
  set: {
    eventType: 'application.provision.user.push_password',
    done: 'set the password of the user',
    failed: 'could not set the password of the user',
  },
  removed: {
    eventType: 'application.provision.user.push_password',
    done: 'removed the password of the user',
    failed: 'could not remove the password of the user',
  },
};

export type Happening = 'create' | 'read' | 'update' | 'deactivate' | 'reactivate' | 'delete' | 'lookUp' | 'import';

const USER = 'application.provision.user';
const GROUP = 'application.provision.group';

export const WORDINGS: Readonly<Record<'User' | 'Group', Readonly<Record<Happening, Wording>>>> = {
  User: {
    create: { eventType: `${USER}.push`, done: 'created the user', failed: 'could not create the user' },
    read: { eventType: `${USER}.import_profile`, done: 'read the user', failed: 'could not read the user' },
    update: { eventType: `${USER}.push_profile`, done: 'updated the user', failed: 'could not update the user' },
    deactivate: {
      eventType: `${USER}.deactivate`,
      done: 'deactivated the user',
      failed: 'could not deactivate the user',
    },
    reactivate: {
      eventType: `${USER}.reactivate`,
      done: 'reactivated the user',
      failed: 'could not reactivate the user',
    },
    delete: { eventType: `${USER}.delete`, done: 'deleted the user', failed: 'could not delete the user' },
    lookUp: { eventType: `${USER}.verify_exists`, done: 'looked up users', failed: 'could not look up users' },
    import: { eventType: `${USER}.import`, done: 'listed users', failed: 'could not list users' },
  },
  Group: {
    create: { eventType: `${GROUP}_push.pushed`, done: 'created the group', failed: 'could not create the group' },
    read: { eventType: `${GROUP}.import`, done: 'read the group', failed: 'could not read the group' },
    update: { eventType: `${GROUP}_push.updated`, done: 'updated the group', failed: 'could not update the group' },
    deactivate: { eventType: `${GROUP}_push.updated`, done: 'updated the group', failed: 'could not update the group' },
    reactivate: { eventType: `${GROUP}_push.updated`, done: 'updated the group', failed: 'could not update the group' },
    delete: { eventType: `${GROUP}_push.removed`, done: 'deleted the group', failed: 'could not delete the group' },
    lookUp: { eventType: `${GROUP}.verify_exists`, done: 'looked up groups', failed: 'could not look up groups' },
    import: { eventType: `${GROUP}.import`, done: 'listed groups', failed: 'could not list groups' },
  },
};
