import { CUSTOM_FIELD_NAMESPACE } from '../tenancy/connector-settings.js';

export const createUserExamples = {
  user: {
    summary: 'A user',
    value: {
      userName: 'jane.doe@example.com',
      name: { givenName: 'Jane', familyName: 'Doe' },
      emails: [{ value: 'jane.doe@example.com', type: 'work', primary: true }],
    },
  },
  extended: {
    summary: 'With an extended field, user_address, which has to be there',
    value: { userName: 'john.roe@example.com', [CUSTOM_FIELD_NAMESPACE]: { user_address: '1 Main Street' } },
  },
};

export const updateUserExamples = {
  off: { summary: 'Switch sign-in off', value: { active: false } },
  on: { summary: 'Switch sign-in on', value: { active: true } },
  rename: { summary: 'Change one name, remove the title', value: { name: { familyName: 'Roe' }, title: null } },
};

export const createGroupExamples = {
  group: { summary: 'A group', value: { displayName: 'Sales' } },
};

export const updateGroupExamples = { rename: { summary: 'Rename', value: { displayName: 'Sales (EMEA)' } } };

export const memberExamples = {
  one: { summary: 'One user; take its id from GET …/users', value: { ids: ['ID-OF-A-USER'] } },
};
