import type { Command } from './command.js';
import { boolean, inQuery, text } from './option-kinds.js';

const TENANT = '/tenants/{tenant}';

/** The catalogues of roles and entitlements. */
export const GRANTABLE_COMMANDS: readonly Command[] = (['role', 'entitlement'] as const).flatMap(grantableCommands);

/** What can be granted to users: the catalogues that an identity provider reads. */
function grantableCommands(noun: 'role' | 'entitlement'): readonly Command[] {
  const [plural, withArticle] = noun === 'role' ? ['roles', 'a role'] : ['entitlements', 'an entitlement'];
  const all = `${TENANT}/${plural}`;
  const one = `${all}/{id}`;
  const description = text('description', 'a sentence for people');
  return [
    {
      words: [noun, 'list'],
      summary: `list the ${plural} that an identity provider may assign`,
      ...{ method: 'GET', path: all, answer: 'list' },
      columns: ['id', 'displayName', 'type', 'description'],
    },
    {
      words: [noun, 'show'],
      summary: `show one ${noun}`,
      ...{ method: 'GET', path: one, args: ['id'], answer: 'one' },
    },
    {
      words: [noun, 'create'],
      summary: `add ${withArticle} to the catalogue`,
      ...{ method: 'POST', path: all, args: ['displayName'], answer: 'one', takesData: true },
      options: {
        id: text('id', 'what arrives as value on users; default: a UUID'),
        description,
        ...(noun === 'entitlement'
          ? { type: text('type', 'Entitlement (default), License or Profile: where it is shown; for good') }
          : {}),
      },
    },
    {
      words: [noun, 'update'],
      summary: `rename or describe ${withArticle}`,
      ...{ method: 'PATCH', path: one, args: ['id'], answer: 'one', takesData: true },
      options: { 'display-name': text('displayName', 'its name'), description },
    },
    {
      words: [noun, 'delete'],
      summary: `take ${withArticle} out of the catalogue`,
      ...{ method: 'DELETE', path: one, args: ['id'], answer: 'nothing' },
      options: { confirm: inQuery(boolean('confirm', 'true: also when users still have it')) },
    },
  ];
}
