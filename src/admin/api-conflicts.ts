import { Problem } from '../http/problem.js';
import { managedByConnector } from './directory-requests.js';

/** Conflicts of users and groups, as examples for Swagger. */
export const CONFLICTS = {
  nameTaken: Problem.fromStatus(409, 'A user with the userName "jane.doe@example.com" exists already.'),
  managed: managedByConnector(
    'This is provisioned by the connector "okta" (Okta), whose synchronization is on. Change it in the identity provider, or ' +
      'switch the synchronization off first: PATCH /api/v1/tenants/default/connectors/okta {"syncEnabled": false}.',
  ),
};
