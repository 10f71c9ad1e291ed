import type { Command } from './command.js';
import { boolean, number, PASSWORD_FILE, text } from './option-kinds.js';

const TENANT = '/tenants/{tenant}';
const POLICY = `${TENANT}/password-policy`;

/** Which passwords users may have, and whether one is right. */
export const PASSWORD_COMMANDS: readonly Command[] = [
  {
    words: ['password-policy', 'show'],
    summary: 'show the password policy of a tenant',
    ...{ method: 'GET', path: POLICY, answer: 'one' },
  },
  {
    words: ['password-policy', 'update'],
    summary: 'change the password policy of a tenant; stored passwords stay valid',
    ...{ method: 'PATCH', path: POLICY, answer: 'one', takesData: true },
    options: {
      'min-length': number('minLength', 'in characters, 6 to 64'),
      'max-length': number('maxLength', 'in characters, 64 to 256'),
      'require-uppercase': boolean('requireUppercase', 'an upper case letter'),
      'require-lowercase': boolean('requireLowercase', 'a lower case letter'),
      'require-digit': boolean('requireDigit', 'a digit'),
      'require-special': boolean('requireSpecial', 'a punctuation mark or symbol'),
      'forbid-user-name': boolean('forbidUserName', 'refuse one that holds the user name or what is before its @'),
      'forbid-common': boolean('forbidCommon', 'refuse the most common ones'),
    },
  },
  {
    words: ['password', 'check'],
    summary: 'whether this is the password of this user',
    ...{ method: 'POST', path: `${TENANT}/password-checks`, args: ['userName'], answer: 'one' },
    options: {
      'password-file': PASSWORD_FILE,
      'ip-address': text('ipAddress', 'where the person is who signs in; default: where this command is'),
    },
  },
];
