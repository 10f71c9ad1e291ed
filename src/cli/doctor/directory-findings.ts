import type { ConnectorFacts, DirectoryFacts, Expiring, TenantFacts } from './directory-facts.js';
import { type Finding, findingsIn } from './finding.js';

const { ok, warning, problem } = findingsIn('directory');
const DAY_MS = 86_400_000;
const WARN_DAYS = 30;

/** Connectors by their state, credentials and admin tokens that end soon, users that wait for an admin. */
export function directoryFindings({ tenants, adminTokens }: DirectoryFacts, now: Date): readonly Finding[] {
  return [
    ...tenants.flatMap((tenant) => tenantFindings(tenant, now)),
    ...adminTokens.flatMap((token) =>
      endFinding('admin token', 'admin token', token, now, 'Create its successor: rollbook admin-token create.'),
    ),
  ];
}

function tenantFindings(tenant: TenantFacts, now: Date): readonly Finding[] {
  const { slug, enabled, connectors, unauthorized } = tenant;
  return [
    ...(enabled
      ? []
      : [
          warning(
            slug,
            'The tenant is switched off: every SCIM call is answered 403.',
            `rollbook tenant enable ${slug}`,
          ),
        ]),
    ...connectors.flatMap((connector) => connectorFindings(tenant, connector, now)),
    ...(unauthorized === undefined || unauthorized === 0
      ? []
      : [
          warning(
            slug,
            unauthorized === 1
              ? '1 user was withdrawn by its identity provider and waits for an admin.'
              : `${unauthorized} users were withdrawn by their identity provider and wait for an admin.`,
            `rollbook user list --tenant ${slug} --authorized false, then disable or delete them.`,
          ),
        ]),
  ];
}

function connectorFindings({ slug: tenant }: TenantFacts, connector: ConnectorFacts, now: Date): readonly Finding[] {
  const name = `${tenant}/${connector.slug}`;
  const create = `rollbook credential create ${connector.slug} --tenant ${tenant} --type bearer --name NAME`;
  const isUsable = ({ enabled, expiresAt }: Expiring): boolean =>
    enabled && (expiresAt === null || Date.parse(expiresAt) > now.getTime());
  return [
    stateFinding(name, tenant, connector),
    ...(connector.credentials.some(isUsable)
      ? []
      : [warning(name, 'It has no credential that works: nobody can call it.', create)]),
    ...connector.credentials.flatMap((credential) =>
      endFinding(name, 'credential', credential, now, `Change it in time: ${create}, then delete the old one.`),
    ),
  ];
}

function stateFinding(name: string, tenant: string, { slug, syncEnabled, state }: ConnectorFacts): Finding {
  if (!syncEnabled) {
    return warning(
      name,
      'Synchronization is off: every SCIM call is answered 403.',
      `rollbook sync on ${slug} --tenant ${tenant}`,
    );
  }
  const todo = `rollbook logs --tenant ${tenant} --sort-order DESCENDING --limit 20 says why.`;
  if (state === 'failing') return problem(name, 'Its last calls failed.', todo);
  if (state === 'refusing') return warning(name, 'Its last calls were refused.', todo);
  if (state === 'waiting') return ok(name, 'It waits for its first call.');
  return ok(name, state === undefined ? 'Synchronization is on.' : `Synchronization is on; its state is ${state}.`);
}

/** Of what is switched off the end is no news. */
function endFinding(name: string, kind: string, one: Expiring, now: Date, todo: string): readonly Finding[] {
  if (!one.enabled || one.expiresAt === null) return [];
  const days = Math.floor((Date.parse(one.expiresAt) - now.getTime()) / DAY_MS);
  const end = one.expiresAt.slice(0, 10);
  const what = `The ${kind} "${one.name}"`;
  if (days < 0) return [warning(name, `${what} ended on ${end}.`, 'Delete it, if nothing uses it any more.')];
  return days <= WARN_DAYS ? [warning(name, `${what} ends on ${end}, in ${days} days.`, todo)] : [];
}
