import { ENTERPRISE_USER_SCHEMA } from '../protocol/urns.js';
import { expectValue } from './expect-answer.js';
import type { EntraDialect } from './entra-dialect.js';
import type { EntraVariables } from './entra-variables.js';
import { expectEnterprise, expectMissing, expectTyped, patchAndRead } from './idp-checks.js';
import type { Step } from './scenario.js';

const UPDATE_FAILED = 'The provisioning log shows the update as Failure, and the attribute stays as it was.';

const department = `${ENTERPRISE_USER_SCHEMA}:department`;
const employeeNumber = `${ENTERPRISE_USER_SCHEMA}:employeeNumber`;

/** The default attribute mappings, in the PATCH of either dialect. */
export function entraUpdateSteps({ client, ...entra }: EntraDialect): readonly Step<EntraVariables>[] {
  return [
    {
      title: 'Update names and title',
      asAdmin: `Attributes, and parts of the name after a dot. ${UPDATE_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        const changes = { displayName: 'Bjfe', 'name.givenName': 'Kkom', title: 'Director', active: true };
        const after = await patchAndRead(client, context, `/Users/${id}`, ...entra.replace(changes));
        expectValue(after, 'displayName', 'Bjfe');
        expectValue(after, 'name.givenName', 'Kkom');
        expectValue(after, 'name.familyName', person.familyName);
        expectValue(after, 'title', 'Director');
        expectValue(after, 'active', true);
      },
    },
    {
      title: 'Update the e-mail address for work',
      asAdmin: `The path names the type; the address is replaced, not added. ${UPDATE_FAILED}`,
      run: async (context) => {
        const value = 'New.Address@contoso.com';
        const operation = entra.replaceAt('emails[type eq "work"].value', value);
        const after = await patchAndRead(client, context, `/Users/${context.vars.id}`, operation);
        expectTyped(after, 'emails', 'work', { value });
      },
    },
    {
      title: 'Telephones and addresses that are not there yet',
      asAdmin: `The path names a type that the user does not have; it must come to be, and once only. ${UPDATE_FAILED}`,
      run: async (context) => {
        const after = await patchAndRead(
          client,
          context,
          `/Users/${context.vars.id}`,
          entra.replaceAt('phoneNumbers[type eq "mobile"].value', '+1 425 555 0100'),
          entra.replaceAt('phoneNumbers[type eq "fax"].value', '+1 425 555 0101'),
          entra.replaceAt('addresses[type eq "work"].streetAddress', '1 Microsoft Way'),
          entra.replaceAt('addresses[type eq "work"].country', 'Elbonia'),
          entra.replaceAt('addresses[type eq "other"].Formatted', 'Building 9'),
          entra.replaceAt('emails[type eq "other"].Value', 'other@contoso.com'),
        );
        expectTyped(after, 'phoneNumbers', 'mobile', { value: '+1 425 555 0100' });
        expectTyped(after, 'phoneNumbers', 'fax', { value: '+1 425 555 0101' });
        expectTyped(after, 'addresses', 'work', { streetAddress: '1 Microsoft Way', country: 'Elbonia' });
        expectTyped(after, 'addresses', 'other', { formatted: 'Building 9' });
        expectTyped(after, 'emails', 'other', { value: 'other@contoso.com' });
      },
    },
    {
      title: 'Department and employee number',
      asAdmin: `The path begins with the URN of the enterprise extension. ${UPDATE_FAILED}`,
      run: async (context) => {
        const target = `/Users/${context.vars.id}`;
        await patchAndRead(client, context, target, ...entra.add({ [department]: 'Sales', [employeeNumber]: '1' }));
        const after = await patchAndRead(client, context, target, ...entra.replace({ [employeeNumber]: '271' }));
        expectEnterprise(after, 'department', 'Sales');
        expectEnterprise(after, 'employeeNumber', '271');
      },
    },
    {
      title: 'Remove a value',
      asAdmin: `A mapping ends, or an element of a certain type goes; the others stay. ${UPDATE_FAILED}`,
      run: async (context) => {
        const after = await patchAndRead(
          client,
          context,
          `/Users/${context.vars.id}`,
          entra.remove('title'),
          entra.remove('phoneNumbers[type eq "fax"].value'),
          entra.remove(department),
        );
        expectMissing(after, 'title');
        expectTyped(after, 'phoneNumbers', 'mobile', { value: '+1 425 555 0100' });
        expectEnterprise(after, 'employeeNumber', '271');
        expectEnterprise(after, 'department', undefined);
      },
    },
  ];
}
