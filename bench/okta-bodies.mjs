const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const DEPARTMENTS = ['Engineering', 'Finance', 'Legal', 'Marketing', 'Operations', 'People', 'Sales', 'Support'];
const FAMILY_NAMES = [
  'Adeyemi',
  'Becker',
  'Castillo',
  'Dubois',
  'Eriksen',
  'Fischer',
  'Garcia',
  'Haddad',
  'Ivanova',
  'Kim',
];

/** What Okta posts for a user with the usual mappings and the enterprise extension: about 1.2 kB. */
export function userBody(userName, number) {
  const familyName = FAMILY_NAMES[number % FAMILY_NAMES.length];
  return {
    schemas: [CORE, ENTERPRISE],
    userName,
    name: {
      givenName: `Given${number}`,
      familyName,
      middleName: 'Q',
      honorificPrefix: 'Dr.',
      formatted: `Given${number} ${familyName}`,
    },
    emails: [
      { primary: true, value: userName, type: 'work' },
      { primary: false, value: `${number}.home@mail.example.net`, type: 'home' },
    ],
    phoneNumbers: [{ value: `+1 555 ${String(1_000_000 + number).slice(-7)}`, type: 'work', primary: true }],
    addresses: [
      {
        type: 'work',
        streetAddress: `${100 + (number % 900)} Universal City Plaza`,
        locality: 'Hollywood',
        region: 'CA',
        postalCode: '91608',
        country: 'US',
        primary: true,
      },
    ],
    displayName: `Given${number} ${familyName}`,
    nickName: `G${number}`,
    title: 'Staff Engineer',
    userType: 'Employee',
    preferredLanguage: 'en-US',
    locale: 'en-US',
    timezone: 'America/Los_Angeles',
    externalId: `00u${String(number).padStart(17, '0')}`,
    groups: [],
    password: '1mz050nq',
    active: true,
    [ENTERPRISE]: {
      employeeNumber: String(700_000 + number),
      costCenter: `CC-${number % 40}`,
      organization: 'Universal Studios',
      division: 'Theme Park',
      department: DEPARTMENTS[number % DEPARTMENTS.length],
      manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d' },
    },
  };
}

const patchOf = (...Operations) => ({ schemas: [PATCH_OP], Operations });

/** Pathless, as Okta's template apps deactivate and reactivate. */
export const activePatch = (active) => patchOf({ op: 'replace', value: { active } });

/** Pushed after a change of the profile: the whole of it, and no password. */
export function profileBody(userName, number, title) {
  const { password: _, ...profile } = userBody(userName, number);
  return { ...profile, title };
}

export const groupBody = (displayName) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  displayName,
  members: [],
});

export const addMemberPatch = ({ id, userName }) =>
  patchOf({ op: 'add', path: 'members', value: [{ value: id, display: userName }] });

export const removeMemberPatch = ({ id }) => patchOf({ op: 'remove', path: `members[value eq "${id}"]` });
