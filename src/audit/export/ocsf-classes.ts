/** Classes of the category Identity & Access Management (OCSF 1.3.0). */
export const OCSF_CLASSES = {
  3001: 'Account Change',
  3002: 'Authentication',
  3004: 'Entity Management',
  3006: 'Group Management',
} as const;
export type OcsfClass = keyof typeof OCSF_CLASSES;

export const OTHER = 99;

const ACTIVITIES: Readonly<Record<OcsfClass, Readonly<Record<number, string>>>> = {
  3001: { 1: 'Create', 2: 'Enable', 3: 'Password Change', 4: 'Password Reset', 5: 'Disable', 6: 'Delete' },
  3002: { 1: 'Logon', 2: 'Logoff', 3: 'Authentication Ticket' },
  3004: { 1: 'Create', 2: 'Read', 3: 'Update', 4: 'Delete' },
  3006: { 3: 'Add User', 4: 'Remove User', 5: 'Delete', 6: 'Create' },
};

export function activityName(uid: OcsfClass, activity: number): string {
  return ACTIVITIES[uid][activity] ?? 'Other';
}

export type OcsfKind = readonly [uid: OcsfClass, activity: number];
/** Adding to or removing from a group is told by what changed. */
export const MEMBERS = 'members';

const CREATE = [3004, 1] as const;
const READ = [3004, 2] as const;
const UPDATE = [3004, 3] as const;
const DELETE = [3004, 4] as const;
const NO_CLASS = [3004, OTHER] as const;

/** Each event type of docs/log-events.md. An application's switch is a change of the application: 3004 has no activity for it. */
const KINDS: Readonly<Record<string, OcsfKind | typeof MEMBERS>> = {
  'application.provision.user.push': [3001, 1],
  'application.provision.user.push_profile': [3001, OTHER],
  'application.provision.user.deactivate': [3001, 5],
  'application.provision.user.reactivate': [3001, 2],
  'application.provision.user.delete': [3001, 6],
  'application.provision.user.push_password': [3001, 3],
  'application.provision.user.verify_exists': READ,
  'application.provision.user.import': READ,
  'application.provision.user.import_profile': READ,
  'application.provision.group_push.pushed': [3006, 6],
  'application.provision.group_push.updated': MEMBERS,
  'application.provision.group_push.removed': [3006, 5],
  'application.provision.group.verify_exists': READ,
  'application.provision.group.import': READ,
  'application.provision.integration.call_api': READ,
  'application.integration.authentication_failure': [3002, 1],
  'application.integration.rate_limit_exceeded': NO_CLASS,
  'application.integration.general_failure': NO_CLASS,
  'application.integration.body_capture.start': UPDATE,
  'application.integration.body_capture.stop': UPDATE,
  'application.lifecycle.create': CREATE,
  'application.lifecycle.update': UPDATE,
  'application.lifecycle.activate': UPDATE,
  'application.lifecycle.deactivate': UPDATE,
  'application.lifecycle.delete': DELETE,
  'application.lifecycle.release': UPDATE,
  'system.api_token.create': CREATE,
  'system.api_token.rotate': UPDATE,
  'system.api_token.update': UPDATE,
  'system.api_token.enable': UPDATE,
  'system.api_token.disable': UPDATE,
  'system.api_token.revoke': DELETE,
  'system.api_token.deny_access': [3002, OTHER],
  'system.api_token.expiry_warning': NO_CLASS,
  'system.log.retention': DELETE,
  'system.log.events_lost': NO_CLASS,
  'system.log.read': READ,
  'system.log.export.start': READ,
  'system.log.export.complete': READ,
  'system.log_stream.event.set_aside': NO_CLASS,
  'app.oauth2.token.grant.access_token': [3002, 3],
  'app.oauth2.token.revoke': [3002, 2],
  'tenant.lifecycle.create': CREATE,
  'tenant.lifecycle.update': UPDATE,
  'tenant.lifecycle.activate': UPDATE,
  'tenant.lifecycle.deactivate': UPDATE,
  'user.lifecycle.create': [3001, 1],
  'user.account.update_profile': [3001, OTHER],
  'user.lifecycle.deactivate': [3001, 5],
  'user.lifecycle.reactivate': [3001, 2],
  'user.lifecycle.delete.completed': [3001, 6],
  'user.lifecycle.restore': [3001, OTHER],
  'user.account.reset_password': [3001, 4],
  'user.authentication.verify': [3002, 1],
  'group.lifecycle.create': [3006, 6],
  'group.profile.update': MEMBERS,
  'group.user_membership.update': MEMBERS,
  'group.lifecycle.delete': [3006, 5],
  'group.lifecycle.restore': [3006, OTHER],
  'role.lifecycle.create': CREATE,
  'role.lifecycle.update': UPDATE,
  'role.lifecycle.delete': DELETE,
  'entitlement.lifecycle.create': CREATE,
  'entitlement.lifecycle.update': UPDATE,
  'entitlement.lifecycle.delete': DELETE,
  'extended_field.lifecycle.create': CREATE,
  'extended_field.lifecycle.update': UPDATE,
  'extended_field.lifecycle.activate': UPDATE,
  'extended_field.lifecycle.deactivate': UPDATE,
  'extended_field.lifecycle.delete': DELETE,
  'extended_field.values.delete': DELETE,
  'extended_field.values.clean': DELETE,
  'policy.lifecycle.update': UPDATE,
  'directory.tombstones.purge': DELETE,
};

/** Class and activity of an event type; undefined for one that the table does not know. */
export function ocsfKindOf(eventType: string): OcsfKind | typeof MEMBERS | undefined {
  return Object.hasOwn(KINDS, eventType) ? KINDS[eventType] : undefined;
}

/** What stands for a type that a later version writes. */
export const UNKNOWN_KIND: OcsfKind = NO_CLASS;
